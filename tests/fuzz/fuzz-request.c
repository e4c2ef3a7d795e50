/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests and replies: what was read has words that are known, and written
 * again it is read the same.  The first byte says which of the two it is.
 */
#include "base/record.h"
#include "fuzz.h"
#include "request/request.h"

#include <string.h>

static bool
secrets_are_same(const struct fc_secret *a, const struct fc_secret *b)
{
	if (!a->plain || !b->plain)
		return !a->plain && !b->plain && a->len == b->len;
	return a->len == b->len && memcmp(a->plain, b->plain, a->len) == 0;
}

static bool
secret_has_control(const struct fc_secret *secret)
{
	return secret->plain && fuzz_has_control(secret->plain);
}

static bool
requests_are_same(const struct fc_request *a, const struct fc_request *b)
{
	return a->verb == b->verb && strcmp(a->host, b->host) == 0 &&
	       a->purpose == b->purpose && a->mode == b->mode &&
	       a->timeout_s == b->timeout_s && a->any_user == b->any_user &&
	       a->offline == b->offline &&
	       strcmp(a->user, b->user) == 0 &&
	       a->expires_at == b->expires_at &&
	       secrets_are_same(&a->secret, &b->secret);
}

static void
try_request(struct fc_buf *text)
{
	struct fc_request request = FC_REQUEST_INIT, again = FC_REQUEST_INIT;
	struct fc_buf written = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_request_read(&request, text, &err)) {
		fuzz_hold_error(&err);
		goto out;
	}
	hold(request.verb <= FC_REQUEST_INDEX);
	hold(request.purpose < FC_PURPOSE_COUNT);
	hold(request.mode <= FC_LOGIN_NEVER);
	hold(request.timeout_s >= 0 && request.expires_at >= 0);
	if (fc_request_write(&written, &request, &err)) {
		hold(fc_request_read(&again, &written, &err));
		hold(requests_are_same(&request, &again));
	} else {
		hold(fuzz_has_control(request.host) ||
		     fuzz_has_control(request.user) ||
		     secret_has_control(&request.secret));
	}
out:
	fc_request_clear(&request);
	fc_request_clear(&again);
	fc_buf_clear(&written);
}

static bool
results_are_same(const struct fc_check_results *a,
                 const struct fc_check_results *b)
{
	size_t i;

	for (i = 0; i < a->count && i < b->count; i++)
		if (a->list[i].verdict != b->list[i].verdict ||
		    strcmp(a->list[i].check, b->list[i].check) != 0 ||
		    strcmp(a->list[i].text, b->list[i].text) != 0 ||
		    strcmp(a->list[i].cure, b->list[i].cure) != 0)
			return false;
	return a->count == b->count;
}

static bool
replys_are_same(const struct fc_reply *a, const struct fc_reply *b)
{
	bool has_token = a->token.access.plain != NULL;

	return a->done == b->done && strcmp(a->user, b->user) == 0 &&
	       a->error.kind == b->error.kind &&
	       strcmp(a->error.text, b->error.text) == 0 &&
	       strcmp(a->error.hint, b->error.hint) == 0 &&
	       results_are_same(&a->results, &b->results) &&
	       secrets_are_same(&a->token.access, &b->token.access) &&
	       (!has_token || (a->token.issued_at == b->token.issued_at &&
	                       a->token.expires_at == b->token.expires_at));
}

static void
try_reply(struct fc_buf *text)
{
	struct fc_reply reply = FC_REPLY_INIT, again = FC_REPLY_INIT;
	struct fc_buf written = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_reply_read(&reply, text, &err)) {
		fuzz_hold_error(&err);
		goto out;
	}
	hold(fc_error_status(reply.error.kind) >= 0);
	hold(reply.token.issued_at >= 0 && reply.token.expires_at >= 0);
	if (fc_reply_write(&written, &reply, &err)) {
		hold(fc_reply_read(&again, &written, &err));
		hold(replys_are_same(&reply, &again));
	} else {
		hold(fuzz_has_control(reply.user) ||
		     fuzz_has_control(reply.error.text) ||
		     fuzz_has_control(reply.error.hint) ||
		     secret_has_control(&reply.token.access));
	}
out:
	fc_reply_clear(&reply);
	fc_reply_clear(&again);
	fc_buf_clear(&written);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (size == 0)
		return 0;
	if (fc_buf_add(&text, (const char *)data + 1, size - 1, &err)) {
		if (data[0] == 'e')
			try_request(&text);
		else
			try_reply(&text);
	}
	fc_buf_clear(&text);
	return 0;
}
