/* SPDX-License-Identifier: Apache-2.0 */
/* A free port of 127.0.0.1 for the redirect receiver. */
#ifndef FC_OAUTH_PORT_H
#define FC_OAUTH_PORT_H

#include "config/stack.h"

/*
 * A listening socket (non-blocking, close-on-exec) on the first free port
 * of the stack's range, on 127.0.0.1 only, without SO_REUSEADDR or
 * SO_REUSEPORT: they would let another process share the port (RFC 8252
 * appendix B.5).  -1 and err (IO, with the range and the cure) when none is
 * free or there is no IPv4 loopback.
 */
FC_MUST_CHECK int fc_port_listen(const struct fc_stack *stack, int *port,
                                 struct fc_error *err);

#endif
