/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replies of a token endpoint: GRANTED implies a good token and an expiry
 * that makes sense; anything else leaves the grant alone (but for a new
 * refresh token) and says why, in words that are fit for a terminal and
 * without our client secret.
 *
 * Input: the HTTP status on a line, then the body.
 */
#include "fuzz.h"
#include "query.h"
#include "oauth/grant.h"

#include <stdlib.h>
#include <string.h>

#define ASKED_AT 1700000000
#define TEN_YEARS_S (10LL * 365 * 86400)
#define SHOWN_MAX 7 /* bytes in a row of the secret */

static char client_secret[] = "s3cr3t-of-0ur-client";

static void
hold_granted(const struct fc_http_reply *reply, const struct fc_grant *grant)
{
	const struct fc_token *token = &grant->token;

	hold(reply->status >= 200 && reply->status <= 299);
	hold(token->access.plain &&
	     fc_token_is_wellformed(token->access.plain, token->access.len));
	hold(token->issued_at == ASKED_AT);
	hold(token->expires_at == 0 ||
	     (token->expires_at > ASKED_AT &&
	      token->expires_at <= ASKED_AT + TEN_YEARS_S));
	hold(!grant->refresh.plain ||
	     fc_token_is_wellformed(grant->refresh.plain, grant->refresh.len));
	hold(grant->scopes.len == 0 ||
	     fuzz_is_printable(fc_buf_str(&grant->scopes)));
}

static void
hold_kind(enum fc_verdict verdict, const struct fc_http_reply *reply,
          const struct fc_error *err)
{
	bool overloaded = reply->status == 429 || reply->status >= 500;

	hold(!overloaded || verdict == FC_VERDICT_TRANSIENT);
	switch (verdict) {
	case FC_VERDICT_GRANTED:
		break;
	case FC_VERDICT_TRANSIENT:
	case FC_VERDICT_NONSENSE:
		hold(err->kind == FC_ERR_NETWORK);
		break;
	case FC_VERDICT_INVALID_GRANT:
		hold(err->kind == FC_ERR_LOGIN_NEEDED);
		hold(strstr(fc_buf_str(&reply->body), "grant"));
		break;
	case FC_VERDICT_INVALID_SCOPE:
	case FC_VERDICT_REFUSED:
		hold(err->kind == FC_ERR_DENIED);
		break;
	}
}

/* Nothing but a new refresh token, when the reply had one. */
static void
hold_untouched(const struct fc_http_reply *reply, enum fc_verdict verdict,
               const struct fc_grant *grant)
{
	const struct fc_secret *refresh = &grant->refresh;

	hold(!grant->token.access.plain && grant->token.issued_at == 0 &&
	     grant->token.expires_at == 0 && grant->scopes.len == 0);
	hold(!refresh->plain ||
	     (verdict == FC_VERDICT_NONSENSE && reply->status / 100 == 2 &&
	      fc_token_is_wellformed(refresh->plain, refresh->len)));
}

static void
hold_secret(const char *text)
{
	char piece[SHOWN_MAX + 2];
	size_t i;

	for (i = 0; i + SHOWN_MAX < strlen(client_secret); i++) {
		memcpy(piece, client_secret + i, SHOWN_MAX + 1);
		piece[SHOWN_MAX + 1] = '\0';
		hold(!strstr(text, piece));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_stack stack = fuzz_stack; /* borrows from it */
	struct fc_error err = FC_ERROR_INIT;
	char *line = fuzz_line(&input);
	enum fc_verdict verdict;

	reply.status = strtol(line, NULL, 10) % 1000;
	reply.json = strstr(line, "json") != NULL;
	if (reply.status < 100 ||
	    !fc_buf_add(&reply.body, input.left ? input.at : "", input.left,
	                &err))
		goto out;
	if (strstr(line, "secret")) {
		stack.client_secret.plain = client_secret;
		stack.client_secret.len = strlen(client_secret);
	}
	verdict = fc_grant_judge(&reply, &stack, FC_ASKED_LOGIN, ASKED_AT, &grant,
	                         &err);
	hold_kind(verdict, &reply, &err);
	if (verdict == FC_VERDICT_GRANTED) {
		hold_granted(&reply, &grant);
	} else {
		fuzz_hold_error(&err);
		hold(fuzz_is_printable(err.text));
		hold(err.hint[0] == '\0' || fuzz_is_printable(err.hint));
		if (stack.client_secret.plain)
			hold_secret(err.text);
		hold_untouched(&reply, verdict, &grant);
	}
out:
	fc_grant_clear(&grant);
	fc_buf_clear(&reply.body);
	free(line);
	return 0;
}
