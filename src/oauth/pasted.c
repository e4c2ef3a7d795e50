/* SPDX-License-Identifier: Apache-2.0 */
/* What a person pastes at the prompt for the authorization code. */
#include "oauth/pasted.h"

#include "base/url.h"

#include <string.h>

/* Does it start with a parameter that only a response has? */
static bool
starts_response(const char *text)
{
	static const char *const starts[] = {
		"code=", "state=", "iss=", "error=", "error_description=",
	};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (strncmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

static bool
is_response(const char *text)
{
	while (text && !starts_response(text)) {
		text = strchr(text, '&');
		if (text)
			text++;
	}
	return text != NULL;
}

/* The scheme may have been lost on the way: browsers hide it. */
static bool
is_address(const char *text)
{
	return strstr(text, "://") != NULL;
}

/* The query in the text, or NULL when it is a bare code, which may hold
 * '?', '=' and '&' itself. */
static const char *
find_query(const char *text)
{
	const char *mark = strchr(text, '?');

	if (starts_response(text))
		return text;
	if (mark && (is_address(text) || is_response(mark + 1)))
		return mark + 1;
	return is_response(text) ? text : NULL;
}

static bool
take_bare(const struct fc_secret *pasted, const struct fc_stack *stack,
          struct fc_secret *code, struct fc_error *err)
{
	if (strcmp(pasted->plain, stack->host) == 0)
		return fc_fail(err, FC_ERR_DATA, "this is the host, not the "
		               "code");
	if (is_address(pasted->plain))
		return fc_fail(err, FC_ERR_DATA,
		               "this address has no code");
	if (!fc_token_is_wellformed(pasted->plain, pasted->len))
		return fc_fail(err, FC_ERR_DATA, "a code has no blanks in "
		               "it: copy the code alone");
	return fc_secret_set(code, pasted->plain, pasted->len, err);
}

/* Of all addresses the one that stands above the prompt is nearest. */
static bool
is_login_page(const char *text, const struct fc_stack *stack)
{
	return strstr(text, "response_type=") ||
	       strncmp(text, stack->authorize_uri,
	               strlen(stack->authorize_uri)) == 0;
}

static bool
take_query(const char *query, const struct fc_pkce *pkce,
           const struct fc_stack *stack, struct fc_secret *code,
           struct fc_error *err)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	bool done = false;

	/* Browsers keep the fragment; it is no part of the query. */
	if (!fc_redirect_parse(&redirect, query, strcspn(query, "#"), err) ||
	    !fc_redirect_check(&redirect, pkce, stack, FC_STATE_OPTIONAL,
	                       err))
		goto out;
	if (!redirect.code.plain) {
		fc_redirect_refused(&redirect, stack, err);
		goto out;
	}
	fc_secret_move(code, &redirect.code);
	done = true;
out:
	fc_redirect_clear(&redirect);
	return done;
}

bool
fc_pasted_code(const struct fc_secret *pasted, const struct fc_pkce *pkce,
               const struct fc_stack *stack, struct fc_secret *code,
               struct fc_error *err)
{
	struct fc_secret inner = FC_SECRET_INIT;
	const char *query;
	size_t from = 0, to = pasted->len;
	bool done;

	if (pasted->plain)
		fc_unquote(pasted->plain, &from, &to);
	if (from == to)
		return fc_fail(err, FC_ERR_DATA, "nothing was pasted");
	if (to - from > FC_TOKEN_MAX)
		return fc_fail(err, FC_ERR_DATA, "that is too long: more than "
		               "%d bytes", FC_TOKEN_MAX);
	if (!fc_secret_set(&inner, pasted->plain + from, to - from, err))
		return false;
	query = find_query(inner.plain);
	if (is_login_page(inner.plain, stack)) {
		fc_secret_clear(&inner);
		return fc_fail(err, FC_ERR_DATA, "this is the address of the "
		               "login page: open it in a browser, log in, and "
		               "paste the code, or the address where the "
		               "browser is then");
	}
	done = query ? take_query(query, pkce, stack, code, err)
	             : take_bare(&inner, stack, code, err);
	fc_secret_clear(&inner);
	return done;
}
