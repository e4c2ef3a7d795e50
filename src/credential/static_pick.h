/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the stored tokens is the one that is asked for. */
#ifndef FC_CREDENTIAL_STATIC_PICK_H
#define FC_CREDENTIAL_STATIC_PICK_H

#include "config/config.h"
#include "record/static_tokens.h"

/*
 * A registry may have tokens for several repositories: the one that will be
 * named counts, else the last.  user may be NULL or "".  FC_ABSENT: there is
 * none.  Reads the file of static tokens.
 */
FC_MUST_CHECK enum fc_lookup
fc_static_token_pick(enum fc_purpose purpose, const char *user,
                     const struct fc_config *config,
                     const struct fc_stack *stack, time_t now,
                     struct fc_static_token *found, struct fc_error *err);

#endif
