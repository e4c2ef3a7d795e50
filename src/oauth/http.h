/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS requests to one stack: libcurl, kept to what OAuth needs. */
#ifndef FC_OAUTH_HTTP_H
#define FC_OAUTH_HTTP_H

#include "base/path.h"
#include "base/secret.h"
#include "config/stack.h"
#include "oauth/patience.h"
#include "oauth/reply.h"

/* A client of one stack, and its connection. */
struct fc_http;

/*
 * Ready for requests to this stack (borrowed): its CA file and proxy, TLS
 * 1.2 or later, https only, no redirects, no cookies, no netrc, no
 * compression.  NULL: err (CONFIG for a CA file that cannot be read).
 *
 * Without a CA file the system's bundle counts, and the directory of
 * SSL_CERT_DIR when that is set.
 */
struct fc_http *fc_http_new(const struct fc_stack *stack,
                            struct fc_error *err);

/*
 * Done with it, at the end of the process: what libcurl has of the authorities
 * takes long to free one by one, and is left to the kernel, as the connection
 * is.  A build with FC_FREE_AT_END frees it.
 */
void fc_http_leave(struct fc_http *http);

/*
 * POST a form (application/x-www-form-urlencoded) and read the whole reply,
 * whatever its status.  Blocks for at most timeout_ms.  Always on a new
 * connection, so that nothing is ever sent twice by one call.
 *
 * False (NETWORK): no complete reply: not resolved, not reached, certificate
 * refused (with the reason, and the ca_file key to set), broken off, timed
 * out, over FC_HTTP_BODY_MAX.  CONFIG: no certificates in the CA file, no
 * https URL.  reply.maybe_processed tells whether the server may have acted
 * on the request all the same; nothing else of the reply is then filled, but
 * for the body, with what came of one under a 2xx status.
 */
FC_MUST_CHECK bool fc_http_post(struct fc_http *http, const char *url,
                                const struct fc_buf *form, long timeout_ms,
                                struct fc_http_reply *reply,
                                struct fc_error *err);

/*
 * GET with "Authorization: Bearer" (bearer NULL: without), on the connection
 * of an earlier request when there is one.  Otherwise as fc_http_post; DATA
 * for a bearer that is no token.
 */
FC_MUST_CHECK bool fc_http_get(struct fc_http *http, const char *url,
                               const struct fc_secret *bearer,
                               long timeout_ms, struct fc_http_reply *reply,
                               struct fc_error *err);

/*
 * Before the first request: trust what is known of the stack's chain, if that
 * is of the same bundle, and remember it (oauth/saved_root.h).
 */
void fc_http_remember(struct fc_http *http, const struct fc_paths *paths);

/* From now on fill sight (borrowed) with each request, failed ones too.
 * False: libcurl cannot. */
FC_MUST_CHECK bool fc_http_look(struct fc_http *http,
                                struct fc_http_sight *sight);

/*
 * A reply that comes after the time of its request, but for which more must be
 * known than that it is late: it is waited for until a moment (by
 * fc_clock_ms), if the request has been sent in its time.  leave is called
 * once, when that time is over, with what the error would have been; whoever
 * waited may then be answered.
 */
void fc_http_on_late(struct fc_http *http,
                     void (*leave)(void *arg, const struct fc_error *why),
                     void *arg);
void fc_http_outlast(struct fc_http *http, long long until);

/* What a person is told of its requests. */
struct fc_patience *fc_http_patience(struct fc_http *http);

void fc_http_reply_clear(struct fc_http_reply *reply);

#endif
