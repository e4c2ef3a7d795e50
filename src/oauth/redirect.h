/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The response of an authorization endpoint (RFC 6749 section 4.1.2), and
 * the request that carries it to our port, judged without any I/O.
 */
#ifndef FC_OAUTH_REDIRECT_H
#define FC_OAUTH_REDIRECT_H

#include "base/buf.h"
#include "base/secret.h"
#include "config/stack.h"
#include "oauth/pkce.h"

/* The parameters that we know; empty ones count as absent (section 3.1). */
struct fc_redirect {
	struct fc_secret code;
	struct fc_buf state;
	struct fc_buf iss;
	struct fc_buf error;             /* printable */
	struct fc_buf error_description; /* printable, may be empty */
};

#define FC_REDIRECT_INIT { .code = FC_SECRET_INIT, \
	.state = FC_BUF_INIT(256), .iss = FC_BUF_INIT(1024), \
	.error = FC_BUF_INIT(256), .error_description = FC_BUF_INIT(256) }

/*
 * Read "code=...&state=..." (percent-encoded, '+' for a blank).  Unknown
 * parameters are skipped.  Fails (DATA) on one of ours that comes twice, on
 * broken encoding, on a code that is not visible ASCII.
 */
FC_MUST_CHECK bool fc_redirect_parse(struct fc_redirect *redirect,
                                     const char *query, size_t len,
                                     struct fc_error *err);

/* May a response come without a state?  Only when a person pastes it: PKCE
 * binds the code all the same. */
enum fc_state_rule {
	FC_STATE_REQUIRED,
	FC_STATE_OPTIONAL,
};

/*
 * Is it an answer to our request: a code or an error and not both, our
 * state, and no issuer but the stack (RFC 9207)?  DATA when not.
 */
FC_MUST_CHECK bool fc_redirect_check(const struct fc_redirect *redirect,
                                     const struct fc_pkce *pkce,
                                     const struct fc_stack *stack,
                                     enum fc_state_rule rule,
                                     struct fc_error *err);

/* Say in err what the error in it means: DENIED, or NETWORK when the server
 * was at fault; the hint names what to mend.  Always false. */
bool fc_redirect_refused(const struct fc_redirect *redirect,
                         const struct fc_stack *stack, struct fc_error *err);

/* A request to our port.  Strings are borrowed. */
struct fc_redirect_request {
	const char *method;
	const char *target; /* as on the request line, nothing decoded */
	const char *host;   /* NULL when there is not exactly one Host */
	bool speculative;   /* by its headers a prefetch or a preview */
};

/* Does this header mark a request that no person has made yet? */
bool fc_redirect_is_speculative(const char *header);

/*
 * The HTTP status that the request deserves.  200: it is the one that we
 * wait for, and redirect is filled.  Any other: a stray; err (DATA) says
 * why, redirect is untouched.  authority is our "127.0.0.1:PORT".
 */
FC_MUST_CHECK int fc_redirect_judge(const struct fc_redirect_request *request,
                                    const char *authority,
                                    const struct fc_pkce *pkce,
                                    const struct fc_stack *stack,
                                    struct fc_redirect *redirect,
                                    struct fc_error *err);

void fc_redirect_move(struct fc_redirect *to, struct fc_redirect *from);
void fc_redirect_clear(struct fc_redirect *redirect);

#endif
