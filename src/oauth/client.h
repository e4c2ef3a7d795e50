/* SPDX-License-Identifier: Apache-2.0 */
/* The secret of a confidential client: where it is kept, and fetching it. */
#ifndef FC_OAUTH_CLIENT_H
#define FC_OAUTH_CLIENT_H

#include "config/config.h"

/*
 * Fill stack->client_secret from FOUNDRY_CLIENT_SECRET (when the environment
 * means this stack), client_secret, client_secret_file (first line) or
 * client_secret_command (words, no shell, 10 s, first line of its output);
 * for a stack that the shared file configures, from there.  None configured:
 * it stays empty, and the client is public.
 *
 * Fails (CONFIG) when more than one is configured, or the one cannot be had;
 * what the command printed is never shown.
 */
FC_MUST_CHECK bool fc_client_secret_load(const struct fc_config *config,
                                         struct fc_stack *stack,
                                         struct fc_error *err);

#endif
