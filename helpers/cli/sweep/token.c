/* SPDX-License-Identifier: Apache-2.0 */
/* Is a value a token of a Foundry? */
#include "cli/sweep/token.h"

#include "base/base64.h"
#include "base/jwt.h"
#include "base/secret.h"

#include <ctype.h>
#include <string.h>

static bool
starts_name(char byte)
{
	return isalpha((unsigned char)byte) || byte == '_' || byte == '{' ||
	       byte == '(';
}

/* $NAME, ${NAME}, $(command), %NAME%, %(name)s, {{ name }}, `command`. */
static bool
is_reference(const char *value, size_t len)
{
	size_t i;

	if (value[0] == '%' || value[0] == '`')
		return true;
	for (i = 0; i + 1 < len; i++)
		if ((value[i] == '$' && starts_name(value[i + 1])) ||
		    (value[i] == '{' && value[i + 1] == '{'))
			return true;
	return false;
}

/* <token>, ***, xxx. */
static bool
is_stand_in(const char *value, size_t len)
{
	size_t i;

	if (value[0] == '<' && value[len - 1] == '>')
		return true;
	if (!strchr("*.xX", value[0]))
		return false;
	for (i = 1; i < len && value[i] == value[0]; i++)
		;
	return i == len;
}

static bool
is_ours(const struct cli_sweep_hosts *hosts, const struct fc_jwt *jwt,
        const struct cli_sweep_beside *beside, struct cli_sweep_token *token)
{
	const char *host = strstr(jwt->issuer, "://");
	bool issued;

	host = host ? host + 3 : jwt->issuer;
	issued = cli_sweep_hosts_know(hosts, host, strcspn(host, "/"),
	                              token->host);
	if (issued || jwt->is_palantirs || *beside->host || beside->named)
		return true;
	if (beside->foreign)
		return false;
	return jwt->has_issuer ? strcmp(jwt->issuer, "multipass") == 0
	                       : jwt->expiry > 0;
}

static bool
is_plain_token(const struct cli_sweep_hosts *hosts, const char *value,
               size_t len, const struct cli_sweep_beside *beside,
               struct cli_sweep_token *token)
{
	struct fc_jwt jwt;

	if (!fc_token_is_wellformed(value, len) || is_reference(value, len) ||
	    is_stand_in(value, len))
		return false;
	if (fc_jwt_read(value, len, &jwt)) {
		token->expires_at = jwt.expiry;
		return is_ours(hosts, &jwt, beside, token);
	}
	return beside->secret && !beside->foreign &&
	       (*beside->host || beside->named);
}

static bool
is_encoded_token(const struct cli_sweep_hosts *hosts, const char *value,
                 size_t len, const struct cli_sweep_beside *beside,
                 struct cli_sweep_token *token)
{
	struct fc_buf text = FC_BUF_INIT(FC_TOKEN_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	const char *colon;
	bool is = false;

	if (!is_reference(value, len) &&
	    fc_base64_decode(&text, value, len, &ignored) && text.len > 0) {
		colon = memchr(text.data, ':', text.len);
		colon = colon ? colon + 1 : text.data;
		is = is_plain_token(hosts, colon,
		                    text.len - (size_t)(colon - text.data),
		                    beside, token);
	}
	fc_buf_clear(&text);
	return is;
}

bool
cli_sweep_is_token(const struct cli_sweep_hosts *hosts, const char *value,
                   size_t len, const struct cli_sweep_beside *beside,
                   struct cli_sweep_token *token)
{
	*token = (struct cli_sweep_token){ .expires_at = 0 };
	if (len == 0 || len > FC_TOKEN_MAX)
		return false;
	if (!(beside->encoded ? is_encoded_token : is_plain_token)(
		    hosts, value, len, beside, token))
		return false;
	if (*beside->host)
		memcpy(token->host, beside->host, sizeof(token->host));
	else if (!*token->host && !beside->foreign)
		memcpy(token->host, beside->file, sizeof(token->host));
	return true;
}

static bool
is_of_jwt(char byte)
{
	return isalnum((unsigned char)byte) || byte == '-' || byte == '_' ||
	       byte == '.';
}

bool
cli_sweep_next_jwt(const char *text, size_t end, size_t *at, size_t *len)
{
	size_t from = *at, to;

	while (from < end) {
		while (from < end && !is_of_jwt(text[from]))
			from++;
		for (to = from; to < end && is_of_jwt(text[to]); to++)
			;
		/* One that ends a sentence. */
		*len = to - from - (to > from && text[to - 1] == '.');
		if (*len > 8 && memcmp(text + from, "eyJ", 3) == 0) {
			*at = from;
			return true;
		}
		from = to;
	}
	return false;
}
