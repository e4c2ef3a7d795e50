/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The redirect receiver on 127.0.0.1 (RFC 8252 section 7.3): libmicrohttpd
 * on a socket that we bind ourselves, driven by the caller's poll loop.
 */
#ifndef FC_OAUTH_LOOPBACK_H
#define FC_OAUTH_LOOPBACK_H

#include "oauth/redirect.h"

struct fc_loopback;

/*
 * Listen on the first free port of the stack's range, 127.0.0.1 only,
 * without SO_REUSEADDR or SO_REUSEPORT.  NULL and err (IO, with the range
 * and the cure) when every port is taken or there is no IPv4 loopback.
 * stack and pkce are borrowed.
 */
struct fc_loopback *fc_loopback_new(const struct fc_stack *stack,
                                    const struct fc_pkce *pkce,
                                    struct fc_error *err);

/* "http://127.0.0.1:PORT/", borrowed. */
const char *fc_loopback_redirect_uri(const struct fc_loopback *loopback);
int fc_loopback_port(const struct fc_loopback *loopback);

/* The descriptor to poll for reading, and for how long at most (ms, -1 for
 * ever). */
int fc_loopback_fd(const struct fc_loopback *loopback);
int fc_loopback_timeout_ms(const struct fc_loopback *loopback);

/*
 * Serve what is there without blocking.
 *
 * FC_FOUND:  the redirect with our state came, once; redirect is filled.
 *            The browser is held until fc_loopback_answer.
 * FC_ABSENT: nothing yet.  Strays (favicon, prefetch, other methods, paths,
 *            Hosts and states, repeated parameters) got an error page.
 * FC_FAILED: the listener itself broke.
 */
FC_MUST_CHECK enum fc_lookup fc_loopback_serve(struct fc_loopback *loopback,
                                               struct fc_redirect *redirect,
                                               struct fc_error *err);

/* There is a login from before, which a failure of this one does not end: the
 * last page does not say otherwise. */
void fc_loopback_set_saved(struct fc_loopback *loopback, bool saved);

/*
 * Show the person the end in the browser: logged in (err NULL; user may be
 * NULL or empty) or the reason why not; also in one that has reloaded the
 * page since the last fc_loopback_serve.  Waits at most a second for the
 * page to be sent; does nothing when no browser is held.
 */
void fc_loopback_answer(struct fc_loopback *loopback, const char *user,
                        const struct fc_error *err);

/*
 * The time of the login is over.  A child shows so for some seconds to whoever
 * comes, or reloads; where there is another port for the next login.
 */
void fc_loopback_leave_page(struct fc_loopback *loopback,
                            const struct fc_error *err);

/* Closes the port.  A browser still held is dropped.  NULL is fine. */
void fc_loopback_free(struct fc_loopback *loopback);

#endif
