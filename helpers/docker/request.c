/* SPDX-License-Identifier: Apache-2.0 */
/* What docker and its kin ask: docker-credential-helpers' protocol. */
#include "request.h"

#include "base/json.h"

#include <string.h>
#include <strings.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
skip_scheme(const char **text, const char *end, const char *scheme)
{
	size_t len = strlen(scheme);

	if ((size_t)(end - *text) < len ||
	    strncasecmp(*text, scheme, len) != 0)
		return false;
	*text += len;
	return true;
}

void
docker_server_parse(struct docker_server *server, const char *text, size_t len)
{
	const char *end = text + len;
	char host[FC_HOST_SIZE];
	const char *slash;

	memset(server, 0, sizeof(*server));
	while (text < end && is_blank(*text))
		text++;
	while (end > text && is_blank(end[-1]))
		end--;
	server->empty = text == end;
	if (!skip_scheme(&text, end, "https://"))
		server->plain_http = skip_scheme(&text, end, "http://");

	slash = memchr(text, '/', (size_t)(end - text));
	if (slash)
		end = slash;
	len = (size_t)(end - text);
	if (len >= sizeof(host) || memchr(text, '\0', len))
		return;
	memcpy(host, text, len);
	host[len] = '\0';
	if (!fc_host_parse(host, server->host))
		server->host[0] = '\0';
}

static bool
keep(struct json_object *object, const char *name, struct fc_secret *out,
     struct fc_error *err)
{
	const char *value;
	size_t len;

	switch (fc_json_string(object, name, &value, &len, err)) {
	case FC_FOUND:
		return fc_secret_set(out, value, len, err);
	case FC_ABSENT:
		return true;
	case FC_FAILED:
		break;
	}
	return false;
}

bool
docker_store_parse(struct docker_store *store, const struct fc_buf *text,
                   struct fc_error *err)
{
	struct fc_secret url = FC_SECRET_INIT;
	struct json_object *object;
	bool done;

	object = fc_json_parse(fc_buf_str(text), text->len, err);
	if (!object)
		return false;
	done = keep(object, "ServerURL", &url, err) &&
	       keep(object, "Username", &store->username, err) &&
	       keep(object, "Secret", &store->secret, err);
	if (done)
		docker_server_parse(&store->server, url.plain ? url.plain : "",
		                    url.len);
	fc_secret_clear(&url);
	fc_json_free(object);
	return done;
}

void
docker_store_clear(struct docker_store *store)
{
	fc_secret_clear(&store->username);
	fc_secret_clear(&store->secret);
}
