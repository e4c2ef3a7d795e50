/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git's request: the host that is taken is the one that stands there, in its
 * normal form; parsed, printed and parsed again it is the same; read from a
 * pipe it is the same; what we answer is one line for each key.
 */
#include "base/record.h"
#include "fuzz.h"
#include "git/answer.h"
#include "git/request.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool
is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
are_same(const struct git_request *a, const struct git_request *b)
{
	return is_same(a->protocol, b->protocol) && is_same(a->host, b->host) &&
	       is_same(a->username, b->username) &&
	       is_same(a->password, b->password) &&
	       is_same(a->authtype, b->authtype) &&
	       is_same(a->credential, b->credential) &&
	       a->expires_at == b->expires_at && a->ephemeral == b->ephemeral &&
	       a->has_authtype == b->has_authtype;
}

/* A second reader: the value of the last line "KEY=..." before an empty
 * line, NULL without one.  Free it. */
static char *
last_value(const char *text, size_t len, const char *key)
{
	const char *end = text + len;
	size_t key_len = strlen(key);
	char *value = NULL;

	while (text < end && *text != '\n') {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((stop ? stop : end) - text);

		if (line > key_len && text[key_len] == '=' &&
		    memcmp(text, key, key_len) == 0) {
			free(value);
			value = fuzz_string(text + key_len + 1,
			                    line - key_len - 1);
		}
		text += line + (stop ? 1 : 0);
	}
	return value;
}

static void
hold_value(const char *value, const uint8_t *data, size_t size, const char *key)
{
	char *expected = last_value((const char *)data, size, key);

	hold(is_same(value, expected));
	hold(!value || !strpbrk(value, "\r\n"));
	free(expected);
}

static void
hold_fields(const struct git_request *request, const uint8_t *data, size_t size)
{
	char host[FC_HOST_SIZE];

	hold_value(request->protocol, data, size, "protocol");
	hold_value(request->host, data, size, "host");
	hold_value(request->username, data, size, "username");
	hold_value(request->password, data, size, "password");
	hold_value(request->authtype, data, size, "authtype");
	hold_value(request->credential, data, size, "credential");
	hold(request->expires_at >= 0);
	if (git_request_host(request, host)) {
		hold(fuzz_is_host(host));
		hold(strcmp(request->protocol, "https") == 0);
		hold(strncasecmp(host, request->host, 1) == 0);
	}
}

/* False: there is something in it that is never printed. */
static bool
print(struct fc_buf *out, const struct git_request *request)
{
	const struct {
		const char *key, *value;
	} row[] = {
		{ "protocol", request->protocol },
		{ "host", request->host },
		{ "username", request->username },
		{ "password", request->password },
		{ "authtype", request->authtype },
		{ "credential", request->credential },
		{ "ephemeral", request->ephemeral ? "1" : NULL },
		{ "capability[]", request->has_authtype ? "authtype" : NULL },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (row[i].value &&
		    !fc_record_put(out, row[i].key, row[i].value, &err))
			return false;
	return fc_record_put_number(out, "password_expiry_utc",
	                            request->expires_at, &err);
}

static void
try_print(const struct git_request *request)
{
	struct git_request again = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (print(&again.text, request)) {
		hold(git_request_parse(&again, &err));
		hold(are_same(request, &again));
	}
	git_request_clear(&again);
}

/* From a descriptor, in blocks. */
static void
try_read(const struct git_request *request, bool parsed, const uint8_t *data,
         size_t size)
{
	struct git_request again = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	int fd = memfd_create("request", MFD_CLOEXEC);

	hold(fd >= 0 && write(fd, data, size) == (ssize_t)size &&
	     lseek(fd, 0, SEEK_SET) == 0);
	hold(git_request_read(&again, fd, &err) == parsed);
	hold(!parsed || are_same(request, &again));
	close(fd);
	git_request_clear(&again);
}

/* A user name from outside goes back out: it must not bring a line along. */
static void
try_answer(const struct git_request *request)
{
	struct fc_answer answer = FC_ANSWER_INIT;
	struct git_request told = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char token[] = "token";

	if (!request->username ||
	    strlen(request->username) >= sizeof(answer.username))
		return;
	memcpy(answer.username, request->username,
	       strlen(request->username) + 1);
	answer.token.access.plain = token;
	answer.token.access.len = strlen(token);
	answer.token.expires_at = request->expires_at;
	if (git_answer_format(&told.text, request, &answer, &err)) {
		hold(git_request_parse(&told, &err));
		hold(is_same(told.username, request->username));
		hold(is_same(told.password, token));
		hold(told.expires_at == request->expires_at);
		hold(told.has_authtype == request->has_authtype);
		hold(!told.host && !told.protocol && !told.credential);
	} else {
		hold(fuzz_has_control(request->username));
	}
	git_request_clear(&told);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	bool parsed;

	if (!fc_buf_add(&request.text, size ? (const char *)data : "", size,
	                &err))
		return 0;
	parsed = git_request_parse(&request, &err);
	if (!parsed || !git_request_host(&request, host))
		fuzz_refuse();
	if (parsed) {
		hold_fields(&request, data, size);
		try_print(&request);
		try_answer(&request);
	} else {
		fuzz_hold_error(&err);
	}
	try_read(&request, parsed, data, size);
	git_request_clear(&request);
	return 0;
}
