/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JWTs: an expiry is a time of this era or 0; wrapped in a token, claims are
 * read as they stand.
 */
#include "base/jwt.h"

#include "base/json.h"
#include "fuzz.h"

#include <gnutls/gnutls.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#define YEAR_9999_END 253402300799LL
#define CLAIMS_MAX 16384

/* What these claims say, when they say it in a whole number. */
static bool
says(const char *claims, size_t len, time_t *expiry)
{
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object = fc_json_parse(claims, len, &err);
	struct json_object *exp = NULL;
	bool clear = true;
	int64_t number;

	*expiry = 0;
	if (object && json_object_object_get_ex(object, "exp", &exp)) {
		clear = !json_object_is_type(exp, json_type_double);
		number = json_object_is_type(exp, json_type_int)
		                 ? json_object_get_int64(exp)
		                 : 0;
		if (number >= 1 && number <= YEAR_9999_END)
			*expiry = (time_t)number;
	}
	fc_json_free(object);
	return clear;
}

static void
try_claims(const char *claims, size_t len)
{
	const gnutls_datum_t in = { (unsigned char *)claims,
		                    (unsigned int)len };
	gnutls_datum_t base64;
	struct fc_buf token = FC_BUF_INIT(4 * CLAIMS_MAX);
	struct fc_error err = FC_ERROR_INIT;
	time_t expiry;
	size_t i;

	hold(gnutls_base64_encode2(&in, &base64) == GNUTLS_E_SUCCESS);
	while (base64.size > 0 && base64.data[base64.size - 1] == '=')
		base64.size--;
	for (i = 0; i < base64.size; i++) {
		if (base64.data[i] == '+')
			base64.data[i] = '-';
		else if (base64.data[i] == '/')
			base64.data[i] = '_';
	}
	hold(fc_buf_add_str(&token, "e30.", &err) &&
	     fc_buf_add(&token, (const char *)base64.data, base64.size, &err) &&
	     fc_buf_add_str(&token, ".c2ln", &err));
	gnutls_free(base64.data);
	if (says(claims, len, &expiry))
		hold(fc_jwt_expiry(token.data, token.len) == expiry);
	fc_buf_clear(&token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	time_t expiry = fc_jwt_expiry((const char *)data, size);

	hold(expiry >= 0 && expiry <= YEAR_9999_END);
	if (size > 0 && size <= CLAIMS_MAX)
		try_claims((const char *)data, size);
	return 0;
}
