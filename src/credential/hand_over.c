/* SPDX-License-Identifier: Apache-2.0 */
/* What keeping and forgetting what callers hand back have in common. */
#include "credential/hand_over.h"

#include "base/text.h"
#include "credential/stack_lock.h"

#include <string.h>

#define ERRAND_LIMIT_S 30

bool
fc_handover_lock(struct fc_lock *lock, const struct fc_places *places,
                 const char *host, int limit_s)
{
	const struct fc_lock_wait wait = { .limit_s = limit_s };
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_stack_lock(lock, places, host, &wait, &ignored) == FC_FOUND;
}

bool
fc_handover_send(enum fc_errand_verb verb, const struct fc_handover *given,
                 struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	bool done = false;

	errand.verb = verb;
	errand.purpose = given->purpose;
	errand.expires_at = given->expires_at;
	errand.any_user = given->any_user || given->user == NULL;
	fc_text_join(errand.host, sizeof(errand.host), given->host, NULL);
	if (!fc_text_join(errand.user, sizeof(errand.user),
	                  given->user ? given->user : "", NULL)) {
		fc_fail(err, FC_ERR_DATA, "%s: the user name is too long",
		        given->host);
		goto out;
	}
	if (given->secret &&
	    !fc_secret_set(&errand.secret, given->secret,
	                   strlen(given->secret), err))
		goto out;
	done = fc_errand_run(&errand, NULL, ERRAND_LIMIT_S, &outcome, err);
out:
	fc_errand_clear(&errand);
	fc_outcome_clear(&outcome);
	return done;
}
