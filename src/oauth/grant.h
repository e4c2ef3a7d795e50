/* SPDX-License-Identifier: Apache-2.0 */
/* Token requests and the replies to them (RFC 6749 sections 4, 5 and 6). */
#ifndef FC_OAUTH_GRANT_H
#define FC_OAUTH_GRANT_H

#include "oauth/http.h"
#include "oauth/pkce.h"
#include "record/token.h"

/* What a token endpoint granted. */
struct fc_grant {
	struct fc_token token;
	struct fc_secret refresh; /* empty: none was given */
	struct fc_buf scopes;     /* "scope" of the reply, empty: not named */
};

#define FC_GRANT_INIT { .token = FC_TOKEN_INIT, .refresh = FC_SECRET_INIT, \
	.scopes = FC_BUF_INIT(16384) }

/* A buffer for a form: two tokens of three bytes a character fit in it. */
#define FC_GRANT_FORM_MAX 524288

/* What was asked: the same error has another cure. */
enum fc_asked {
	FC_ASKED_LOGIN,   /* by a person: a code, or its exchange */
	FC_ASKED_REFRESH, /* with a saved login */
	FC_ASKED_CLIENT,  /* with a client's credentials */
	FC_ASKED_REVOKE,
};

/* How a reply is to be taken. */
enum fc_verdict {
	FC_VERDICT_GRANTED,
	FC_VERDICT_TRANSIENT,     /* 5xx, 429, internal_failure: try again */
	FC_VERDICT_INVALID_GRANT, /* the code or refresh token is dead */
	FC_VERDICT_INVALID_SCOPE, /* more than was granted; err as below */
	FC_VERDICT_REFUSED,       /* any other error: err says what to mend */
	FC_VERDICT_NONSENSE,      /* not an OAuth reply at all */
};

/*
 * Forms for the token endpoint, appended to form.  The client secret goes
 * along when the stack has one; without a client_id they fail (CONFIG).
 * redirect_uri must be the very one of the authorization request.  scopes
 * may be NULL: those of the login.  client_credentials asks for the stack's
 * scopes less offline_access, which is for people.
 */
FC_MUST_CHECK bool fc_grant_form_code(struct fc_buf *form,
                                      const struct fc_stack *stack,
                                      const char *code,
                                      const char *redirect_uri,
                                      const char *verifier,
                                      struct fc_error *err);
FC_MUST_CHECK bool fc_grant_form_refresh(struct fc_buf *form,
                                         const struct fc_stack *stack,
                                         const struct fc_secret *refresh,
                                         const char *scopes,
                                         struct fc_error *err);
FC_MUST_CHECK bool
fc_grant_form_client_credentials(struct fc_buf *form,
                                 const struct fc_stack *stack,
                                 struct fc_error *err);

/* token, client_id and the secret: for the revocation endpoint. */
FC_MUST_CHECK bool fc_grant_form_revoke(struct fc_buf *form,
                                        const struct fc_stack *stack,
                                        const struct fc_secret *token,
                                        struct fc_error *err);

/*
 * Judge a complete reply.  asked_at is the time before the request was sent,
 * from which expires_in counts.  Of a member that comes twice the last one
 * counts, as in Python.
 *
 * GRANTED:   grant is filled.  expires_in: digits in a string or a number,
 *            fractions cut; missing or null: expiry unknown; below 1 or
 *            another type: refused as NONSENSE; clamped to ten years.  A
 *            token or refresh token that is not visible ASCII or is over
 *            FC_TOKEN_MAX: NONSENSE; an empty refresh token counts as none.
 *            token_type other than Bearer (any case): NONSENSE; missing:
 *            taken as Bearer.  A scope that is no text is left out.
 * NONSENSE:  as below, but a well-formed refresh token in or beside the
 *            nonsense of a 2xx is in grant.refresh: the old one has been
 *            rotated away.
 * otherwise: err is filled; grant is untouched.  Server texts in it are cut
 *            and printable.  TRANSIENT and NONSENSE: NETWORK.
 *            INVALID_GRANT: LOGIN_NEEDED.  REFUSED: DENIED, and the hint
 *            names what to mend: the strings to register, the key to change.
 *
 * 5xx and 429 are TRANSIENT whatever the body says; internal_failure in
 * error or error_description, server_error and temporarily_unavailable are
 * TRANSIENT with any other status.
 */
FC_MUST_CHECK enum fc_verdict fc_grant_judge(const struct fc_http_reply *reply,
                                             const struct fc_stack *stack,
                                             enum fc_asked asked,
                                             time_t asked_at,
                                             struct fc_grant *grant,
                                             struct fc_error *err);

/*
 * Put the hint for an OAuth error code (RFC 6749 sections 4.1.2.1 and 5.2)
 * into err, fit for what was asked: which redirect URIs to register, which
 * scopes to allow.
 * An unknown code leaves err as it is.
 */
void fc_grant_explain(struct fc_error *err, const struct fc_stack *stack,
                      enum fc_asked asked, const char *code);

struct json_object;

/* The members of a granting reply, for fc_grant_judge; its refresh token
 * alone.  They fail with DATA, or INTERNAL, and change nothing then. */
FC_MUST_CHECK bool fc_grant_read_refresh(struct json_object *reply,
                                         struct fc_secret *refresh,
                                         struct fc_error *err);
FC_MUST_CHECK bool fc_grant_read(struct json_object *reply, time_t asked_at,
                                 struct fc_grant *grant,
                                 struct fc_error *err);

/*
 * Search a body that cannot be read as a whole (it broke off, or there is
 * something around or inside that is no JSON) for the refresh token: with
 * rotation the one that was sent is spent.  Taken is a member refresh_token
 * with a whole string that is a token; where several differ, none.
 */
FC_MUST_CHECK bool fc_grant_rescue(const struct fc_buf *body,
                                   struct fc_secret *refresh);

void fc_grant_clear(struct fc_grant *grant);

#endif
