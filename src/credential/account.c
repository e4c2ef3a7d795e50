/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it?  By the access record, or by asking the stack. */
#include "credential/account.h"

#include "base/text.h"
#include "base/trace.h"
#include "credential/acquire.h"

#define SLACK_S 10

/* The record, if it has this token. */
static bool
look(struct fc_renewal *renewal, const struct fc_secret *token)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_renewal_look(renewal, &ignored) == FC_FOUND &&
	       fc_secret_equals(&renewal->access.token.access, token->plain,
	                        token->len);
}

bool
fc_owner_known(struct fc_config *config, const struct fc_stack *stack,
               const struct fc_secret *token, char user[FC_OWNER_SIZE])
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	bool known;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	renewal.no_person = true;
	known = look(&renewal, token) && renewal.access.user[0];
	if (known)
		fc_text_join(user, FC_OWNER_SIZE, renewal.access.user, NULL);
	fc_renewal_clear(&renewal);
	return known;
}

/* For the next one who wants to know.  Not worth waiting for. */
static void
remember(struct fc_config *config, const struct fc_stack *stack,
         const struct fc_secret *token, const char *user)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_access *access = &renewal.access;
	struct fc_error err = FC_ERROR_INIT;

	fc_renewal_set_up(&renewal, config, stack, FC_PURPOSE_CLI);
	renewal.no_person = true;
	if (!look(&renewal, token) || access->user[0] ||
	    !fc_renewal_lock(&renewal, 0, &err) || !look(&renewal, token))
		goto out;
	fc_text_join(access->user, sizeof(access->user), user, NULL);
	if (!fc_cache_put(&renewal.cache, stack->host, access, &err))
		fc_trace("%s", err.text);
out:
	fc_renewal_clear(&renewal);
}

bool
fc_owner_ask(struct fc_config *config, const struct fc_stack *stack,
             const struct fc_secret *token, char user[FC_OWNER_SIZE],
             time_t *expires_at, struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	bool done = false;

	errand.verb = FC_ERRAND_ACCOUNT;
	errand.purpose = FC_PURPOSE_CLI;
	fc_text_join(errand.host, sizeof(errand.host), stack->host, NULL);
	if (!fc_secret_set(&errand.secret, token->plain, token->len, err) ||
	    !fc_errand_run(&errand, NULL, stack->network_timeout_s + SLACK_S,
	                   &outcome, err))
		goto out;
	done = outcome.done;
	if (done) {
		fc_text_join(user, FC_OWNER_SIZE, outcome.user, NULL);
		if (expires_at)
			*expires_at = outcome.token.expires_at;
		remember(config, stack, token, user);
	} else {
		*err = outcome.error;
	}
out:
	fc_errand_clear(&errand);
	fc_outcome_clear(&outcome);
	return done;
}
