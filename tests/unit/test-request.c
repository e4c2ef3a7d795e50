/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and replies: there and back, cut off, and tampered with. */
#include "request/request.h"

#include "base/record.h"

#include "tap.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static void
fill_request(struct fc_request *request)
{
	struct fc_error err = FC_ERROR_INIT;

	request->verb = FC_REQUEST_ERASE;
	request->purpose = FC_PURPOSE_DOCKER;
	request->mode = FC_LOGIN_CONSOLE;
	request->timeout_s = 5;
	request->any_user = true;
	request->expires_at = 1700000000;
	snprintf(request->host, sizeof(request->host), "[::1]:8443");
	snprintf(request->user, sizeof(request->user), "J\xc3\xb6rg = x");
	if (!fc_secret_set(&request->secret, "a=b", 3, &err))
		exit(EXIT_FAILURE);
}

static void
test_request(void)
{
	struct fc_request request = FC_REQUEST_INIT, got = FC_REQUEST_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	fill_request(&request);
	ok(fc_request_write(&text, &request, &err), "a request is written");
	ok(fc_request_read(&got, &text, &err), "and read");
	ok(got.verb == request.verb && got.purpose == request.purpose &&
	   got.mode == request.mode && got.timeout_s == 5 && got.any_user &&
	   got.expires_at == 1700000000, "as it was");
	is(got.host, request.host, "its host");
	is(got.user, request.user, "its user name");
	is(got.secret.plain, "a=b", "its secret");
	fc_request_clear(&got);
	ok(!got.secret.plain && !got.host[0], "clearing forgets it");
	fc_buf_clear(&text);
	fc_request_clear(&request);
}

/* Erase all, where one was meant, is what a torn request must not become. */
static void
test_torn_request(void)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_buf whole = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;
	size_t cut, taken = 0;

	fill_request(&request);
	if (!fc_request_write(&whole, &request, &err))
		exit(EXIT_FAILURE);
	for (cut = 0; cut + 1 < whole.len; cut++) {
		struct fc_request got = FC_REQUEST_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);

		if (!fc_buf_add(&text, whole.data, cut, &err))
			exit(EXIT_FAILURE);
		if (fc_request_read(&got, &text, &err))
			taken++;
		fc_buf_clear(&text);
		fc_request_clear(&got);
	}
	ok(taken == 0, "a request cut off anywhere is refused");
	fc_buf_clear(&whole);
	fc_request_clear(&request);
}

static void
test_bad_requests(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		bool taken;
	} row[] = {
		{ "a verb alone", TEXT("verb=refresh\n"), true },
		{ "nothing", TEXT(""), false },
		{ "an empty line", TEXT("\n"), false },
		{ "an unknown verb", TEXT("verb=delete\n"), false },
		{ "an unknown key", TEXT("x=y\nverb=refresh\n"), false },
		{ "an unknown purpose", TEXT("purpose=npm\nverb=login\n"),
		  false },
		{ "an unknown mode", TEXT("mode=x\nverb=login\n"), false },
		{ "a number that is none", TEXT("timeout=5s\nverb=login\n"),
		  false },
		{ "a number below 0", TEXT("expires_at=-1\nverb=store\n"),
		  false },
		{ "a number without end",
		  TEXT("timeout=99999999999999999999\nverb=login\n"), false },
		{ "a timeout no int holds",
		  TEXT("timeout=4294967296\nverb=login\n"), false },
		{ "a CR", TEXT("host=a\r\nverb=login\n"), false },
		{ "a NUL", TEXT("host=a\0\nverb=login\n"), false },
		{ "no '='", TEXT("host\nverb=login\n"), false },
	};
	char large[600];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_request got = FC_REQUEST_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;

		if (!fc_buf_add(&text, row[i].text, row[i].len, &err))
			exit(EXIT_FAILURE);
		ok(fc_request_read(&got, &text, &err) == row[i].taken,
		   "request: %s", row[i].label);
		ok(row[i].taken == (err.kind == FC_ERR_NONE),
		   "with a reason: %s", err.text);
		fc_buf_clear(&text);
		fc_request_clear(&got);
	}
	for (i = 0; i < 2; i++) {
		struct fc_request got = FC_REQUEST_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;

		memset(large, 'x', sizeof(large) - 1);
		large[i == 0 ? 256 : FC_HOST_SIZE] = '\0';
		if (!fc_buf_addf(&text, &err, "%s=%s\nverb=login\n",
		                 i == 0 ? "user" : "host", large))
			exit(EXIT_FAILURE);
		ok(!fc_request_read(&got, &text, &err), "a %s that is too long",
		   i == 0 ? "user name" : "host");
		fc_buf_clear(&text);
	}
}

static void
test_unwritable(void)
{
	static const char *const bad[] = { "a\nverb=logout", "a\r", "\x1b[m" };
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		struct fc_request request = FC_REQUEST_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;

		snprintf(request.user, sizeof(request.user), "%s", bad[i]);
		ok(!fc_request_write(&text, &request, &err) &&
		   err.kind == FC_ERR_DATA, "hostile user name %zu", i);
		fc_buf_clear(&text);
	}
}

static void
test_reply(void)
{
	struct fc_reply reply = FC_REPLY_INIT, got = FC_REPLY_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	reply.done = true;
	reply.token.issued_at = 1700000000;
	reply.token.expires_at = 1700003600;
	snprintf(reply.user, sizeof(reply.user), "me@acme");
	if (!fc_secret_set(&reply.token.access, "t=", 2, &err))
		exit(EXIT_FAILURE);
	ok(fc_reply_write(&text, &reply, &err) &&
	   fc_reply_read(&got, &text, &err), "a token comes back");
	ok(got.done && got.token.issued_at == 1700000000 &&
	   got.token.expires_at == 1700003600, "with its times");
	is(got.token.access.plain, "t=", "the very one");
	is(got.user, "me@acme", "and whose it is");
	fc_reply_clear(&got);
	fc_reply_clear(&reply);
	fc_buf_reset(&text);

	fc_fail(&reply.error, FC_ERR_DENIED, "acme said: \"no\"");
	fc_error_hint(&reply.error, "run: x=y");
	ok(fc_reply_write(&text, &reply, &err) &&
	   fc_reply_read(&got, &text, &err) && !got.done &&
	   got.error.kind == FC_ERR_DENIED, "an error comes back");
	is(got.error.text, "acme said: \"no\"", "with its text");
	is(got.error.hint, "run: x=y", "and its hint");
	ok(!got.token.access.plain, "and no token");
	fc_reply_clear(&got);
	fc_buf_clear(&text);
}

static void
test_torn_reply(void)
{
	struct fc_reply reply = FC_REPLY_INIT;
	struct fc_buf whole = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;
	size_t cut, taken = 0;

	reply.done = true;
	if (!fc_secret_set(&reply.token.access, "token", 5, &err) ||
	    !fc_reply_write(&whole, &reply, &err))
		exit(EXIT_FAILURE);
	for (cut = 0; cut + 1 < whole.len; cut++) {
		struct fc_reply got = FC_REPLY_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);

		if (!fc_buf_add(&text, whole.data, cut, &err))
			exit(EXIT_FAILURE);
		if (fc_reply_read(&got, &text, &err))
			taken++;
		fc_buf_clear(&text);
		fc_reply_clear(&got);
	}
	ok(taken == 0, "a reply cut off anywhere is refused");
	fc_buf_clear(&whole);
	fc_reply_clear(&reply);
}

static void
test_bad_replys(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
	} row[] = {
		{ "nothing", TEXT("") },
		{ "done, and something after it", TEXT("done=1\nuser=x\n") },
		{ "a kind there is not", TEXT("kind=10\ndone=0\n") },
		{ "a kind below 0", TEXT("kind=-1\ndone=0\n") },
		{ "a kind in words", TEXT("kind=NETWORK\ndone=0\n") },
		{ "an unknown key", TEXT("refresh_token=x\ndone=1\n") },
		{ "a time before the epoch",
		  TEXT("expires_at=-1\ndone=1\n") },
		{ "a NUL in the token",
		  TEXT("access_token=a\0b\ndone=1\n") },
		{ "a line of rubbish", TEXT("Segmentation fault\ndone=1\n") },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_reply got = FC_REPLY_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;

		if (!fc_buf_add(&text, row[i].text, row[i].len, &err))
			exit(EXIT_FAILURE);
		ok(!fc_reply_read(&got, &text, &err) &&
		   err.kind != FC_ERR_NONE, "reply: %s: %s", row[i].label,
		   err.text);
		fc_buf_clear(&text);
		fc_reply_clear(&got);
	}
}

int
main(void)
{
	test_request();
	test_torn_request();
	test_bad_requests();
	test_unwritable();
	test_reply();
	test_torn_reply();
	test_bad_replys();
	return done();
}
