/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pasted text: a code comes out only when it stands there as it is, or in a
 * response whose state is ours or absent.
 */
#include "oauth/pasted.h"

#include "fuzz.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

/* Is this a response that may give this code? */
static bool
gives(const char *query, const struct fc_secret *code)
{
	struct fc_buf value = FC_BUF_INIT(FC_TOKEN_MAX);
	size_t len = strcspn(query, "#");
	bool good;

	good = fuzz_query_count(query, len, "code", &value) == 1 &&
	       value.len == code->len &&
	       memcmp(value.data, code->plain, value.len) == 0 &&
	       fuzz_query_count(query, len, "error", &value) == 0;
	switch (fuzz_query_count(query, len, "state", &value)) {
	case 0:
		break;
	case 1:
		good = good && value.len == strlen(FUZZ_STATE) &&
		       memcmp(value.data, FUZZ_STATE, value.len) == 0;
		break;
	default:
		good = false;
	}
	fc_buf_clear(&value);
	return good;
}

/* Is this a code as it is, with nothing of a response about it? */
static bool
is_bare(const char *text)
{
	const char *mark = strchr(text, '?');

	return !strstr(text, "://") && !strstr(text, "&state=") &&
	       !strstr(text, "&code=") &&
	       (!mark || strncmp(mark, "?code=", strlen("?code=")) != 0) &&
	       strncmp(text, "state=", strlen("state=")) != 0 &&
	       strncmp(text, "code=", strlen("code=")) != 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_secret pasted = FC_SECRET_INIT, code = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char *text = fuzz_string(data, size);
	const char *mark = strchr(text, '?');

	hold(fc_secret_set(&pasted, text, size, &err));
	if (fc_pasted_code(&pasted, &fuzz_pkce, &fuzz_stack, &code, &err)) {
		hold(fc_token_is_wellformed(code.plain, code.len));
		hold((strcmp(text, code.plain) == 0 && is_bare(text)) ||
		     gives(text, &code) || (mark && gives(mark + 1, &code)));
	} else {
		fuzz_hold_error(&err);
		hold(fuzz_is_printable(err.text));
		hold(!code.plain);
	}
	fc_secret_clear(&pasted);
	fc_secret_clear(&code);
	free(text);
	return 0;
}
