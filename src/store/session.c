/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, as a person asks for it. */
#include "store/session.h"

#include "store/renewal.h"

#include <stdio.h>
#include <time.h>

#define LOCK_LIMIT_S 30
#define SLACK_S 30

static bool
run(struct fc_config *config, const struct fc_stack *stack,
    struct fc_errand *errand, enum fc_work work, int limit_s,
    struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	bool done = false;

	renewal.places = config->places;
	renewal.config = config;
	renewal.stack = stack;
	renewal.purpose = FC_PURPOSE_CLI;
	renewal.may_login = true; /* a person typed the command */
	errand->purpose = FC_PURPOSE_CLI;
	snprintf(errand->host, sizeof(errand->host), "%s", stack->host);

	if (!fc_renewal_lock(&renewal, LOCK_LIMIT_S, err))
		goto out;
	fc_lock_announce(&renewal.lock, work, time(NULL));
	if (!fc_errand_run(errand, &renewal.lock, limit_s, &outcome, err))
		goto out;
	done = outcome.done;
	if (!done)
		*err = outcome.error;
out:
	fc_outcome_clear(&outcome);
	fc_renewal_clear(&renewal);
	return done;
}

/* What is cached or can be refreshed will do. */
static bool
use_login(struct fc_config *config, const struct fc_stack *stack,
          char user[256], struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_token token = FC_TOKEN_INIT;
	bool done;

	renewal.places = config->places;
	renewal.config = config;
	renewal.stack = stack;
	renewal.stamps = "";
	renewal.purpose = FC_PURPOSE_CLI;
	done = fc_renewal_without_person(&renewal, &token, err);
	snprintf(user, 256, "%s", renewal.access.user);
	fc_token_clear(&token);
	fc_renewal_clear(&renewal);
	return done;
}

bool
fc_session_login(struct fc_config *config, const struct fc_stack *stack,
                 enum fc_login_mode mode, bool reauth, bool *already,
                 char user[256], struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;

	*already = mode == FC_LOGIN_AUTO && !reauth &&
	           stack->cache == FC_CACHE_READ_WRITE &&
	           use_login(config, stack, user, err);
	if (*already)
		return true;
	errand.verb = FC_ERRAND_LOGIN;
	errand.mode = mode;
	return run(config, stack, &errand, FC_WORK_LOGIN,
	           stack->login_timeout_s + 2 * stack->network_timeout_s +
	                   SLACK_S,
	           err);
}

bool
fc_session_logout(struct fc_config *config, const struct fc_stack *stack,
                  struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;

	errand.verb = FC_ERRAND_LOGOUT;
	return run(config, stack, &errand, FC_WORK_REFRESH,
	           stack->network_timeout_s + SLACK_S, err);
}
