/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it?  Asked of GET /multipass/api/me. */
#include "oauth/account.h"

#include "base/json.h"

static bool
fail(const struct fc_stack *stack, const struct fc_http_reply *reply,
     const char *reason, struct fc_error *err)
{
	return fc_fail(err, FC_ERR_NETWORK,
	               "asking %s for the user name: HTTP %ld%s", stack->host,
	               reply->status, reason);
}

static bool
read_name(const struct fc_http_reply *reply, const struct fc_stack *stack,
          char name[FC_ACCOUNT_SIZE], struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *object;
	const char *text;
	size_t len;
	bool found;

	if (reply->status != 200)
		return fail(stack, reply, "", err);
	object = fc_json_parse(fc_buf_str(&reply->body), reply->body.len,
	                       &ignored);
	if (!object)
		return fail(stack, reply, ", but not JSON", err);

	found = fc_json_string(object, "username", &text, &len, &ignored) ==
	        FC_FOUND && len > 0;
	if (found)
		fc_printable(name, FC_ACCOUNT_SIZE, text, len);
	else
		fail(stack, reply, ", but no username in it", err);
	fc_json_free(object);
	return found;
}

bool
fc_account_name(struct fc_http *http, const struct fc_stack *stack,
                const struct fc_secret *access, long timeout_ms,
                char name[FC_ACCOUNT_SIZE], struct fc_error *err)
{
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	bool done;

	done = fc_http_get(http, stack->me_uri, access, timeout_ms, &reply,
	                   err) &&
	       read_name(&reply, stack, name, err);
	fc_http_reply_clear(&reply);
	return done;
}
