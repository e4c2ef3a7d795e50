/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization request (RFC 6749 section 4.1.1, RFC 7636). */
#ifndef FC_OAUTH_AUTHORIZE_H
#define FC_OAUTH_AUTHORIZE_H

#include "base/buf.h"
#include "config/stack.h"
#include "oauth/pkce.h"

/* More than any browser is sure to take. */
#define FC_AUTHORIZE_URL_MAX 16384

/*
 * Append the URL that the person's browser is sent to.  Fails past url's
 * cap, and (CONFIG) when the stack has no client_id.
 */
FC_MUST_CHECK bool fc_authorize_url(struct fc_buf *url,
                                    const struct fc_stack *stack,
                                    const struct fc_pkce *pkce,
                                    const char *redirect_uri,
                                    struct fc_error *err);

#endif
