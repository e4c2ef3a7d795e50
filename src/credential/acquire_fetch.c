/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-oauth, sent for a token: a refresh, else a login. */
#include "credential/acquire.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "credential/interaction.h"

/* foundry-oauth keeps to its own limits; this is for one that does not. */
#define SLACK_S 10

int
fc_renewal_network_limit_s(const struct fc_renewal *renewal)
{
	const int limit = renewal->stack->network_timeout_s;
	const int max = fc_callers[renewal->purpose].network_max_s;

	return max && limit > max ? max : limit;
}

enum fc_lookup
fc_renewal_can_refresh(const struct fc_renewal *renewal, struct fc_error *err)
{
	const struct fc_stack *stack = renewal->stack;
	enum fc_lookup result;
	bool foreign;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return FC_FOUND;
	if (stack->cache != FC_CACHE_READ_WRITE)
		return FC_ABSENT;
	result = fc_logins_have(&renewal->config->logins, stack, &foreign,
	                        err);
	if (result == FC_ABSENT &&
	    fc_logins_is_kept(renewal->places, stack->host))
		result = FC_FOUND;
	return result;
}

/* A quiet one leaves it to us whether it is said. */
static void
say_what_it_said(const struct fc_findings *said)
{
	struct fc_error one = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < said->count; i++) {
		fc_text_join(one.text, sizeof(one.text), said->list[i].text,
		             NULL);
		fc_text_join(one.hint, sizeof(one.hint), said->list[i].cure,
		             NULL);
		fc_error_report(&one);
	}
}

static bool
send_for(struct fc_renewal *renewal, enum fc_errand_verb verb,
         struct fc_token *token, struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	const struct fc_lock *lock =
		renewal->lock.fd >= 0 ? &renewal->lock : NULL;
	int limit = fc_renewal_network_limit_s(renewal) + SLACK_S;
	bool done = false;

	errand.verb = verb;
	errand.purpose = renewal->purpose;
	errand.timeout_s = fc_renewal_network_limit_s(renewal);
	errand.patience_s = renewal->patience_s;
	errand.quiet = fc_log_is_held();
	fc_text_join(errand.host, sizeof(errand.host), renewal->stack->asked,
	             NULL);
	if (verb == FC_ERRAND_LOGIN)
		limit += renewal->stack->login_timeout_s +
		         renewal->stack->network_timeout_s;
	if (lock)
		fc_lock_announce(lock,
		                 verb == FC_ERRAND_LOGIN ? FC_WORK_LOGIN
		                                         : FC_WORK_REFRESH,
		                 fc_clock_now());
	if (!fc_errand_run(&errand, lock, limit, &outcome, err)) {
		renewal->left_alone = true;
		goto out;
	}
	renewal->left_alone = outcome.goes_on;
	say_what_it_said(&outcome.findings);
	done = outcome.done;
	if (done)
		fc_token_move(token, &outcome.token);
	else
		*err = outcome.error;
out:
	fc_errand_clear(&errand);
	fc_outcome_clear(&outcome);
	return done;
}

bool
fc_renewal_fetch(struct fc_renewal *renewal, const struct fc_notes *notes,
      struct fc_token *token, struct fc_error *err)
{
	struct fc_error denied = FC_ERROR_INIT;
	enum fc_lookup result = fc_renewal_can_refresh(renewal, err);

	if (result == FC_FAILED)
		return false;
	if (result == FC_FOUND) {
		if (send_for(renewal, FC_ERRAND_REFRESH, token, err))
			return true;
		if (err->kind != FC_ERR_LOGIN_NEEDED ||
		    renewal->stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
			return false;
	}
	if (!fc_renewal_may_login(renewal, notes, &denied)) {
		/* Why the old login is dead says more than why none may be
		 * started. */
		if (result == FC_ABSENT)
			*err = denied;
		return false;
	}
	if (result == FC_FOUND)
		fc_warn("%s", err->text);
	return send_for(renewal, FC_ERRAND_LOGIN, token, err);
}
