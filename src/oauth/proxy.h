/* SPDX-License-Identifier: Apache-2.0 */
/* Which proxy stands between us and a stack, and who says so. */
#ifndef FC_OAUTH_PROXY_H
#define FC_OAUTH_PROXY_H

#include "config/stack.h"

struct fc_proxy {
	char name[128];   /* HOST or HOST:PORT, without user and password */
	const char *from; /* the variable that has it; NULL: the key */
};

/*
 * The proxy that libcurl is told of for https: the key's, else the
 * environment's, in its order.  False: none.  Whether no_proxy keeps a host
 * from it is not looked at.
 */
bool fc_proxy_find(const struct fc_stack *stack, struct fc_proxy *proxy);

/* Do libcurl's words on a connection that failed name this proxy? */
bool fc_proxy_is_meant(const struct fc_proxy *proxy, const char *detail);

/* The hint for a fault of it: where to look. */
void fc_proxy_hint(const struct fc_proxy *proxy, const struct fc_stack *stack,
                   struct fc_error *err);

#endif
