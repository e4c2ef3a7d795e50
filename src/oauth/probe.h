/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a stack from here, for doctor: nothing secret is sent. */
#ifndef FC_OAUTH_PROBE_H
#define FC_OAUTH_PROBE_H

#include "config/stack.h"
#include "request/check_result.h"

/*
 * Could a person log in here: which mode it would be, is there a browser to
 * start, a port to listen on?  Adds a finding "login", unless nobody can for
 * want of a client_id.  No network.
 */
void fc_probe_login(const struct fc_stack *stack,
                    struct fc_check_results *results);

/*
 * Ask the stack's endpoints without a token.  Adds "network" (name, address,
 * proxy, TLS), "certificate" (who signed it: interception shows), "clock"
 * (ours against the server's Date) and "endpoints" (they answer as Multipass
 * does).  Blocks for at most 10 s, or network_timeout when that is less, for
 * each of three requests; gives up after the first that fails.
 */
void fc_probe_network(const struct fc_stack *stack,
                      struct fc_check_results *results);

#endif
