/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, as a person asks for it. */
#include "credential/login.h"

#include "base/clock.h"
#include "base/text.h"
#include "credential/account.h"
#include "credential/acquire.h"
#include "credential/interaction.h"

/* A late answer is waited for under the lock for 45 seconds. */
#define LOCK_LIMIT_S 50
#define SLACK_S 30

/* Under the lock: the errand, and what came of it. */
static bool
run(struct fc_renewal *renewal, struct fc_errand *errand, enum fc_work work,
    int limit_s, struct fc_error *err)
{
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	const struct fc_lock *lock =
		renewal->lock.fd >= 0 ? &renewal->lock : NULL;
	bool done = false;

	errand->purpose = FC_PURPOSE_CLI;
	fc_text_join(errand->host, sizeof(errand->host), renewal->stack->host,
	             NULL);
	if (lock)
		fc_lock_announce(lock, work, fc_clock_now());
	if (!fc_errand_run(errand, lock, limit_s, &outcome, err)) {
		renewal->left_alone = true;
	} else {
		renewal->left_alone = outcome.goes_on;
		done = outcome.done;
		if (!done)
			*err = outcome.error;
	}
	fc_outcome_clear(&outcome);
	return done;
}

/* What is cached or can be refreshed will do.  FC_FAILED: not even asked
 * could be whether it works. */
static enum fc_lookup
use_login(struct fc_config *config, const struct fc_stack *stack,
          char user[256], struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_ABSENT;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	if (fc_renewal_without_person(&renewal, &token, err))
		result = FC_FOUND;
	else if (err->kind == FC_ERR_NETWORK)
		result = FC_FAILED;
	fc_renewal_clear(&renewal);
	/* It only says whose login it is: nothing depends on it. */
	if (result == FC_FOUND &&
	    !fc_owner_known(config, stack, &token.access, user) &&
	    !fc_owner_ask(config, stack, &token.access, user, NULL, &ignored))
		user[0] = '\0';
	fc_token_clear(&token);
	return result;
}

/*
 * Without a refresh token the access record is all that there is of a login:
 * then a person should not type a code for nothing.  In a home, which keeps
 * none, each program logs in by itself.
 */
static bool
can_keep(struct fc_renewal *renewal, struct fc_error *err)
{
	const struct fc_stack *stack = renewal->stack;

	if (!*renewal->places->run ||
	    fc_scopes_contain(stack->scopes, "offline_access"))
		return true;
	return fc_cache_open(&renewal->cache, renewal->places, true, err) ==
	               FC_FOUND &&
	       fc_cache_prove(&renewal->cache, stack->host, err);
}

/* Anew, unless somebody else does it while we wait for our turn. */
static bool
log_in(struct fc_config *config, const struct fc_stack *stack,
       enum fc_login_mode mode, bool *already, char user[256],
       struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	renewal.may_login = true; /* a person typed the command */
	errand.verb = FC_ERRAND_LOGIN;
	errand.mode = mode;
	if (fc_renewal_look(&renewal, &ignored) != FC_FOUND)
		fc_access_clear(&renewal.access);
	done = fc_renewal_begin(&renewal, err) &&
	       fc_renewal_lock(&renewal, LOCK_LIMIT_S, err);
	*already = done && fc_renewal_is_served(&renewal);
	fc_text_join(user, 256, renewal.access.user, NULL);
	if (done && !*already)
		done = can_keep(&renewal, err) &&
		       run(&renewal, &errand, FC_WORK_LOGIN,
		           stack->login_timeout_s +
		                   2 * stack->network_timeout_s + SLACK_S,
		           err);
	fc_renewal_clear(&renewal);
	return done;
}

bool
fc_session_login(struct fc_config *config, const struct fc_stack *stack,
                 enum fc_login_mode mode, bool reauth, bool *already,
                 char user[256], struct fc_error *err)
{
	enum fc_lookup result = FC_ABSENT;

	if (mode == FC_LOGIN_AUTO && !reauth &&
	    stack->cache == FC_CACHE_READ_WRITE)
		result = use_login(config, stack, user, err);
	*already = result == FC_FOUND;
	if (result != FC_ABSENT)
		return result == FC_FOUND;
	return log_in(config, stack, mode, already, user, err);
}

/* Without a saved login there is nothing to send. */
static bool
has_login(const struct fc_config *config, const struct fc_stack *stack,
          struct fc_error *err)
{
	bool foreign = false;
	enum fc_lookup result;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return true;
	result = fc_logins_have(&config->logins, stack, &foreign, err);
	if (result == FC_ABSENT)
		fc_login_needed(err, stack, foreign ? "the saved one is "
		                "another application's" : "");
	return result == FC_FOUND;
}

bool
fc_session_refresh(struct fc_config *config, const struct fc_stack *stack,
                   struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	renewal.no_person = true;
	errand.verb = FC_ERRAND_REFRESH;
	if (fc_renewal_look(&renewal, &ignored) != FC_FOUND)
		fc_access_clear(&renewal.access);
	done = has_login(config, stack, err) &&
	       fc_renewal_begin(&renewal, err) &&
	       fc_renewal_lock(&renewal, stack->network_timeout_s, err) &&
	       (fc_renewal_is_served(&renewal) ||
	        run(&renewal, &errand, FC_WORK_REFRESH,
	            stack->network_timeout_s + SLACK_S, err));
	fc_renewal_clear(&renewal);
	return done;
}

/* Under the lock: while it was waited for somebody may have logged in. */
static bool
has_any(struct fc_renewal *renewal)
{
	struct fc_logins logins = FC_LOGINS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool foreign, has;

	has = (fc_logins_load(&logins, renewal->places, &ignored) &&
	       fc_logins_have(&logins, renewal->stack, &foreign, &ignored) ==
	               FC_FOUND) ||
	      fc_logins_is_kept(renewal->places, renewal->stack->host) ||
	      fc_renewal_look(renewal, &ignored) == FC_FOUND;
	fc_logins_clear(&logins);
	return has;
}

bool
fc_session_logout(struct fc_config *config, const struct fc_stack *stack,
                  bool *was, struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_errand errand = FC_ERRAND_INIT;
	bool done;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	renewal.may_login = true; /* so that an open login is waited for */
	errand.verb = FC_ERRAND_LOGOUT;
	done = fc_renewal_lock(&renewal, LOCK_LIMIT_S, err);
	*was = done && has_any(&renewal);
	done = done &&
	       run(&renewal, &errand, FC_WORK_REFRESH,
	           stack->network_timeout_s + SLACK_S, err);
	fc_renewal_clear(&renewal);
	return done;
}
