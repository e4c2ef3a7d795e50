/* SPDX-License-Identifier: Apache-2.0 */
/* FOUNDRY_TOKEN: a token that the environment brings along (CI). */
#ifndef FC_RECORD_ENVIRONMENT_H
#define FC_RECORD_ENVIRONMENT_H

#include "base/url.h"
#include "record/token.h"

/*
 * The token of FOUNDRY_TOKEN and the stack that FOUNDRY_HOSTNAME names.
 *
 * FC_FOUND:  token and host are filled.
 * FC_ABSENT: one of the two is not set, or FOUNDRY_TOKEN_EXPIRES has passed.
 * FC_FAILED: they are set and make no sense (CONFIG); host is filled when at
 *            least FOUNDRY_HOSTNAME does, else "".
 */
FC_MUST_CHECK enum fc_lookup fc_environment_token(time_t now,
                                                  struct fc_token *token,
                                                  char host[FC_HOST_SIZE],
                                                  struct fc_error *err);

/* The same token, when it is for this very host (normalised); token may be
 * NULL, to ask only whether there is one.  False: token is empty. */
FC_MUST_CHECK bool fc_environment_token_of(const char *host, time_t now,
                                           struct fc_token *token);

/* Is this secret (may be NULL) that of FOUNDRY_TOKEN? */
bool fc_environment_is_token(const char *secret);

/* A FOUNDRY_TOKEN that is set and does not count is likely why a token is
 * missing: say so in err's hint, which else stays. */
void fc_environment_explain(time_t now, struct fc_error *err);

/* FOUNDRY_REPOSITORY, a registry's user name before all others, or NULL. */
const char *fc_environment_repository(void);

/* Are any of the variables set that change what a record is bound to? */
bool fc_environment_overrides(void);

#endif
