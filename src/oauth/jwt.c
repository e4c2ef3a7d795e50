/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON Web Token says of itself.  Nothing is verified. */
#include "oauth/jwt.h"

#include "base/json.h"

#include <gnutls/gnutls.h>
#include <json-c/json.h>
#include <string.h>

#define YEAR_9999_END 253402300799 /* later is no time, or milliseconds */

/* The middle one of exactly three parts. */
static bool
find_payload(const char *token, size_t len, const char **payload,
             size_t *payload_len)
{
	const char *end = token + len;
	const char *first = memchr(token, '.', len);
	const char *second;

	if (!first)
		return false;
	first++;
	second = memchr(first, '.', (size_t)(end - first));
	if (!second || memchr(second + 1, '.', (size_t)(end - second - 1)))
		return false;
	*payload = first;
	*payload_len = (size_t)(second - first);
	return true;
}

/* From base64url without padding to base64 with it. */
static bool
respell(struct fc_buf *text)
{
	struct fc_error ignored = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < text->len; i++) {
		char *c = &text->data[i];

		if (*c == '-')
			*c = '+';
		else if (*c == '_')
			*c = '/';
		else if (strchr("+/= \t\r\n\f\v", *c))
			return false;
	}
	return fc_buf_add(text, "===", (4 - text->len % 4) % 4, &ignored);
}

static time_t
to_time(struct json_object *exp)
{
	double value;

	if (!json_object_is_type(exp, json_type_int) &&
	    !json_object_is_type(exp, json_type_double))
		return 0;
	value = json_object_get_double(exp);
	/* Written so that NaN fails too. */
	if (!(value >= 1 && value <= YEAR_9999_END))
		return 0;
	return (time_t)value;
}

static time_t
read_claims(const char *text, size_t len)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *claims = fc_json_parse(text, len, &ignored);
	struct json_object *exp;
	time_t expiry = 0;

	if (claims && json_object_object_get_ex(claims, "exp", &exp))
		expiry = to_time(exp);
	fc_json_free(claims);
	return expiry;
}

time_t
fc_jwt_expiry(const char *token, size_t len)
{
	struct fc_buf text = FC_BUF_INIT(FC_TOKEN_MAX + 3);
	struct fc_error ignored = FC_ERROR_INIT;
	gnutls_datum_t base64, claims;
	const char *payload;
	size_t payload_len;
	time_t expiry = 0;

	if (len > FC_TOKEN_MAX ||
	    !find_payload(token, len, &payload, &payload_len) ||
	    !fc_buf_add(&text, payload, payload_len, &ignored) ||
	    !respell(&text))
		goto out;

	base64 = (gnutls_datum_t){ (unsigned char *)text.data,
		                   (unsigned int)text.len };
	if (gnutls_base64_decode2(&base64, &claims) != GNUTLS_E_SUCCESS)
		goto out;
	expiry = read_claims((const char *)claims.data, claims.size);
	explicit_bzero(claims.data, claims.size);
	gnutls_free(claims.data);
out:
	fc_buf_clear(&text);
	return expiry;
}
