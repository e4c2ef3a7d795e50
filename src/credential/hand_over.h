/* SPDX-License-Identifier: Apache-2.0 */
/* What taking a credential back and forgetting one have in common. */
#ifndef FC_CREDENTIAL_HAND_OVER_H
#define FC_CREDENTIAL_HAND_OVER_H

#include "credential/acquire.h"
#include "credential/store.h"
#include "request/errand.h"

/* The host's lock, behind a refresh after limit_s seconds at most, behind a
 * login not at all.  stack is filled with the host; renewal is to be cleared
 * in any case. */
FC_MUST_CHECK bool fc_handover_lock(const struct fc_places *places,
                                    const char *host, int limit_s,
                                    struct fc_stack *stack,
                                    struct fc_renewal *renewal);

/* Have foundry-oauth store or erase it; blocks for a few seconds at most. */
FC_MUST_CHECK bool fc_handover_send(enum fc_errand_verb verb,
                                    const struct fc_handover *given,
                                    struct fc_error *err);

#endif
