/* SPDX-License-Identifier: Apache-2.0 */
/* A second reader of "name=value&...", to compare. */
#include "query.h"

#include "config/stack.h"
#include "fuzz.h"
#include "oauth/pkce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE "https://" FUZZ_HOST "/multipass/api/"

static char authorize_uri[] = BASE "oauth2/authorize";
static char token_uri[] = BASE "oauth2/token";
static char redirect_uri[] = BASE "oauth2/callback";
static char me_uri[] = BASE "me";
static char client_id[] = "0123456789abcdef";
static char scopes[] = "offline_access api:read";

const struct fc_stack fuzz_stack = {
	.host = FUZZ_HOST,
	.asked = FUZZ_HOST,
	.client_id = client_id,
	.scopes = scopes,
	.authorize_uri = authorize_uri,
	.token_uri = token_uri,
	.redirect_uri = redirect_uri,
	.me_uri = me_uri,
};
const struct fc_pkce fuzz_pkce = { .state = FUZZ_STATE };

static void
decode(struct fc_buf *value, const char *text, size_t len)
{
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	fc_buf_reset(value);
	for (i = 0; i < len; i++) {
		char byte = text[i];
		char digits[3] = "";

		if (byte == '+')
			byte = ' ';
		if (byte == '%' && len - i > 2) {
			memcpy(digits, text + i + 1, 2);
			if (strspn(digits, "0123456789abcdefABCDEF") == 2) {
				byte = (char)strtoul(digits, NULL, 16);
				i += 2;
			}
		}
		hold(fc_buf_add(value, &byte, 1, &err));
	}
}

size_t
fuzz_query_count(const char *query, size_t len, const char *name,
                 struct fc_buf *value)
{
	size_t name_len = strlen(name);
	size_t count = 0;
	const char *end = query + len;

	while (query < end) {
		const char *stop = memchr(query, '&', (size_t)(end - query));
		size_t pair = (size_t)((stop ? stop : end) - query);

		if (pair > name_len + 1 && query[name_len] == '=' &&
		    memcmp(query, name, name_len) == 0) {
			decode(value, query + name_len + 1,
			       pair - name_len - 1);
			count++;
		}
		query += pair + (stop ? 1 : 0);
	}
	return count;
}
