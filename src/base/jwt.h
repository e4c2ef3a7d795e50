/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON Web Token says of itself.  Nothing is verified. */
#ifndef FC_BASE_JWT_H
#define FC_BASE_JWT_H

#include "base/url.h"

#include <stddef.h>
#include <time.h>

/*
 * The "exp" of a JWT's payload (RFC 7519 section 4.1.4), 0 when the token is
 * not a JWT, or names none, or one that is no time: a hint for static tokens.
 */
time_t fc_jwt_expiry(const char *token, size_t len);

/* What one says besides. */
struct fc_jwt {
	time_t expiry;             /* as above */
	bool has_issuer;
	char issuer[FC_HOST_SIZE]; /* "iss"; "" when it is too long */
	bool is_palantirs;         /* its header has their mark, "plntr" */
};

/* Is it one: three parts, the first two of which are JSON objects?  jwt is
 * filled then, and only then. */
FC_MUST_CHECK bool fc_jwt_read(const char *token, size_t len,
                               struct fc_jwt *jwt);

#endif
