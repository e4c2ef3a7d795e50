/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it, and how long does it live?  GET /multipass/api/me and
 * /multipass/api/token/ttl. */
#include "oauth/account.h"

#include "base/json.h"
#include "base/record.h"
#include "base/text.h"

#include <string.h>

/* Ten years, as for what a token endpoint says. */
#define LIFE_MAX_S (10LL * 365 * 86400)

static bool
fail(const struct fc_stack *stack, const struct fc_http_reply *reply,
     const char *reason, struct fc_error *err)
{
	bool refused = reply->status == 401 || reply->status == 403;

	return fc_fail(err, refused ? FC_ERR_DENIED : FC_ERR_NETWORK,
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

/* The context path may be another: what is beside "me" counts. */
static bool
find_life_uri(const struct fc_stack *stack, char uri[FC_PATH_SIZE])
{
	static const char me[] = "/me";
	const size_t len = strlen(stack->me_uri), tail = sizeof(me) - 1;

	if (len < tail || strcmp(stack->me_uri + len - tail, me) != 0 ||
	    !fc_text_join(uri, FC_PATH_SIZE, stack->me_uri, NULL))
		return false;
	uri[len - tail] = '\0';
	return fc_text_join(uri + len - tail, FC_PATH_SIZE - len + tail,
	                    "/token/ttl", NULL);
}

bool
fc_account_life(struct fc_http *http, const struct fc_stack *stack,
                const struct fc_secret *access, long timeout_ms,
                long long *life_s)
{
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char uri[FC_PATH_SIZE];
	bool said = false;

	if (find_life_uri(stack, uri) &&
	    fc_http_get(http, uri, access, timeout_ms, &reply, &ignored) &&
	    reply.status == 200) {
		fc_buf_cut(&reply.body, strcspn(fc_buf_str(&reply.body),
		                                " \t\r\n"));
		said = fc_number_parse(fc_buf_str(&reply.body), 0, LIFE_MAX_S,
		                       life_s);
	}
	fc_http_reply_clear(&reply);
	return said;
}
