/* SPDX-License-Identifier: Apache-2.0 */
/* The login of a person: authorization code with PKCE, in both modes. */
#ifndef FC_OAUTH_LOGIN_H
#define FC_OAUTH_LOGIN_H

#include "oauth/grant.h"

/* A login that got its grant, and the browser that still waits for its
 * page. */
struct fc_login;

/*
 * Log a person in: webserver or console mode, the code exchanged at the
 * token endpoint, once.  Prints on the person's terminal, stderr where there
 * is none.  saved: there is a login from before, which counts until this one
 * is done.  Blocks for at most login_timeout_s plus one exchange.
 *
 * Returns a login to end with fc_login_finish (stack, borrowed, must live as
 * long), and fills grant.  From the exchange on SIGINT and its like are held
 * back for good: first only we know of the grant, then little is left to do.
 * NULL: err is LOGIN_NEEDED when nobody finished it in time or there is no
 * terminal to ask on, CANCELLED, DENIED when refused, NETWORK, IO (ports) or
 * CONFIG; the browser has been shown the reason.
 */
struct fc_login *fc_login_run(const struct fc_stack *stack,
                              enum fc_login_mode mode, bool saved,
                              struct fc_http *http, struct fc_grant *grant,
                              struct fc_error *err);

/*
 * The grant has been kept (err NULL; user is the account or "") or could not
 * be: show it to the person in the browser, and free login.  Prints nothing.
 */
void fc_login_finish(struct fc_login *login, const char *user,
                     const struct fc_error *err);

/* The mode that auto means here and now (design.md, "Login at the
 * terminal"); never counts as
 * auto: who got here was asked for a login by name. */
enum fc_login_mode fc_login_choose(enum fc_login_mode mode);

#endif
