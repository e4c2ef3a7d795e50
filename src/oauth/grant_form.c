/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that are sent to the token and the revocation endpoint. */
#include "oauth/grant.h"

#include <string.h>

static bool
add_bytes(struct fc_buf *form, const char *name, const char *value, size_t len,
          struct fc_error *err)
{
	return fc_buf_addf(form, err, "%s%s=", form->len > 0 ? "&" : "",
	                   name) &&
	       fc_url_encode(form, value, len, err);
}

static bool
add_text(struct fc_buf *form, const char *name, const char *value,
         struct fc_error *err)
{
	return add_bytes(form, name, value, strlen(value), err);
}

/* An empty parameter counts as absent (RFC 6749 section 3.2). */
static bool
add_scopes(struct fc_buf *form, const char *scopes, struct fc_error *err)
{
	return !scopes || !*scopes || add_text(form, "scope", scopes, err);
}

/* In the form, not in a Basic header: one way for both kinds of client. */
static bool
add_client(struct fc_buf *form, const struct fc_stack *stack,
           struct fc_error *err)
{
	const struct fc_secret *secret = &stack->client_secret;

	if (!stack->client_id) {
		fc_fail(err, FC_ERR_CONFIG,
		        "asking %s for a token: no client_id is configured",
		        stack->host);
		fc_error_hint(err, "run: " FC_CURE_CLIENT_ID, stack->host);
		return false;
	}
	return add_text(form, "client_id", stack->client_id, err) &&
	       (secret->len == 0 ||
	        add_bytes(form, "client_secret", secret->plain, secret->len,
	                  err));
}

bool
fc_grant_form_code(struct fc_buf *form, const struct fc_stack *stack,
                   const char *code, const char *redirect_uri,
                   const char *verifier, struct fc_error *err)
{
	return add_text(form, "grant_type", "authorization_code", err) &&
	       add_text(form, "code", code, err) &&
	       add_text(form, "redirect_uri", redirect_uri, err) &&
	       add_text(form, "code_verifier", verifier, err) &&
	       add_client(form, stack, err);
}

bool
fc_grant_form_refresh(struct fc_buf *form, const struct fc_stack *stack,
                      const struct fc_secret *refresh, const char *scopes,
                      struct fc_error *err)
{
	return add_text(form, "grant_type", "refresh_token", err) &&
	       add_bytes(form, "refresh_token", refresh->plain, refresh->len,
	                 err) &&
	       add_scopes(form, scopes, err) && add_client(form, stack, err);
}

/*
 * The scopes less offline_access, which asks for a refresh token: a service
 * user gets none.  Without any scope Foundry grants all of the application's.
 */
static bool
add_service_scopes(struct fc_buf *form, const char *scopes,
                   struct fc_error *err)
{
	struct fc_buf kept = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	bool done = false;

	while (scopes && *scopes) {
		size_t len = strcspn(scopes, " ");
		bool offline = len == strlen("offline_access") &&
		               memcmp(scopes, "offline_access", len) == 0;

		if (len > 0 && !offline &&
		    (!fc_buf_add_str(&kept, kept.len > 0 ? " " : "", err) ||
		     !fc_buf_add(&kept, scopes, len, err)))
			goto out;
		scopes += len;
		scopes += strspn(scopes, " ");
	}
	done = add_scopes(form, fc_buf_str(&kept), err);
out:
	fc_buf_clear(&kept);
	return done;
}

bool
fc_grant_form_client_credentials(struct fc_buf *form,
                                 const struct fc_stack *stack,
                                 struct fc_error *err)
{
	return add_text(form, "grant_type", "client_credentials", err) &&
	       add_service_scopes(form, stack->scopes, err) &&
	       add_client(form, stack, err);
}

bool
fc_grant_form_revoke(struct fc_buf *form, const struct fc_stack *stack,
                     const struct fc_secret *token, struct fc_error *err)
{
	return add_bytes(form, "token", token->plain, token->len, err) &&
	       add_client(form, stack, err);
}
