/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation (RFC 7009) at the stack's revoke_uri. */
#ifndef FC_OAUTH_REVOKE_H
#define FC_OAUTH_REVOKE_H

#include "oauth/http.h"

/*
 * Revoke one token.  Blocks for at most timeout_ms.  A token that the server
 * does not know counts as revoked (RFC 7009 section 2.2).
 */
FC_MUST_CHECK bool fc_revoke(struct fc_http *http,
                             const struct fc_stack *stack,
                             const struct fc_secret *token, long timeout_ms,
                             struct fc_error *err);

#endif
