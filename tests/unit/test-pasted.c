/* SPDX-License-Identifier: Apache-2.0 */
/* What a person pastes at the prompt. */
#include "oauth/pasted.h"

#include "tap.h"

#define STATE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
#define LOOPBACK "http://127.0.0.1:8888/"
#define CALLBACK \
	"https://acme.palantirfoundry.com/multipass/api/oauth2/callback"
#define AUTHORIZE \
	"https://acme.palantirfoundry.com/multipass/api/oauth2/authorize"

static char authorize_uri[] = AUTHORIZE;
static const struct fc_stack stack = {
	.host = "acme.palantirfoundry.com",
	.authorize_uri = authorize_uri,
};
static const struct fc_pkce pkce = { .state = STATE };

/* code NULL: refused with that kind. */
static void
test_pastes(void)
{
	static const struct {
		const char *label;
		const char *text;
		const char *code;
		enum fc_error_kind kind;
	} row[] = {
		{ "a bare code", "abc", "abc", FC_ERR_NONE },
		{ "a bare code in base64", "/ab+c/d==", "/ab+c/d==",
		  FC_ERR_NONE },
		{ "a bare code with odd signs", "a?b&c=d%zz#", "a?b&c=d%zz#",
		  FC_ERR_NONE },
		{ "code and state", "code=abc&state=" STATE, "abc",
		  FC_ERR_NONE },
		{ "code alone", "code=abc", "abc", FC_ERR_NONE },
		{ "a question mark first", "?code=abc&state=" STATE, "abc",
		  FC_ERR_NONE },
		{ "the address of our port", LOOPBACK "?code=abc&state=" STATE,
		  "abc", FC_ERR_NONE },
		{ "the address of the callback page",
		  CALLBACK "?code=a%2Fb&state=" STATE, "a/b", FC_ERR_NONE },
		{ "an address without scheme",
		  "127.0.0.1:8888/?state=" STATE "&code=abc", "abc",
		  FC_ERR_NONE },
		{ "an address without scheme, another parameter first",
		  "127.0.0.1:8888/?x=1&code=abc&state=" STATE, "abc",
		  FC_ERR_NONE },
		{ "parameters, another one first", "x=1&code=abc", "abc",
		  FC_ERR_NONE },
		{ "an address with a fragment",
		  LOOPBACK "?code=abc&state=" STATE "#_=_", "abc",
		  FC_ERR_NONE },
		{ "the stack as issuer", "code=abc&iss=https%3A%2F%2F"
		  "acme.palantirfoundry.com%2Fmultipass", "abc",
		  FC_ERR_NONE },

		{ "an address in quotes",
		  "\"" LOOPBACK "?code=abc&state=" STATE "\"", "abc",
		  FC_ERR_NONE },
		{ "an address in other quotes, and blanks",
		  " ' " LOOPBACK "?state=" STATE "&code=abc' ", "abc",
		  FC_ERR_NONE },
		{ "an address in brackets",
		  "<" CALLBACK "?code=abc>", "abc", FC_ERR_NONE },
		{ "a code in quotes", "`abc`", "abc", FC_ERR_NONE },
		{ "a code with a quote of its own", "\"abc", "\"abc",
		  FC_ERR_NONE },

		{ "nothing", "", NULL, FC_ERR_DATA },
		{ "nothing in quotes", "\" '' \"", NULL, FC_ERR_DATA },
		{ "a blank inside", "abc def", NULL, FC_ERR_DATA },
		{ "an address without query", CALLBACK, NULL, FC_ERR_DATA },
		{ "the host", "acme.palantirfoundry.com", NULL, FC_ERR_DATA },
		{ "the address that we printed", AUTHORIZE
		  "?response_type=code&client_id=x&state=" STATE, NULL,
		  FC_ERR_DATA },
		{ "a forged state", "code=abc&state=forged", NULL,
		  FC_ERR_DATA },
		{ "a forged state in an address",
		  LOOPBACK "?code=abc&state=b" STATE, NULL, FC_ERR_DATA },
		{ "another issuer", "code=abc&iss=https://evil.example", NULL,
		  FC_ERR_DATA },
		{ "code twice", "code=abc&code=abc", NULL, FC_ERR_DATA },
		{ "code and error", "code=abc&error=access_denied", NULL,
		  FC_ERR_DATA },
		{ "an empty code", "code=&state=" STATE, NULL, FC_ERR_DATA },
		{ "a code cut inside a percent sign", "code=abc%2", NULL,
		  FC_ERR_DATA },
		{ "a NUL in the code", "code=a%00", NULL, FC_ERR_DATA },
		{ "an error with a forged state",
		  "error=access_denied&state=forged", NULL, FC_ERR_DATA },
		{ "the person said no", LOOPBACK "?error=access_denied&state="
		  STATE, NULL, FC_ERR_DENIED },
		{ "an error without state", "error=invalid_scope", NULL,
		  FC_ERR_DENIED },
		{ "the server's own fault", "error=server_error", NULL,
		  FC_ERR_NETWORK },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_secret pasted = FC_SECRET_INIT;
		struct fc_secret code = FC_SECRET_INIT;
		struct fc_error err = FC_ERROR_INIT;
		bool taken;

		if (!fc_secret_set(&pasted, row[i].text, strlen(row[i].text),
		                   &err))
			exit(EXIT_FAILURE);
		taken = fc_pasted_code(&pasted, &pkce, &stack, &code, &err);
		ok(taken == (row[i].code != NULL) && err.kind == row[i].kind,
		   "%s: %s", row[i].label, taken ? "taken" : err.text);
		is(code.plain, row[i].code, row[i].label);
		fc_secret_clear(&code);
		fc_secret_clear(&pasted);
	}
}

static void
test_sizes(void)
{
	static const struct {
		size_t len;
		bool taken;
	} row[] = {
		{ 6000, true },
		{ FC_TOKEN_MAX, true },
		{ FC_TOKEN_MAX + 1, false },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_secret pasted = FC_SECRET_INIT;
		struct fc_secret code = FC_SECRET_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char *text = tap_alloc(row[i].len);

		memset(text, 'x', row[i].len);
		if (!fc_secret_set(&pasted, text, row[i].len, &err))
			exit(EXIT_FAILURE);
		ok(fc_pasted_code(&pasted, &pkce, &stack, &code, &err) ==
		   row[i].taken, "a code of %zu bytes is %s", row[i].len,
		   row[i].taken ? "taken" : "refused");
		fc_secret_clear(&code);
		fc_secret_clear(&pasted);
		free(text);
	}
}

/* Bytes that no keyboard sends, but the type allows. */
static void
test_raw_bytes(void)
{
	static const char with_nul[] = "abc\0def";
	struct fc_secret pasted = FC_SECRET_INIT;
	struct fc_secret code = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(!fc_pasted_code(&pasted, &pkce, &stack, &code, &err),
	   "an empty secret is refused");
	if (!fc_secret_set(&pasted, with_nul, sizeof(with_nul) - 1, &err))
		exit(EXIT_FAILURE);
	ok(!fc_pasted_code(&pasted, &pkce, &stack, &code, &err) && !code.plain,
	   "a NUL in the middle is refused");
	fc_secret_clear(&pasted);
}

int
main(void)
{
	test_pastes();
	test_sizes();
	test_raw_bytes();
	return done();
}
