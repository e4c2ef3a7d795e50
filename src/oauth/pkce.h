/* SPDX-License-Identifier: Apache-2.0 */
/* Proof Key for Code Exchange (RFC 7636), and the state beside it. */
#ifndef FC_OAUTH_PKCE_H
#define FC_OAUTH_PKCE_H

#include "base/error.h"

/* 32 random bytes in base64url without padding, and a NUL. */
#define FC_PKCE_SIZE 44

struct fc_pkce {
	char verifier[FC_PKCE_SIZE];
	char challenge[FC_PKCE_SIZE]; /* S256 of the verifier */
	char state[FC_PKCE_SIZE];     /* its own random */
};

/* Fails only when there is no randomness. */
FC_MUST_CHECK bool fc_pkce_new(struct fc_pkce *pkce, struct fc_error *err);

/* BASE64URL-nopad(SHA-256(ASCII(verifier))), RFC 7636 section 4.2. */
FC_MUST_CHECK bool fc_pkce_challenge(const char *verifier,
                                     char challenge[FC_PKCE_SIZE],
                                     struct fc_error *err);

/* Is this the state that was sent?  In constant time. */
bool fc_pkce_state_matches(const struct fc_pkce *pkce, const char *state);

void fc_pkce_clear(struct fc_pkce *pkce);

#endif
