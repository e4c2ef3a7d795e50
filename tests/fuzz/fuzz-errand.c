/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errands and outcomes: what was read has words that are known, and written
 * again it is read the same.  The first byte says which of the two it is.
 */
#include "base/record.h"
#include "fuzz.h"
#include "request/errand.h"

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
errands_are_same(const struct fc_errand *a, const struct fc_errand *b)
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
try_errand(struct fc_buf *text)
{
	struct fc_errand errand = FC_ERRAND_INIT, again = FC_ERRAND_INIT;
	struct fc_buf written = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_errand_read(&errand, text, &err)) {
		fuzz_hold_error(&err);
		goto out;
	}
	hold(errand.verb <= FC_ERRAND_INDEX);
	hold(errand.purpose < FC_PURPOSE_COUNT);
	hold(errand.mode <= FC_LOGIN_NEVER);
	hold(errand.timeout_s >= 0 && errand.expires_at >= 0);
	if (fc_errand_write(&written, &errand, &err)) {
		hold(fc_errand_read(&again, &written, &err));
		hold(errands_are_same(&errand, &again));
	} else {
		hold(fuzz_has_control(errand.host) ||
		     fuzz_has_control(errand.user) ||
		     secret_has_control(&errand.secret));
	}
out:
	fc_errand_clear(&errand);
	fc_errand_clear(&again);
	fc_buf_clear(&written);
}

static bool
findings_are_same(const struct fc_findings *a, const struct fc_findings *b)
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
outcomes_are_same(const struct fc_outcome *a, const struct fc_outcome *b)
{
	bool has_token = a->token.access.plain != NULL;

	return a->done == b->done && strcmp(a->user, b->user) == 0 &&
	       a->error.kind == b->error.kind &&
	       strcmp(a->error.text, b->error.text) == 0 &&
	       strcmp(a->error.hint, b->error.hint) == 0 &&
	       findings_are_same(&a->findings, &b->findings) &&
	       secrets_are_same(&a->token.access, &b->token.access) &&
	       (!has_token || (a->token.issued_at == b->token.issued_at &&
	                       a->token.expires_at == b->token.expires_at));
}

static void
try_outcome(struct fc_buf *text)
{
	struct fc_outcome outcome = FC_OUTCOME_INIT, again = FC_OUTCOME_INIT;
	struct fc_buf written = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_outcome_read(&outcome, text, &err)) {
		fuzz_hold_error(&err);
		goto out;
	}
	hold(fc_error_status(outcome.error.kind) >= 0);
	hold(outcome.token.issued_at >= 0 && outcome.token.expires_at >= 0);
	if (fc_outcome_write(&written, &outcome, &err)) {
		hold(fc_outcome_read(&again, &written, &err));
		hold(outcomes_are_same(&outcome, &again));
	} else {
		hold(fuzz_has_control(outcome.user) ||
		     fuzz_has_control(outcome.error.text) ||
		     fuzz_has_control(outcome.error.hint) ||
		     secret_has_control(&outcome.token.access));
	}
out:
	fc_outcome_clear(&outcome);
	fc_outcome_clear(&again);
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
			try_errand(&text);
		else
			try_outcome(&text);
	}
	fc_buf_clear(&text);
	return 0;
}
