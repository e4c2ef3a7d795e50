/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization request (RFC 6749 section 4.1.1, RFC 7636). */
#include "oauth/authorize.h"

#include <string.h>

/* "name=value" behind what the URL holds already; nothing for an empty
 * value. */
static bool
add_parameter(struct fc_buf *url, const char *name, const char *value,
              struct fc_error *err)
{
	const char *before = "&";

	if (!value || !*value)
		return true;
	if (!strchr(fc_buf_str(url), '?'))
		before = "?";
	else if (strchr("?&", url->data[url->len - 1]))
		before = "";
	return fc_buf_addf(url, err, "%s%s=", before, name) &&
	       fc_url_encode(url, value, strlen(value), err);
}

bool
fc_authorize_url(struct fc_buf *url, const struct fc_stack *stack,
                 const struct fc_pkce *pkce, const char *redirect_uri,
                 struct fc_error *err)
{
	if (!stack->client_id || !*stack->client_id) {
		fc_fail(err, FC_ERR_CONFIG, "no client_id is known for %s",
		        stack->host);
		fc_error_hint(err, "run: " FC_CURE_CLIENT_ID, stack->host);
		return false;
	}
	return fc_buf_add_str(url, stack->authorize_uri, err) &&
	       add_parameter(url, "response_type", "code", err) &&
	       add_parameter(url, "client_id", stack->client_id, err) &&
	       add_parameter(url, "redirect_uri", redirect_uri, err) &&
	       add_parameter(url, "scope", stack->scopes, err) &&
	       add_parameter(url, "state", pkce->state, err) &&
	       add_parameter(url, "code_challenge", pkce->challenge, err) &&
	       add_parameter(url, "code_challenge_method", "S256", err);
}
