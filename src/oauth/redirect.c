/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The response of an authorization endpoint (RFC 6749 section 4.1.2), and
 * the request that carries it to our port, judged without any I/O.
 */
#include "oauth/redirect.h"

#include "oauth/grant.h"

#include <string.h>
#include <strings.h>

enum parameter {
	PARAMETER_CODE,
	PARAMETER_STATE,
	PARAMETER_ISS,
	PARAMETER_ERROR,
	PARAMETER_ERROR_DESCRIPTION,
	PARAMETER_ERROR_URI,
	PARAMETER_COUNT,
};

static const char *const parameter_names[PARAMETER_COUNT] = {
	"code", "state", "iss", "error", "error_description", "error_uri",
};

/* The limits and escapes of fc_url_decode, in words for the person. */
static bool
decode(struct fc_buf *value, const char *text, size_t len,
       enum parameter which, struct fc_error *err)
{
	if (fc_url_decode(value, text, len, true, err))
		return true;
	return err->kind == FC_ERR_DATA &&
	       fc_fail(err, FC_ERR_DATA, "the %s in this address is broken "
	               "or too long", parameter_names[which]);
}

static bool
put_printable(struct fc_buf *out, const struct fc_buf *value,
              struct fc_error *err)
{
	char text[128];

	fc_printable(text, sizeof(text), fc_buf_str(value), value->len);
	return fc_buf_add_str(out, text, err);
}

/* What is compared as a string has no end before its own. */
static bool
put_text(struct fc_buf *out, const struct fc_buf *value, enum parameter which,
         struct fc_error *err)
{
	if (memchr(value->data, '\0', value->len))
		return fc_fail(err, FC_ERR_DATA, "the %s in this address is "
		               "broken", parameter_names[which]);
	return fc_buf_add(out, value->data, value->len, err);
}

static bool
put_code(struct fc_secret *code, const struct fc_buf *value,
         struct fc_error *err)
{
	if (!fc_token_is_wellformed(fc_buf_str(value), value->len))
		return fc_fail(err, FC_ERR_DATA,
		               "the code in this address is broken");
	return fc_secret_set(code, fc_buf_str(value), value->len, err);
}

/* An error_uri would only be printed; hostile links are not. */
static bool
put_parameter(struct fc_redirect *redirect, enum parameter which,
              const struct fc_buf *value, struct fc_error *err)
{
	if (value->len == 0)
		return true;
	switch (which) {
	case PARAMETER_CODE:
		return put_code(&redirect->code, value, err);
	case PARAMETER_STATE:
		return put_text(&redirect->state, value, which, err);
	case PARAMETER_ISS:
		return put_text(&redirect->iss, value, which, err);
	case PARAMETER_ERROR:
		return put_printable(&redirect->error, value, err);
	case PARAMETER_ERROR_DESCRIPTION:
		return put_printable(&redirect->error_description, value, err);
	default:
		return true;
	}
}

/* The known parameter of that name, or PARAMETER_COUNT. */
static enum parameter
which_parameter(const char *name, size_t len)
{
	enum parameter i;

	for (i = 0; i < PARAMETER_COUNT; i++)
		if (strlen(parameter_names[i]) == len &&
		    memcmp(parameter_names[i], name, len) == 0)
			break;
	return i;
}

/* One "name=value"; seen remembers which names have come. */
static bool
take_pair(struct fc_redirect *redirect, const char *pair, size_t len,
          bool seen[PARAMETER_COUNT], struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_TOKEN_MAX);
	const char *equals = memchr(pair, '=', len);
	size_t name_len = equals ? (size_t)(equals - pair) : len;
	size_t value_at = equals ? name_len + 1 : len;
	enum parameter which = which_parameter(pair, name_len);
	bool done;

	if (which == PARAMETER_COUNT)
		return true;
	if (seen[which])
		return fc_fail(err, FC_ERR_DATA, "this address has %s twice",
		               parameter_names[which]);
	seen[which] = true;
	done = decode(&value, pair + value_at, len - value_at, which, err) &&
	       put_parameter(redirect, which, &value, err);
	fc_buf_clear(&value);
	return done;
}

bool
fc_redirect_parse(struct fc_redirect *redirect, const char *query, size_t len,
                  struct fc_error *err)
{
	struct fc_redirect found = FC_REDIRECT_INIT;
	bool seen[PARAMETER_COUNT] = { false };
	const char *end = query + len;
	bool done = true;

	while (done && query < end) {
		const char *amp = memchr(query, '&', (size_t)(end - query));
		const char *stop = amp ? amp : end;

		done = take_pair(&found, query, (size_t)(stop - query), seen,
		                 err);
		query = amp ? amp + 1 : end;
	}
	if (done)
		fc_redirect_move(redirect, &found);
	fc_redirect_clear(&found);
	return done;
}

static bool
is_text(const char *bytes, size_t len, const char *text)
{
	return strlen(text) == len && memcmp(bytes, text, len) == 0;
}

/*
 * Multipass names itself HOST/multipass in its metadata; some stacks have
 * another context path, which is then that of authorize_uri.  Byte for byte
 * (RFC 9207 section 2.4), but for a slash at the end, which changes nothing.
 */
static bool
is_issuer(const struct fc_stack *stack, const char *iss)
{
	static const char scheme[] = "https://";
	const size_t start = strlen(scheme) + strlen(stack->host);
	size_t len = strlen(iss);
	const char *endpoint = strstr(stack->authorize_uri, "/api/oauth2/");

	if (len > 0 && iss[len - 1] == '/')
		len--;
	if (endpoint && len == (size_t)(endpoint - stack->authorize_uri) &&
	    memcmp(iss, stack->authorize_uri, len) == 0)
		return true;
	if (len < start || strncmp(iss, scheme, strlen(scheme)) != 0 ||
	    memcmp(iss + strlen(scheme), stack->host, strlen(stack->host)) !=
	            0)
		return false;
	return is_text(iss + start, len - start, "") ||
	       is_text(iss + start, len - start, "/multipass");
}

static bool
check_state(const struct fc_redirect *redirect, const struct fc_pkce *pkce,
            enum fc_state_rule rule, struct fc_error *err)
{
	if (redirect->state.len == 0)
		return rule == FC_STATE_OPTIONAL ||
		       fc_fail(err, FC_ERR_DATA, "this address has no state");
	return fc_pkce_state_matches(pkce, fc_buf_str(&redirect->state)) ||
	       fc_fail(err, FC_ERR_DATA, "this address belongs to another "
	               "login, which is not the one that waits here");
}

bool
fc_redirect_check(const struct fc_redirect *redirect,
                  const struct fc_pkce *pkce, const struct fc_stack *stack,
                  enum fc_state_rule rule, struct fc_error *err)
{
	bool has_code = redirect->code.plain != NULL;
	bool has_error = redirect->error.len > 0;

	if (!check_state(redirect, pkce, rule, err))
		return false;
	if (redirect->iss.len > 0 &&
	    !is_issuer(stack, fc_buf_str(&redirect->iss)))
		return fc_fail(err, FC_ERR_DATA, "this address was issued by "
		               "another server than %s", stack->host);
	if (has_code && has_error)
		return fc_fail(err, FC_ERR_DATA,
		               "this address has both a code and an error");
	if (!has_code && !has_error)
		return fc_fail(err, FC_ERR_DATA, "this address has no code");
	return true;
}

bool
fc_redirect_refused(const struct fc_redirect *redirect,
                    const struct fc_stack *stack, struct fc_error *err)
{
	const char *code = fc_buf_str(&redirect->error);
	const char *description = fc_buf_str(&redirect->error_description);
	bool server_fault = strcmp(code, "server_error") == 0 ||
	                    strcmp(code, "temporarily_unavailable") == 0;

	fc_fail(err, server_fault ? FC_ERR_NETWORK : FC_ERR_DENIED,
	        "%s refused the login: %s%s%s", stack->host, code,
	        *description ? ": " : "", description);
	fc_grant_explain(err, stack, FC_ASKED_LOGIN, code);
	return false;
}

bool
fc_redirect_is_speculative(const char *header)
{
	static const char *const marks[] = {
		"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz",
	};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strcasecmp(header, marks[i]) == 0)
			return true;
	return false;
}

/* The target from its path on, also of the absolute form, in which a client
 * may name us as well (RFC 9112 section 3.2.2). */
static const char *
origin_form(const char *target, const char *authority)
{
	static const char scheme[] = "http://"; /* in any case */
	size_t len = strlen(authority);

	if (strncasecmp(target, scheme, sizeof(scheme) - 1) != 0 ||
	    strncmp(target + sizeof(scheme) - 1, authority, len) != 0)
		return target;
	return target + sizeof(scheme) - 1 + len;
}

/* 0 when the request is one for our page, whatever it asks for there. */
static int
judge_envelope(const struct fc_redirect_request *request,
               const char *authority, struct fc_error *err)
{
	const char *target = origin_form(request->target, authority);

	if (strcmp(request->method, "GET") != 0) {
		fc_fail(err, FC_ERR_DATA, "only GET requests are answered here");
		return 405;
	}
	if (!request->host) {
		fc_fail(err, FC_ERR_DATA, "the request must name one Host");
		return 400;
	}
	if (strcmp(request->host, authority) != 0) {
		fc_fail(err, FC_ERR_DATA,
		        "the request was meant for another host");
		return 421;
	}
	if (target[0] != '/' || (target[1] != '\0' && target[1] != '?')) {
		fc_fail(err, FC_ERR_DATA, "there is no such page");
		return 404;
	}
	if (request->speculative) {
		fc_fail(err, FC_ERR_DATA, "nothing is shown in advance");
		return 503;
	}
	return 0;
}

int
fc_redirect_judge(const struct fc_redirect_request *request,
                  const char *authority, const struct fc_pkce *pkce,
                  const struct fc_stack *stack, struct fc_redirect *redirect,
                  struct fc_error *err)
{
	struct fc_redirect found = FC_REDIRECT_INIT;
	const char *query;
	int status;

	status = judge_envelope(request, authority, err);
	if (status != 0)
		return status;

	query = origin_form(request->target, authority);
	query = query[1] == '?' ? query + 2 : "";
	status = 400;
	if (fc_redirect_parse(&found, query, strlen(query), err) &&
	    fc_redirect_check(&found, pkce, stack, FC_STATE_REQUIRED, err)) {
		fc_redirect_move(redirect, &found);
		status = 200;
	}
	fc_redirect_clear(&found);
	return status;
}

void
fc_redirect_move(struct fc_redirect *to, struct fc_redirect *from)
{
	fc_redirect_clear(to);
	*to = *from;
	*from = (struct fc_redirect)FC_REDIRECT_INIT;
}

void
fc_redirect_clear(struct fc_redirect *redirect)
{
	fc_secret_clear(&redirect->code);
	fc_buf_clear(&redirect->state);
	fc_buf_clear(&redirect->iss);
	fc_buf_clear(&redirect->error);
	fc_buf_clear(&redirect->error_description);
}
