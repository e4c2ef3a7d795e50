/* SPDX-License-Identifier: Apache-2.0 */
/* Whose token is it?  By the access record, or by asking the stack. */
#ifndef FC_CREDENTIAL_ACCOUNT_H
#define FC_CREDENTIAL_ACCOUNT_H

#include "config/config.h"
#include "record/token.h"

#define FC_OWNER_SIZE 256

/* The account of the stack's access record, if that has this very token.
 * False: not known here. */
FC_MUST_CHECK bool fc_owner_known(struct fc_config *config,
                                  const struct fc_stack *stack,
                                  const struct fc_secret *token,
                                  char user[FC_OWNER_SIZE]);

/*
 * Ask the stack whose token it is and how long it lives (expires_at may be
 * NULL; 0: it did not say), by foundry-oauth, and write the name into the
 * access record of that token.  Blocks for network_timeout at most, and a
 * little.  DENIED: the stack refuses the token; NETWORK: it cannot be asked.
 */
FC_MUST_CHECK bool fc_owner_ask(struct fc_config *config,
                                const struct fc_stack *stack,
                                const struct fc_secret *token,
                                char user[FC_OWNER_SIZE], time_t *expires_at,
                                struct fc_error *err);

#endif
