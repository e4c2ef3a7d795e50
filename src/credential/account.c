/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it?  By the access record, or by asking the stack. */
#include "credential/account.h"

#include "base/text.h"
#include "base/trace.h"
#include "credential/turn.h"

#define SLACK_S 10

/* The record, if it has this token. */
static bool
look(struct fc_turn *turn, const struct fc_secret *token)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_turn_look(turn, &ignored) == FC_FOUND &&
	       fc_secret_equals(&turn->access.token.access, token->plain,
	                        token->len);
}

bool
fc_owner_known(struct fc_config *config, const struct fc_stack *stack,
               const struct fc_secret *token, char user[FC_OWNER_SIZE])
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	bool known;

	known = look(&turn, token) && turn.access.user[0];
	if (known)
		fc_text_join(user, FC_OWNER_SIZE, turn.access.user, NULL);
	fc_turn_end(&turn);
	return known;
}

/* For the next one who wants to know.  Not worth waiting for. */
static void
remember(struct fc_config *config, const struct fc_stack *stack,
         const struct fc_secret *token, const char *user)
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	struct fc_access *access = &turn.access;
	struct fc_error err = FC_ERROR_INIT;

	if (!look(&turn, token) || access->user[0] ||
	    !fc_turn_take(&turn, 0, &err) || !look(&turn, token))
		goto out;
	fc_text_join(access->user, sizeof(access->user), user, NULL);
	if (!fc_cache_put(&turn.cache, stack->host, access, &err))
		fc_trace("%s", err.text);
out:
	fc_turn_end(&turn);
}

bool
fc_owner_ask(struct fc_config *config, const struct fc_stack *stack,
             const struct fc_secret *token, char user[FC_OWNER_SIZE],
             time_t *expires_at, struct fc_error *err)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	bool done = false;

	request.verb = FC_REQUEST_ACCOUNT;
	request.purpose = FC_PURPOSE_CLI;
	fc_text_join(request.host, sizeof(request.host), stack->host, NULL);
	if (!fc_secret_set(&request.secret, token->plain, token->len, err) ||
	    !fc_request_run(&request, NULL, stack->network_timeout_s + SLACK_S,
	                    &reply, err))
		goto out;
	fc_text_join(user, FC_OWNER_SIZE, reply.user, NULL);
	if (expires_at)
		*expires_at = reply.token.expires_at;
	remember(config, stack, token, user);
	done = true;
out:
	fc_request_clear(&request);
	fc_reply_clear(&reply);
	return done;
}
