/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new access token without a person: by the saved refresh token, or by
 * client_credentials (RFC 6749 sections 6 and 4.4).
 */
#ifndef FC_OAUTH_REFRESH_H
#define FC_OAUTH_REFRESH_H

#include "oauth/token_saver.h"

/*
 * Get, keep and hand out a new access token; blocks for at most timeout_s, or
 * until 45 s after a refresh token was sent if http has somebody to tell
 * (fc_http_on_late): what comes late is kept all the same.
 * The caller holds the stack's lock (noop apart).  Nothing is sent before it
 * is sure that what comes can be saved.
 *
 * Transient faults are tried again with growing pauses, but the same refresh
 * token is never sent again later than 45 s after its first sending: Foundry
 * allows a minute, and then revokes the whole grant.
 *
 * False: LOGIN_NEEDED (no saved login, or it is dead and now forgotten),
 * NETWORK, DENIED, CONFIG, or IO when it could not be saved.
 */
FC_MUST_CHECK bool fc_refresh(struct fc_token_saver *saver,
                              struct fc_http *http, int timeout_s,
                              struct fc_grant *grant, struct fc_error *err);

#endif
