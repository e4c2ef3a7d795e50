/* SPDX-License-Identifier: Apache-2.0 */
/* What callers hand back, and what keeping and forgetting it have in common. */
#ifndef FC_CREDENTIAL_CREDENTIAL_H
#define FC_CREDENTIAL_CREDENTIAL_H

#include "base/lock.h"
#include "base/path.h"
#include "config/stack.h"
#include "request/request.h"

#include <time.h>

struct fc_credential {
	const char *host; /* normalised */
	enum fc_purpose purpose;
	const char *user;   /* NULL: none was given */
	const char *secret; /* NULL: none was given; borrowed */
	time_t expires_at;  /* 0: not said */
	bool ephemeral;     /* the caller asks not to keep it */
	bool any_user;      /* user is only what is answered without one */
	bool on_purpose;    /* a person asks to keep it: CONFIG if it is not */
};

/* The host's lock, for fc_stack_unlock: behind a refresh after limit_s seconds
 * at most, behind a login not at all. */
FC_MUST_CHECK bool fc_credential_lock(struct fc_lock *lock,
                                      const struct fc_paths *paths,
                                      const char *host, int limit_s);

/* Have foundry-oauth store or erase it; blocks for a few seconds at most. */
FC_MUST_CHECK bool fc_credential_send(enum fc_request_verb verb,
                                      const struct fc_credential *given,
                                      struct fc_error *err);

#endif
