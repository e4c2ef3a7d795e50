/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it?  Asked of GET /multipass/api/me. */
#ifndef FC_OAUTH_ACCOUNT_H
#define FC_OAUTH_ACCOUNT_H

#include "oauth/http.h"

/* A user name as it is kept and shown, printable ASCII. */
#define FC_ACCOUNT_SIZE 256

/*
 * The user name of the token's owner.  Blocks for at most timeout_ms.
 * Fails (NETWORK) when the stack does not say, and (DENIED) when it refuses
 * the token.
 */
FC_MUST_CHECK bool fc_account_name(struct fc_http *http,
                                   const struct fc_stack *stack,
                                   const struct fc_secret *access,
                                   long timeout_ms,
                                   char name[FC_ACCOUNT_SIZE],
                                   struct fc_error *err);

/*
 * How many seconds the token still lives, asked of /token/ttl beside me_uri
 * (foundry-dev-tools, clients/multipass.py).  False: it was not said.
 */
FC_MUST_CHECK bool fc_account_life(struct fc_http *http,
                                   const struct fc_stack *stack,
                                   const struct fc_secret *access,
                                   long timeout_ms, long long *life_s);

#endif
