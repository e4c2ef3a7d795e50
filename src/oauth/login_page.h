/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser is told at our port about a login. */
#ifndef FC_OAUTH_LOGIN_PAGE_H
#define FC_OAUTH_LOGIN_PAGE_H

#include "base/buf.h"
#include "config/stack.h"

/* A request that is not the answer to the login, and why; over: the login no
 * longer waits for one. */
FC_MUST_CHECK bool fc_login_page_stray(struct fc_buf *html,
                                       const struct fc_stack *stack,
                                       const struct fc_error *why, bool over);

/*
 * How it ended: done (why NULL; user may be NULL or empty), or why not.
 * saved: there is a login from before, which this one's failure does not end.
 * The HTTP status, or 0 when the page could not be written.
 */
FC_MUST_CHECK unsigned fc_login_page_end(struct fc_buf *html,
                                         const struct fc_stack *stack,
                                         const char *user,
                                         const struct fc_error *why,
                                         bool saved);

#endif
