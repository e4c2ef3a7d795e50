/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON Web Token says of itself.  Nothing is verified. */
#ifndef FC_OAUTH_JWT_H
#define FC_OAUTH_JWT_H

#include <stddef.h>
#include <time.h>

/*
 * The "exp" of a JWT's payload (RFC 7519 section 4.1.4), 0 when the token is
 * not a JWT, or names none, or one that is no time: a hint for static tokens.
 */
time_t fc_jwt_expiry(const char *token, size_t len);

#endif
