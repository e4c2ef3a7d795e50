/* SPDX-License-Identifier: Apache-2.0 */
/* What git asks: gitcredentials(7), git-credential(1) input format. */
#include "request.h"

#include "base/record.h"
#include "base/url.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define READ_SIZE 1000

/* git's config booleans, as it takes them for "ephemeral". */
static bool
is_true(const char *value)
{
	static const char *const yes[] = { "1", "true", "yes", "on", NULL };
	size_t i;

	for (i = 0; yes[i]; i++)
		if (strncasecmp(value, yes[i], strlen(yes[i]) + 1) == 0)
			return true;
	return false;
}

static void
take_expiry(struct git_request *request, const char *value)
{
	long long number;

	request->expires_at = 0;
	if (fc_number_parse(value, 1, FC_TIME_MAX, &number))
		request->expires_at = (time_t)number;
}

/* An empty value resets a list (git-credential(1), since 2.46). */
static void
take_capability(struct git_request *request, const char *value)
{
	if (!*value)
		request->has_authtype = false;
	else if (strcmp(value, "authtype") == 0)
		request->has_authtype = true;
}

/* From inside one challenge to what follows its comma, or the end. */
static const char *
skip_challenge(const char *at)
{
	bool quoted = false;

	for (; *at && (quoted || *at != ','); at++) {
		if (quoted && *at == '\\' && at[1])
			at++;
		else if (*at == '"')
			quoted = !quoted;
	}
	return at;
}

/* One WWW-Authenticate header, of one challenge or more (RFC 9110 section
 * 11.6.1): a word that is no parameter's name is a scheme. */
static void
take_challenges(struct git_request *request, const char *value)
{
	if (!*value)
		request->offers_bearer = request->offers_other = false;
	while (*(value += strspn(value, " \t,"))) {
		const size_t len = strcspn(value, " \t,=");
		bool bearer = len == strlen("Bearer") &&
		              strncasecmp(value, "Bearer", len) == 0;

		if (value[len] != '=' && bearer)
			request->offers_bearer = true;
		else if (value[len] != '=')
			request->offers_other = true;
		value = skip_challenge(value + len);
	}
}

static void
take(struct git_request *request, const char *key, const char *value)
{
	const struct {
		const char *key;
		const char **field;
	} texts[] = {
		{ "protocol", &request->protocol },
		{ "host", &request->host },
		{ "username", &request->username },
		{ "password", &request->password },
		{ "authtype", &request->authtype },
		{ "credential", &request->credential },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(key, texts[i].key) != 0)
			continue;
		*texts[i].field = value;
		return;
	}
	if (strcmp(key, "password_expiry_utc") == 0)
		take_expiry(request, value);
	else if (strcmp(key, "ephemeral") == 0)
		request->ephemeral = is_true(value);
	else if (strcmp(key, "capability[]") == 0)
		take_capability(request, value);
	else if (strcmp(key, "wwwauth[]") == 0)
		take_challenges(request, value);
}

/* What a LF in another value brings along: a second one. */
static bool
is_second(const struct git_request *request, const char *key)
{
	return (request->host && strcmp(key, "host") == 0) ||
	       (request->protocol && strcmp(key, "protocol") == 0);
}

bool
git_request_parse(struct git_request *request, struct fc_error *err)
{
	struct fc_record_cursor cursor = { &request->text, 0 };
	const char *key, *value;
	enum fc_lookup result;

	while ((result = fc_record_next(&cursor, FC_RECORD_LINE_MAX, &key,
	                                &value, err)) == FC_FOUND) {
		if (is_second(request, key))
			return fc_fail(err, FC_ERR_DATA, "a second line "
			               "\"%s=\" in one request", key);
		take(request, key, value);
	}
	return result == FC_ABSENT;
}

/* An empty line ends it, even when the sender keeps the pipe open. */
static bool
has_ended(const struct fc_buf *text, size_t from)
{
	return text->len > 0 &&
	       (text->data[0] == '\n' ||
	        strstr(text->data + from, "\n\n") != NULL);
}

bool
git_request_receive(struct fc_buf *text, int fd, struct fc_error *err)
{
	char block[READ_SIZE];
	size_t from = 0;
	bool added = true;

	while (added && !has_ended(text, from)) {
		ssize_t got = read(fd, block, sizeof(block));

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fc_fail_sys(err, "reading git's request");
		from = text->len > 0 ? text->len - 1 : 0;
		added = fc_buf_add(text, block, (size_t)got, err);
		explicit_bzero(block, sizeof(block));
	}
	return added;
}

bool
git_request_read(struct git_request *request, int fd, struct fc_error *err)
{
	return git_request_receive(&request->text, fd, err) &&
	       git_request_parse(request, err);
}

const char *
git_request_secret(const struct git_request *request)
{
	if (request->password)
		return request->password;
	if (request->credential && request->authtype &&
	    strncasecmp(request->authtype, "Bearer", sizeof("Bearer")) == 0)
		return request->credential;
	return NULL;
}

bool
git_request_host(const struct git_request *request, char *host)
{
	return request->protocol && strcmp(request->protocol, "https") == 0 &&
	       request->host && fc_host_parse(request->host, host);
}

void
git_request_clear(struct git_request *request)
{
	fc_buf_clear(&request->text);
	*request = (struct git_request)GIT_REQUEST_INIT;
}
