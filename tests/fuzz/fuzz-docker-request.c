/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docker's requests: a server URL is nobody's or one host in its normal
 * form, which stands in it; a store is three strings or an error.
 */
#include "docker/request.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
hold_server(const struct docker_server *server, const char *text)
{
	char label[FC_HOST_SIZE];
	size_t len;

	hold(!server->empty || server->host[0] == '\0');
	hold(!server->plain_http || strcasestr(text, "http://"));
	if (server->host[0] == '\0')
		return;
	hold(fuzz_is_host(server->host));
	if (server->host[0] == '[')
		return; /* one address has many spellings */
	len = strcspn(server->host, ":");
	memcpy(label, server->host, len);
	label[len] = '\0';
	hold(strcasestr(text, label) != NULL);
}

static void
try_url(const char *text, size_t len)
{
	struct docker_server server;

	docker_server_parse(&server, text, len);
	if (server.host[0] == '\0')
		fuzz_refuse();
	hold_server(&server, text);
}

static void
try_store(const char *text, size_t len)
{
	struct docker_store store = DOCKER_STORE_INIT;
	struct fc_buf bytes = FC_BUF_INIT(DOCKER_REQUEST_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (fc_buf_add(&bytes, text, len, &err)) {
		if (docker_store_parse(&store, &bytes, &err)) {
			hold(store.server.host[0] == '\0' ||
			     fuzz_is_host(store.server.host));
			hold(!store.secret.plain ||
			     strlen(store.secret.plain) == store.secret.len);
			hold(!store.username.plain ||
			     strlen(store.username.plain) ==
			             store.username.len);
		} else {
			fuzz_hold_error(&err);
		}
	}
	docker_store_clear(&store);
	fc_buf_clear(&bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	try_url(text, size);
	try_store(text, size);
	free(text);
	return 0;
}
