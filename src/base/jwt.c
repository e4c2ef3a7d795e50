/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON Web Token says of itself.  Nothing is verified. */
#include "base/jwt.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"

#include <json-c/json.h>
#include <string.h>

#define YEAR_9999_END 253402300799 /* later is no time, or milliseconds */

/* The first two of exactly three parts. */
struct parts {
	const char *header, *payload;
	size_t header_len, payload_len;
};

static bool
find_parts(const char *token, size_t len, struct parts *parts)
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
	*parts = (struct parts){ token, first, (size_t)(first - token - 1),
		                 (size_t)(second - first) };
	return true;
}

/* NULL: it is no object.  Free with fc_json_free. */
static struct json_object *
read_part(const char *part, size_t len)
{
	struct fc_buf text = FC_BUF_INIT(FC_TOKEN_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *object = NULL;

	if (fc_base64url_decode(&text, part, len, &ignored))
		object = fc_json_parse(fc_buf_str(&text), text.len, &ignored);
	fc_buf_clear(&text);
	return object;
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
expiry_of(struct json_object *claims)
{
	struct json_object *exp;

	return claims && json_object_object_get_ex(claims, "exp", &exp)
	       ? to_time(exp) : 0;
}

time_t
fc_jwt_expiry(const char *token, size_t len)
{
	struct json_object *claims;
	struct parts parts;
	time_t expiry;

	if (len > FC_TOKEN_MAX || !find_parts(token, len, &parts))
		return 0;
	claims = read_part(parts.payload, parts.payload_len);
	expiry = expiry_of(claims);
	fc_json_free(claims);
	return expiry;
}

/* What does not fit is no issuer that anybody knows. */
static void
take_issuer(struct fc_jwt *jwt, struct json_object *claims)
{
	struct fc_error ignored = FC_ERROR_INIT;
	const char *issuer;
	size_t len;

	if (fc_json_string(claims, "iss", &issuer, &len, &ignored) != FC_FOUND)
		return;
	jwt->has_issuer = true;
	if (!fc_text_slice(jwt->issuer, sizeof(jwt->issuer), issuer, len))
		jwt->issuer[0] = '\0';
}

bool
fc_jwt_read(const char *token, size_t len, struct fc_jwt *jwt)
{
	struct json_object *header, *claims, *mark;
	struct parts parts;
	bool is;

	if (len > FC_TOKEN_MAX || !find_parts(token, len, &parts))
		return false;
	header = read_part(parts.header, parts.header_len);
	claims = header ? read_part(parts.payload, parts.payload_len) : NULL;
	is = claims != NULL;
	if (is) {
		*jwt = (struct fc_jwt){ .expiry = expiry_of(claims) };
		jwt->is_palantirs =
			json_object_object_get_ex(header, "plntr", &mark);
		take_issuer(jwt, claims);
	}
	fc_json_free(header);
	fc_json_free(claims);
	return is;
}
