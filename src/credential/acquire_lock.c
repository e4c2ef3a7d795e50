/* SPDX-License-Identifier: Apache-2.0 */
/* The stack's lock for a renewal: who is waited for, and who has brought what
 * is wanted. */
#include "credential/acquire.h"

#include "base/clock.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "credential/stack_lock.h"

/* A person who is there is quick; a job that nobody watches must not hang. */
#define BACKGROUND_LOGIN_S 60

bool
fc_renewal_may_login(struct fc_renewal *renewal,
                     const struct fc_notes *notes, struct fc_error *err)
{
	if (renewal->no_person) {
		fc_login_needed(err, renewal->stack, "");
		return false;
	}
	if (renewal->may_login)
		return true;
	renewal->may_login = fc_login_allowed(renewal->stack, renewal->purpose,
	                                      notes, fc_clock_now(), err);
	if (renewal->may_login && !fc_has_terminal())
		renewal->patience_s =
			renewal->stack->login_timeout_s < BACKGROUND_LOGIN_S
				? renewal->stack->login_timeout_s
				: BACKGROUND_LOGIN_S;
	return renewal->may_login;
}

struct waiting {
	struct fc_renewal *renewal;
	struct fc_lock_wait wait;
};

static bool
may_wait(void *arg, struct fc_error *err)
{
	struct waiting *waiting = arg;
	struct fc_renewal *renewal = waiting->renewal;

	if (!fc_renewal_may_login(renewal, NULL, err))
		return false;
	if (renewal->patience_s)
		waiting->wait.login_limit_s = renewal->patience_s;
	return true;
}

static bool
is_served(void *arg)
{
	const struct waiting *waiting = arg;

	return fc_renewal_is_served(waiting->renewal);
}

bool
fc_renewal_lock(struct fc_renewal *renewal, int limit_s, struct fc_error *err)
{
	struct waiting waiting = {
		renewal, {
			.limit_s = limit_s,
			.login_limit_s = renewal->stack->login_timeout_s,
			.may_be_elsewhere = renewal->stack->grant ==
			                    FC_GRANT_CLIENT_CREDENTIALS,
			.may_wait = may_wait,
			.is_served = is_served,
			.arg = &waiting,
			.waited = &renewal->waited,
		},
	};
	enum fc_lookup result =
		fc_stack_lock(&renewal->lock, renewal->places,
	                      renewal->stack->host, &waiting.wait, err);

	if (result != FC_FAILED)
		fc_trace("lock: %s%s", result == FC_FOUND ? "taken"
		         : "another process has brought a token meanwhile",
		         renewal->waited ? ", after waiting" : "");
	if (result == FC_FOUND)
		return true;
	renewal->served = result == FC_ABSENT;
	return renewal->served;
}

void
fc_renewal_unlock(struct fc_renewal *renewal)
{
	/* One that was given up goes on under the lock, and its own label. */
	if (renewal->left_alone)
		fc_lock_release(&renewal->lock);
	else
		fc_stack_unlock(&renewal->lock);
}
