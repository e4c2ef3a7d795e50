/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What callers hand back: secrets to keep ("store") and secrets that were
 * refused ("erase"), by the rules of DESIGN section 5.
 */
#ifndef FC_CREDENTIAL_STORE_H
#define FC_CREDENTIAL_STORE_H

#include "config/stack.h"

#include <time.h>

struct fc_handover {
	const char *host; /* normalised */
	enum fc_purpose purpose;
	const char *user;   /* NULL: none was given */
	const char *secret; /* NULL: none was given; borrowed */
	time_t expires_at;  /* 0: not said */
	bool ephemeral;     /* the caller asks not to keep it */
	bool on_purpose;    /* a person asks to keep it: CONFIG if it is not */
};

/*
 * Keep a secret if it is one to keep; everything else is acknowledged and
 * dropped.  FC_FOUND: kept or dropped; FC_ABSENT: the host is not ours;
 * FC_FAILED: it should have been kept.  Runs foundry-oauth only to keep one.
 */
FC_MUST_CHECK enum fc_lookup fc_handover_store(const struct fc_handover *given,
                                               struct fc_error *err);

/*
 * Forget what matches: the access record or the static token, only when the
 * secret (if given) is that one; never the login.  An access token erased
 * within a minute of its issue is noted as refused.  Results as above.
 */
FC_MUST_CHECK enum fc_lookup fc_handover_erase(const struct fc_handover *given,
                                               time_t now,
                                               struct fc_error *err);

#endif
