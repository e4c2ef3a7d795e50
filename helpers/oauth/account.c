/* SPDX-License-Identifier: Apache-2.0 */
/* The request that asks a stack about a token that the caller has. */
#include "verbs.h"

#include "base/clock.h"
#include "oauth/account.h"

bool
oauth_account(const struct oauth_scene *scene, struct fc_reply *reply,
              struct fc_error *err)
{
	const struct fc_stack *stack = scene->stack;
	const struct fc_secret *token = &scene->request->secret;
	/* Two questions, in the time of one. */
	long limit_ms = stack->network_timeout_s * 500L;
	struct fc_http *http = fc_http_new(stack, err);
	long long life_s = 0;
	bool done = false;

	if (!http)
		goto out;
	fc_http_remember(http, scene->config->paths);
	if (!fc_account_name(http, stack, token, limit_ms, reply->user, err))
		goto out;
	fc_secret_mask(reply->user, token->plain, token->len);
	if (fc_account_life(http, stack, token, limit_ms, &life_s))
		reply->token.expires_at = fc_clock_now() + (time_t)life_s;
	done = true;
out:
	fc_http_leave(http);
	return done;
}
