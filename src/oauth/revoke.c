/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation (RFC 7009) at the stack's revoke_uri. */
#include "oauth/revoke.h"

#include "base/json.h"
#include "oauth/grant.h"

#include <string.h>

/* The OAuth error code of a reply, "" when it has none. */
static void
read_code(const struct fc_http_reply *reply, char *code, size_t size)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *object;
	const char *text;
	size_t len;

	code[0] = '\0';
	object = fc_json_parse(fc_buf_str(&reply->body), reply->body.len,
	                       &ignored);
	if (object &&
	    fc_json_string(object, "error", &text, &len, &ignored) == FC_FOUND)
		fc_printable(code, size, text, len);
	fc_json_free(object);
}

/* Some servers answer so, where RFC 7009 section 2.2 wants a 200. */
static bool
is_dead_already(const char *code)
{
	return strcmp(code, "invalid_token") == 0 ||
	       strcmp(code, "invalid_grant") == 0;
}

static bool
judge(const struct fc_http_reply *reply, const struct fc_stack *stack,
      struct fc_error *err)
{
	bool overloaded = reply->status >= 500 || reply->status == 429;
	char code[64];

	if (reply->status / 100 == 2)
		return true;
	read_code(reply, code, sizeof(code));
	if (!overloaded && is_dead_already(code))
		return true;
	if (overloaded || !*code)
		return fc_fail(err, FC_ERR_NETWORK,
		               "asking %s to revoke a token: HTTP %ld",
		               stack->host, reply->status);
	fc_fail(err, FC_ERR_DENIED, "asking %s to revoke a token: %s",
	        stack->host, code);
	fc_grant_explain(err, stack, FC_ASKED_REVOKE, code);
	return false;
}

bool
fc_revoke(struct fc_http *http, const struct fc_stack *stack,
          const struct fc_secret *token, long timeout_ms,
          struct fc_error *err)
{
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	bool done = false;

	if (!fc_grant_form_revoke(&form, stack, token, err) ||
	    !fc_http_post(http, stack->revoke_uri, &form, timeout_ms, &reply,
	                  err))
		goto out;
	done = judge(&reply, stack, err);
	fc_secret_mask(err->text, token->plain, token->len);
	fc_secret_mask(err->text, stack->client_secret.plain,
	               stack->client_secret.len);
out:
	fc_http_reply_clear(&reply);
	fc_buf_clear(&form);
	return done;
}
