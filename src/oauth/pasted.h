/* SPDX-License-Identifier: Apache-2.0 */
/* What a person pastes at the prompt for the authorization code. */
#ifndef FC_OAUTH_PASTED_H
#define FC_OAUTH_PASTED_H

#include "oauth/redirect.h"

/*
 * A bare code, "code=...&state=...", or the whole redirect URL, with or
 * without quotes around it.  A state, when there, must be ours; iss, when
 * there, must be the stack.
 *
 * False: err says why.  DATA: it is no answer to this login (a forged state,
 * no code, a broken one); asking again may help.  Any other kind: it is the
 * server's error, as fc_redirect_refused tells it.
 */
FC_MUST_CHECK bool fc_pasted_code(const struct fc_secret *pasted,
                                  const struct fc_pkce *pkce,
                                  const struct fc_stack *stack,
                                  struct fc_secret *code,
                                  struct fc_error *err);

#endif
