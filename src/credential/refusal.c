/* SPDX-License-Identifier: Apache-2.0 */
/* Renewing after a refusal: a refresh a minute, and no storm. */
#include "credential/acquire.h"

#include "base/log.h"

#define PAUSE_S 60

static bool
was_renewed_lately(const struct fc_notes *notes, time_t now)
{
	return now >= notes->refused_refresh &&
	       now - notes->refused_refresh < PAUSE_S;
}

/*
 * A stack that takes no OAuth token for this purpose would be asked for new
 * ones for ever: it is said, and one a minute must do.
 */
bool
fc_renewal_is_refused(struct fc_renewal *renewal, struct fc_notes *notes,
                      time_t now, struct fc_error *err)
{
	struct fc_error what = FC_ERROR_INIT;

	if (notes->refused[renewal->purpose] == 0)
		return false;
	fc_refusal_explain(&what, renewal->stack->host, renewal->purpose,
	                   renewal->places);
	if (was_renewed_lately(notes, now)) {
		*err = what;
		return true;
	}
	fc_error_report(&what);
	notes->refused_refresh = now;
	fc_notes_put(&renewal->cache, renewal->stack->host, notes);
	return false;
}

/* A refusal by a stack that takes our tokens is worth a refresh a minute. */
bool
fc_renewal_spares_refused(struct fc_renewal *renewal, struct fc_notes *notes,
                          time_t now)
{
	if (!renewal->access.refused ||
	    !fc_token_is_alive(&renewal->access.token, now))
		return false;
	if (was_renewed_lately(notes, now))
		return true;
	notes->refused_refresh = now;
	fc_notes_put(&renewal->cache, renewal->stack->host, notes);
	return false;
}
