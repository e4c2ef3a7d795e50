/* SPDX-License-Identifier: Apache-2.0 */
/* Token requests, and every kind of answer that may come to them. */
#include "oauth/grant.h"

#include "tap.h"

#define NOW ((time_t)1700000000)
#define TEN_YEARS ((time_t)315360000)
#define HOST "acme.palantirfoundry.com"

#define DEEP_8 "[[[[[[[["
#define DEEP_64 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8


static char client_id[] = "f5496be2";
static char redirect_uri[] = "https://" HOST "/multipass/api/oauth2/callback";
static char token_uri[] = "https://" HOST "/multipass/api/oauth2/token";
static char scopes[] = "offline_access api:read-data";

static struct fc_stack
make_stack(void)
{
	struct fc_stack stack = FC_STACK_INIT;

	snprintf(stack.host, sizeof(stack.host), "%s", HOST);
	stack.client_id = client_id;
	stack.redirect_uri = redirect_uri;
	stack.token_uri = token_uri;
	stack.scopes = scopes;
	return stack;
}

static struct fc_secret
secret_of(char *text)
{
	return (struct fc_secret){ text, strlen(text) };
}

static enum fc_verdict
judge(long status, const char *body, size_t len, struct fc_grant *grant,
      struct fc_error *err)
{
	struct fc_stack stack = make_stack();
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	enum fc_verdict verdict = FC_VERDICT_REFUSED;

	reply.status = status;
	if (fc_buf_add(&reply.body, body, len, err))
		verdict = fc_grant_judge(&reply, &stack, FC_ASKED_LOGIN, NOW,
		                         grant, err);
	fc_buf_clear(&reply.body);
	return verdict;
}

static bool
is_empty(const struct fc_grant *grant)
{
	return !grant->token.access.plain && !grant->refresh.plain &&
	       grant->scopes.len == 0 && grant->token.expires_at == 0 &&
	       grant->token.issued_at == 0;
}

/* One line for a terminal, which no server can have shaped. */
static bool
is_one_clear_line(const struct fc_error *err)
{
	const char *c;

	for (c = err->text; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			return false;
	for (c = err->hint; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			return false;
	return strstr(err->text, HOST) != NULL;
}

static void
test_whole_grant(void)
{
	static const char body[] =
		"{\"access_token\":\"AAA\",\"refresh_token\":\"RRR\","
		"\"token_type\":\"Bearer\",\"expires_in\":3600,"
		"\"scope\":\"api:read-data offline_access\",\"new\":[1]}";
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(judge(200, body, strlen(body), &grant, &err) ==
	   FC_VERDICT_GRANTED, "a whole reply is a grant");
	is(grant.token.access.plain, "AAA", "its access token is taken");
	is(grant.refresh.plain, "RRR", "its refresh token is taken");
	is(fc_buf_str(&grant.scopes), "api:read-data offline_access",
	   "its scopes are taken");
	ok(grant.token.issued_at == NOW, "it is issued when it was asked for");
	ok(grant.token.expires_at == NOW + 3600,
	   "its life counts from the asking");

	ok(judge(400, "{\"error\":\"invalid_grant\"}", 25, &grant, &err) ==
	   FC_VERDICT_INVALID_GRANT, "a refusal comes next");
	is(grant.refresh.plain, "RRR", "and leaves the grant alone");

	ok(judge(200, "{\"access_token\":\"BBB\"}", 22, &grant, &err) ==
	   FC_VERDICT_GRANTED, "another grant comes");
	is(grant.token.access.plain, "BBB", "and replaces the token");
	ok(!grant.refresh.plain && grant.scopes.len == 0 &&
	   grant.token.expires_at == 0, "and all the rest");
	fc_grant_clear(&grant);
	fc_grant_clear(&grant);
	ok(is_empty(&grant), "clearing twice leaves nothing");
}

static void
test_expires_in(void)
{
	static const struct {
		const char *label;
		const char *member; /* NULL: none */
		time_t life;        /* -1: nonsense, 0: unknown */
	} row[] = {
		{ "a number", "3600", 3600 },
		{ "a string of digits", "\"3600\"", 3600 },
		{ "a string with leading zeros", "\"0003600\"", 3600 },
		{ "a fraction", "3600.0", 3600 },
		{ "a fraction, cut", "3599.999", 3599 },
		{ "an exponent", "3.6e3", 3600 },
		{ "a small exponent", "36000E-1", 3600 },
		{ "one second", "1", 1 },
		{ "ten years", "315360000", TEN_YEARS },
		{ "more than ten years", "315360001", TEN_YEARS },
		{ "more than 32 bits", "4294967297", TEN_YEARS },
		{ "more than 63 bits", "9223372036854775808", TEN_YEARS },
		{ "more than 64 bits", "99999999999999999999", TEN_YEARS },
		{ "a huge exponent", "1e300", TEN_YEARS },
		{ "beyond a double", "1e999", TEN_YEARS },
		{ "a huge string",
		  "\"99999999999999999999999999999999999999\"", TEN_YEARS },
		{ "missing", NULL, 0 },
		{ "null", "null", 0 },
		{ "zero", "0", -1 },
		{ "minus zero", "-0", -1 },
		{ "zero in a string", "\"0\"", -1 },
		{ "less than a second", "0.9", -1 },
		{ "a tiny exponent", "1e-300", -1 },
		{ "negative", "-1", -1 },
		{ "negative and huge", "-99999999999999999999", -1 },
		{ "negative beyond a double", "-1e999", -1 },
		{ "negative in a string", "\"-3600\"", -1 },
		{ "NaN", "NaN", -1 },
		{ "minus Infinity", "-Infinity", -1 },
		{ "NaN in a string", "\"NaN\"", -1 },
		{ "inf in a string", "\"inf\"", -1 },
		{ "an exponent in a string", "\"3.6e3\"", -1 },
		{ "a fraction in a string", "\"3600.0\"", -1 },
		{ "hexadecimal in a string", "\"0x10\"", -1 },
		{ "a sign in a string", "\"+3600\"", -1 },
		{ "blanks in a string", "\" 3600\"", -1 },
		{ "a NUL in a string", "\"3600\\u0000\"", -1 },
		{ "words", "\"one hour\"", -1 },
		{ "an empty string", "\"\"", -1 },
		{ "true", "true", -1 },
		{ "an array", "[3600]", -1 },
		{ "an object", "{\"s\":3600}", -1 },
		{ "twice: the last", "60,\"expires_in\":7200", 7200 },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_verdict verdict;
		char body[256];
		bool good;

		snprintf(body, sizeof(body), "{\"access_token\":\"AAA\"%s%s}",
		         row[i].member ? ",\"expires_in\":" : "",
		         row[i].member ? row[i].member : "");
		verdict = judge(200, body, strlen(body), &grant, &err);
		if (row[i].life < 0)
			good = verdict == FC_VERDICT_NONSENSE &&
			       err.kind == FC_ERR_NETWORK &&
			       is_empty(&grant) && is_one_clear_line(&err);
		else
			good = verdict == FC_VERDICT_GRANTED &&
			       grant.token.expires_at ==
			       (row[i].life ? NOW + row[i].life : 0);
		if (!ok(good, "expires_in: %s", row[i].label))
			printf("# verdict %d, expires_at %lld, %s\n", verdict,
			       (long long)grant.token.expires_at, err.text);
		fc_grant_clear(&grant);
	}
}

static void
test_members(void)
{
	static const struct {
		const char *label;
		const char *body;
		bool granted;
	} row[] = {
		{ "access_token alone", "{\"access_token\":\"AAA\"}", true },
		{ "a JWT", "{\"access_token\":\"aGk.e30.c-_ln\"}", true },
		{ "white space around", " \r\n{\"access_token\" : \"AAA\"}\n",
		  true },
		{ "access_token twice: the last",
		  "{\"access_token\":\"B B\",\"access_token\":\"AAA\"}",
		  true },
		{ "access_token twice, the last of them bad",
		  "{\"access_token\":\"AAA\",\"access_token\":\"B B\"}",
		  false },
		{ "access_token twice, the last of them null",
		  "{\"access_token\":\"AAA\",\"access_token\":null}", false },
		{ "access_token null", "{\"access_token\":null}", false },
		{ "access_token empty", "{\"access_token\":\"\"}", false },
		{ "access_token a number", "{\"access_token\":5}", false },
		{ "access_token an object",
		  "{\"access_token\":{\"a\":\"b\"}}", false },
		{ "access_token an array", "{\"access_token\":[\"AAA\"]}",
		  false },
		{ "access_token true", "{\"access_token\":true}", false },
		{ "access_token with a line feed",
		  "{\"access_token\":\"AA\\nA\"}", false },
		{ "access_token with a carriage return",
		  "{\"access_token\":\"AAA\\r\"}", false },
		{ "access_token with a NUL",
		  "{\"access_token\":\"AAA\\u0000\"}", false },
		{ "access_token with a blank",
		  "{\"access_token\":\"AA A\"}", false },
		{ "access_token with a tab",
		  "{\"access_token\":\"AA\\tA\"}", false },
		{ "access_token with an escape",
		  "{\"access_token\":\"\\u001b[2J\"}", false },
		{ "access_token with DEL",
		  "{\"access_token\":\"AA\\u007f\"}", false },
		{ "access_token with an accent",
		  "{\"access_token\":\"AA\xc3\xa9\"}", false },
		{ "access_token with a lone surrogate",
		  "{\"access_token\":\"AA\\ud800\"}", false },
		{ "access_token that is no UTF-8",
		  "{\"access_token\":\"AA\xff\"}", false },
		{ "the name in capitals", "{\"Access_Token\":\"AAA\"}",
		  false },

		{ "refresh_token null",
		  "{\"access_token\":\"A\",\"refresh_token\":null}", true },
		{ "refresh_token empty",
		  "{\"access_token\":\"A\",\"refresh_token\":\"\"}", true },
		{ "refresh_token a number",
		  "{\"access_token\":\"A\",\"refresh_token\":7}", false },
		{ "refresh_token with a line feed",
		  "{\"access_token\":\"A\",\"refresh_token\":\"R\\n\"}",
		  false },
		{ "refresh_token with a NUL",
		  "{\"access_token\":\"A\",\"refresh_token\":\"\\u0000\"}",
		  false },

		{ "token_type bearer",
		  "{\"access_token\":\"A\",\"token_type\":\"bearer\"}", true },
		{ "token_type BEARER",
		  "{\"access_token\":\"A\",\"token_type\":\"BEARER\"}", true },
		{ "token_type null",
		  "{\"access_token\":\"A\",\"token_type\":null}", true },
		{ "token_type mac",
		  "{\"access_token\":\"A\",\"token_type\":\"mac\"}", false },
		{ "token_type DPoP",
		  "{\"access_token\":\"A\",\"token_type\":\"DPoP\"}", false },
		{ "token_type empty",
		  "{\"access_token\":\"A\",\"token_type\":\"\"}", false },
		{ "token_type Bearer and more",
		  "{\"access_token\":\"A\",\"token_type\":\"Bearer \"}",
		  false },
		{ "token_type a number",
		  "{\"access_token\":\"A\",\"token_type\":1}", false },

		{ "error null beside a token",
		  "{\"error\":null,\"access_token\":\"A\"}", true },
		{ "error beside a token: the token may be the last one",
		  "{\"error\":\"invalid_grant\",\"access_token\":\"A\"}",
		  true },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_verdict verdict;
		bool good;

		verdict = judge(200, row[i].body, strlen(row[i].body), &grant,
		                &err);
		if (row[i].granted)
			good = verdict == FC_VERDICT_GRANTED;
		else
			good = verdict == FC_VERDICT_NONSENSE &&
			       err.kind == FC_ERR_NETWORK &&
			       is_empty(&grant) && is_one_clear_line(&err);
		if (!ok(good, "%s %s", row[i].granted ? "taken:" : "refused:",
		        row[i].label))
			printf("# verdict %d, %s\n", verdict, err.text);
		fc_grant_clear(&grant);
	}
}

static void
test_scopes(void)
{
	static const struct {
		const char *label;
		const char *member;
		const char *scopes;
	} row[] = {
		{ "one", "\"api:read-data\"", "api:read-data" },
		{ "several", "\"a b c\"", "a b c" },
		{ "empty", "\"\"", "" },
		{ "null", "null", "" },
		{ "an array", "[\"a\"]", "" },
		{ "a line feed", "\"a\\nrefresh_token = x\"", "" },
		{ "an escape", "\"\\u001b[2J\"", "" },
		{ "an accent", "\"\xc3\xa9\"", "" },
		{ "a NUL", "\"a\\u0000\"", "" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char body[128], label[64];

		snprintf(label, sizeof(label), "scope: %s", row[i].label);
		snprintf(body, sizeof(body),
		         "{\"access_token\":\"A\",\"scope\":%s}",
		         row[i].member);
		ok(judge(200, body, strlen(body), &grant, &err) ==
		   FC_VERDICT_GRANTED, "%s does not cost the grant", label);
		is(fc_buf_str(&grant.scopes), row[i].scopes, label);
		fc_grant_clear(&grant);
	}
}

static void
test_length(const char *before, size_t len, bool granted)
{
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char *body = tap_alloc(strlen(before) + len + 3);
	size_t at = strlen(before);

	memcpy(body, before, at);
	memset(body + at, 'x', len);
	memcpy(body + at + len, "\"}", 3);
	ok(judge(200, body, at + len + 2, &grant, &err) ==
	   (granted ? FC_VERDICT_GRANTED : FC_VERDICT_NONSENSE),
	   "%zu bytes after %s are %s", len, before,
	   granted ? "taken" : "refused");
	fc_grant_clear(&grant);
	free(body);
}

static void
test_lengths(void)
{
	static const char access[] = "{\"access_token\":\"";
	static const char refresh[] =
		"{\"access_token\":\"A\",\"refresh_token\":\"";
	static const char scope[] = "{\"access_token\":\"A\",\"scope\":\"";

	test_length(access, FC_TOKEN_MAX, true);
	test_length(access, FC_TOKEN_MAX + 1, false);
	test_length(refresh, FC_TOKEN_MAX, true);
	test_length(refresh, FC_TOKEN_MAX + 1, false);
	test_length(access, 1000000, false);
	test_length(scope, 1000000, true);
}

static void
test_no_oauth(void)
{
	static const struct {
		const char *label;
		long status;
		const char *body;
	} row[] = {
		{ "nothing", 200, "" },
		{ "nothing, 204", 204, "" },
		{ "a page", 200, "<!DOCTYPE html><h1>Sign in</h1>" },
		{ "a proxy's page", 403, "<html>Blocked by policy</html>" },
		{ "not found", 404, "404 page not found" },
		{ "a redirect", 302, "" },
		{ "a redirect with an OAuth error", 302,
		  "{\"error\":\"invalid_grant\"}" },
		{ "a redirect with a token", 307,
		  "{\"access_token\":\"AAA\"}" },
		{ "not modified", 304, "" },
		{ "a bad request without words", 400, "" },
		{ "a token with 400", 400, "{\"access_token\":\"AAA\"}" },
		{ "an empty object", 200, "{}" },
		{ "an empty object, 400", 400, "{}" },
		{ "null", 200, "null" },
		{ "an array", 200, "[{\"access_token\":\"AAA\"}]" },
		{ "a string", 200, "\"access_token\"" },
		{ "a number", 200, "3600" },
		{ "half an object", 200, "{\"access_token\":\"AAA\"" },
		{ "half a string", 200, "{\"access_token\":\"AA" },
		{ "two objects", 200,
		  "{\"access_token\":\"AAA\"}{\"access_token\":\"BBB\"}" },
		{ "an object and rubbish", 200,
		  "{\"access_token\":\"AAA\"} AAA" },
		{ "a form", 200, "access_token=AAA&token_type=bearer" },
		{ "deep arrays", 200, DEEP_64 },
		{ "deep arrays beside a token", 200,
		  "{\"access_token\":\"AAA\",\"a\":" DEEP_64 },
		{ "an error that is an object", 400,
		  "{\"error\":{\"code\":\"invalid_grant\"}}" },
		{ "an error that is a number", 400, "{\"error\":400}" },
		{ "an error that is true", 400, "{\"error\":true}" },
		{ "an error that is an array", 400,
		  "{\"error\":[\"invalid_grant\"]}" },
		{ "an error that is null", 400, "{\"error\":null}" },
		{ "an error that is empty", 400, "{\"error\":\"\"}" },
		{ "an error with a NUL", 400,
		  "{\"error\":\"invalid_grant\\u0000\"}" },
		{ "an error in a token request's success", 200,
		  "{\"error\":42}" },
		{ "Foundry's other kind of error", 403,
		  "{\"errorCode\":\"PERMISSION_DENIED\"}" },
		{ "only a description", 400,
		  "{\"error_description\":\"invalid_grant\"}" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_verdict verdict;

		verdict = judge(row[i].status, row[i].body,
		                strlen(row[i].body), &grant, &err);
		if (!ok(verdict == FC_VERDICT_NONSENSE &&
		        err.kind == FC_ERR_NETWORK && is_empty(&grant) &&
		        is_one_clear_line(&err) && !strstr(err.text, "AAA"),
		        "no OAuth reply: %s", row[i].label))
			printf("# verdict %d, %s\n", verdict, err.text);
		fc_grant_clear(&grant);
	}
}

/* With rotation the one that was sent is spent: what came is all there is. */
static void
test_refresh_token_in_nonsense(void)
{
	static const struct {
		const char *label;
		long status;
		const char *body;
		const char *refresh; /* NULL: none is taken */
	} row[] = {
		{ "cut behind it", 200, "{\"refresh_token\":\"RRR\",\"x", "RRR" },
		{ "cut in it", 200, "{\"a\":1,\"refresh_token\":\"RR", NULL },
		{ "cut at its escape", 200, "{\"refresh_token\":\"RR\\\"", NULL },
		{ "cut before it", 200, "{\"refresh_token\": ", NULL },
		{ "cut at its colon", 200, "{\"refresh_token\"", NULL },
		{ "cut at its quote", 200, "{\"refresh_token\":\"", NULL },
		{ "blanks around", 200,
		  "{\"refresh_token\" \n:\t\"RRR\"", "RRR" },
		{ "something behind", 200,
		  "{\"refresh_token\":\"RRR\"} bye", "RRR" },
		{ "the same reply twice", 200,
		  "{\"refresh_token\":\"R\"}{\"refresh_token\":\"R\"}", "R" },
		{ "two that differ", 200,
		  "{\"refresh_token\":\"R\"}{\"refresh_token\":\"S\"}", NULL },
		{ "two, and one cut", 200,
		  "{\"refresh_token\":\"R\",\"refresh_token\":\"", NULL },
		{ "a page around", 200,
		  "<p>{\"refresh_token\":\"RRR\"}</p>", "RRR" },
		{ "a byte order mark", 200,
		  "\xef\xbb\xbf{\"refresh_token\":\"RRR\"}", "RRR" },
		{ "Latin-1 beside it", 200,
		  "{\"o\":\"\xe9\",\"refresh_token\":\"RRR\"}", "RRR" },
		{ "too deep beside it", 200,
		  "{\"refresh_token\":\"RRR\",\"a\":" DEEP_64, "RRR" },
		{ "an array around", 200,
		  "[{\"refresh_token\":\"RRR\"}]", "RRR" },
		{ "an object around", 200,
		  "{\"data\":{\"refresh_token\":\"RRR\"}}", "RRR" },
		{ "an error beside it", 200,
		  "{\"error\":\"invalid_grant\",\"refresh_token\":\"RRR\"}",
		  "RRR" },
		{ "no access token", 200, "{\"refresh_token\":\"RRR\"}", "RRR" },
		{ "an escaped one", 200,
		  "x{\"refresh_token\":\"R\\u0052\\/\"}", "RR/" },
		{ "null", 200, "x{\"refresh_token\":null}", NULL },
		{ "a number", 200, "x{\"refresh_token\":7}", NULL },
		{ "empty", 200, "x{\"refresh_token\":\"\"}", NULL },
		{ "with a blank in it", 200,
		  "x{\"refresh_token\":\"R R\"}", NULL },
		{ "not UTF-8", 200, "x{\"refresh_token\":\"R\xff\"}", NULL },
		{ "only spoken of", 200,
		  "x{\"a\":\"\\\"refresh_token\\\":\\\"R\\\"\"}", NULL },
		{ "another name", 200, "x{\"old_refresh_token\":\"R\"}", NULL },
		{ "what grants nothing", 404,
		  "x{\"refresh_token\":\"RRR\"}", NULL },
		{ "a redirect", 302, "x{\"refresh_token\":\"RRR\"}", NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(judge(row[i].status, row[i].body, strlen(row[i].body),
		         &grant, &err) == FC_VERDICT_NONSENSE,
		   "nonsense: %s", row[i].label);
		is(grant.refresh.plain, row[i].refresh, row[i].label);
		ok(!grant.token.access.plain && is_one_clear_line(&err),
		   "and nothing else of it: %s", row[i].label);
		fc_grant_clear(&grant);
	}
}

static void
test_nul(void)
{
	static const char body[] = "{\"access_token\":\"AAA\"}\0{}";
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(judge(200, body, sizeof(body) - 1, &grant, &err) ==
	   FC_VERDICT_NONSENSE, "no OAuth reply: a NUL in it");
	fc_grant_clear(&grant);
}

static void
test_errors(void)
{
	static const struct {
		const char *label;
		long status;
		const char *body;
		enum fc_verdict verdict;
	} row[] = {
		{ "the refresh token is dead", 400,
		  "{\"error\":\"invalid_grant\"}", FC_VERDICT_INVALID_GRANT },
		{ "dead, with 401", 401,
		  "{\"error\":\"invalid_grant\",\"error_description\":\"x\"}",
		  FC_VERDICT_INVALID_GRANT },
		{ "dead, with 403", 403, "{\"error\":\"invalid_grant\"}",
		  FC_VERDICT_INVALID_GRANT },
		{ "dead, with 200", 200, "{\"error\":\"invalid_grant\"}",
		  FC_VERDICT_INVALID_GRANT },
		{ "dead, access_token null", 200,
		  "{\"error\":\"invalid_grant\",\"access_token\":null}",
		  FC_VERDICT_INVALID_GRANT },
		{ "dead, the last of two errors", 400,
		  "{\"error\":\"invalid_request\",\"error\":\"invalid_grant\"}",
		  FC_VERDICT_INVALID_GRANT },
		{ "dead, with a description of another type", 400,
		  "{\"error\":\"invalid_grant\",\"error_description\":[1]}",
		  FC_VERDICT_INVALID_GRANT },
		{ "not dead: another case", 400,
		  "{\"error\":\"INVALID_GRANT\"}", FC_VERDICT_REFUSED },
		{ "not dead: blanks", 400, "{\"error\":\"invalid_grant \"}",
		  FC_VERDICT_REFUSED },
		{ "not dead: a gateway's 500", 500,
		  "{\"error\":\"invalid_grant\"}", FC_VERDICT_TRANSIENT },
		{ "not dead: a gateway's 503", 503,
		  "{\"error\":\"invalid_grant\"}", FC_VERDICT_TRANSIENT },
		{ "not dead: a limiter's 429", 429,
		  "{\"error\":\"invalid_grant\"}", FC_VERDICT_TRANSIENT },
		{ "not dead: only described so", 400,
		  "{\"error\":\"invalid_request\","
		  "\"error_description\":\"invalid_grant\"}",
		  FC_VERDICT_REFUSED },

		{ "internal_failure", 400, "{\"error\":\"internal_failure\"}",
		  FC_VERDICT_TRANSIENT },
		{ "internal_failure with 401", 401,
		  "{\"error\":\"internal_failure\"}", FC_VERDICT_TRANSIENT },
		{ "internal_failure with 200", 200,
		  "{\"error\":\"internal_failure\"}", FC_VERDICT_TRANSIENT },
		{ "internal_failure described", 400,
		  "{\"error\":\"invalid_request\","
		  "\"error_description\":\"internal_failure\"}",
		  FC_VERDICT_TRANSIENT },
		{ "internal_failure described with invalid_grant", 400,
		  "{\"error\":\"invalid_grant\","
		  "\"error_description\":\"internal_failure\"}",
		  FC_VERDICT_TRANSIENT },
		{ "server_error", 400, "{\"error\":\"server_error\"}",
		  FC_VERDICT_TRANSIENT },
		{ "temporarily_unavailable", 400,
		  "{\"error\":\"temporarily_unavailable\"}",
		  FC_VERDICT_TRANSIENT },
		{ "500, a page", 500, "<html>", FC_VERDICT_TRANSIENT },
		{ "502, a page", 502, "<html>", FC_VERDICT_TRANSIENT },
		{ "503, nothing", 503, "", FC_VERDICT_TRANSIENT },
		{ "599, nothing", 599, "", FC_VERDICT_TRANSIENT },
		{ "429, nothing", 429, "", FC_VERDICT_TRANSIENT },
		{ "500, a token", 500, "{\"access_token\":\"AAA\"}",
		  FC_VERDICT_TRANSIENT },

		{ "invalid_client", 401, "{\"error\":\"invalid_client\"}",
		  FC_VERDICT_REFUSED },
		{ "unauthorized_client", 400,
		  "{\"error\":\"unauthorized_client\"}", FC_VERDICT_REFUSED },
		{ "invalid_scope", 400, "{\"error\":\"invalid_scope\"}",
		  FC_VERDICT_INVALID_SCOPE },
		{ "access_denied", 403, "{\"error\":\"access_denied\"}",
		  FC_VERDICT_REFUSED },
		{ "invalid_request", 400, "{\"error\":\"invalid_request\"}",
		  FC_VERDICT_REFUSED },
		{ "a code nobody knows", 418, "{\"error\":\"teapot\"}",
		  FC_VERDICT_REFUSED },
	};
	static const enum fc_error_kind kinds[] = {
		[FC_VERDICT_TRANSIENT] = FC_ERR_NETWORK,
		[FC_VERDICT_INVALID_GRANT] = FC_ERR_LOGIN_NEEDED,
		[FC_VERDICT_INVALID_SCOPE] = FC_ERR_DENIED,
		[FC_VERDICT_REFUSED] = FC_ERR_DENIED,
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_grant grant = FC_GRANT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_verdict verdict;

		verdict = judge(row[i].status, row[i].body,
		                strlen(row[i].body), &grant, &err);
		if (!ok(verdict == row[i].verdict &&
		        err.kind == kinds[row[i].verdict] &&
		        is_empty(&grant) && is_one_clear_line(&err),
		        "error: %s", row[i].label))
			printf("# verdict %d, kind %d, %s\n", verdict,
			       err.kind, err.text);
		fc_grant_clear(&grant);
	}
}

static void
test_server_text(void)
{
	static const char hostile[] =
		"{\"error\":\"bad\\u001b]0;title\\u0007\\r\\n\","
		"\"error_description\":\"\\u001b[2Jrm -rf\\n\xc3\xa9\"}";
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char body[4096];
	size_t at;

	ok(judge(400, hostile, strlen(hostile), &grant, &err) ==
	   FC_VERDICT_REFUSED && is_one_clear_line(&err),
	   "escape sequences in an error do not reach the terminal");
	is(err.text, "asking " HOST " for a token: "
	   "bad?]0;title???: ?[2Jrm -rf???",
	   "the rest of it does");

	at = (size_t)snprintf(body, sizeof(body),
	                      "{\"error\":\"teapot\","
	                      "\"error_description\":\"");
	memset(body + at, 'y', 3000);
	snprintf(body + at + 3000, sizeof(body) - at - 3000, "\"}");
	ok(judge(400, body, strlen(body), &grant, &err) ==
	   FC_VERDICT_REFUSED && strlen(err.text) < 220,
	   "a long description is cut");
	ok(judge(400, "{\"error\":\"%s%n%s\"}", 18, &grant, &err) ==
	   FC_VERDICT_REFUSED && strstr(err.text, "%s%n%s"),
	   "a description is no format");
}

static void
test_hints(void)
{
	static const struct {
		const char *code;
		const char *words[4];
	} row[] = {
		{ "invalid_request",
		  { redirect_uri, "http://127.0.0.1/", client_id } },
		{ "invalid_scope",
		  { "scopes", "offline_access api:read-data", client_id,
		    "[" HOST "]" } },
		{ "unauthorized_client",
		  { client_id, "enabled for your organisation in Control "
		    "Panel" } },
		{ "invalid_client",
		  { "client_id", "client_secret", client_id, "[" HOST "]" } },
		{ "access_denied", { "foundry-credential login " HOST } },
		{ "invalid_grant", { "foundry-credential login " HOST } },
		{ "unsupported_grant_type", { "authorization_code" } },
		{ "unsupported_response_type", { "authorization_code" } },
		{ "server_error", { "later" } },
		{ "temporarily_unavailable", { "later" } },
		{ "internal_failure", { "later" } },
	};
	struct fc_stack stack = make_stack();
	struct fc_error err = FC_ERROR_INIT;
	size_t i, j;

	for (i = 0; i < COUNT(row); i++) {
		fc_fail(&err, FC_ERR_DENIED, "no");
		fc_grant_explain(&err, &stack, FC_ASKED_LOGIN, row[i].code);
		for (j = 0; j < COUNT(row[i].words) && row[i].words[j]; j++)
			if (!ok(strstr(err.hint, row[i].words[j]) != NULL,
			        "the hint for %s names %s", row[i].code,
			        row[i].words[j]))
				printf("# %s\n", err.hint);
	}
	fc_fail(&err, FC_ERR_DENIED, "no");
	fc_grant_explain(&err, &stack, FC_ASKED_LOGIN, "teapot");
	is(err.hint, "", "an unknown code has no hint");
	is(err.text, "no", "the text stays");
}

static void
test_hints_of_others(void)
{
	static const struct {
		enum fc_asked asked;
		const char *code, *words[4];
	} row[] = {
		{ FC_ASKED_REFRESH, "invalid_request",
		  { "token_uri", "[" HOST "]",
		    "with what FOUNDRY_TRACE=1 prints" } },
		{ FC_ASKED_CLIENT, "invalid_request",
		  { "token_uri" } },
		{ FC_ASKED_REVOKE, "invalid_request",
		  { "check revoke_uri in [" HOST "]" } },
		{ FC_ASKED_REFRESH, "unauthorized_client",
		  { client_id, "Control Panel", "refresh_token" } },
		{ FC_ASKED_REFRESH, "unsupported_grant_type",
		  { "refresh_token" } },
		{ FC_ASKED_CLIENT, "unauthorized_client",
		  { client_id, "Control Panel" } },
		{ FC_ASKED_CLIENT, "invalid_grant",
		  { "client_id", "client_secret" } },
		{ FC_ASKED_CLIENT, "access_denied",
		  { "client_secret" } },
		{ FC_ASKED_REFRESH, "access_denied",
		  { "foundry-credential login " HOST, "those who run it" } },
	};
	struct fc_stack stack = make_stack();
	struct fc_error err = FC_ERROR_INIT;
	size_t i, j;

	for (i = 0; i < COUNT(row); i++) {
		fc_fail(&err, FC_ERR_DENIED, "no");
		fc_grant_explain(&err, &stack, row[i].asked, row[i].code);
		for (j = 0; j < COUNT(row[i].words) && row[i].words[j]; j++)
			ok(strstr(err.hint, row[i].words[j]) != NULL,
			   "the hint for %s, asked otherwise, names %s: %s",
			   row[i].code, row[i].words[j], err.hint);
	}
}

/* A server throws our client secret back, where its words are cut. */
static void
test_secret_at_the_cut(void)
{
	static char secret[][32] = { "hunter2", "s3cr3t-of-0ur-client",
		                     "p\xc3\xa4ss" };
	static const char *const members[] = { "error", "error_description" };
	char body[512];
	size_t i, j, before, shown = 0;

	for (i = 0; i < COUNT(secret); i++)
		for (j = 0; j < 2; j++)
			for (before = 40; before < 140; before++) {
				struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
				struct fc_grant grant = FC_GRANT_INIT;
				struct fc_stack stack = make_stack();
				struct fc_error err = FC_ERROR_INIT;

				stack.client_secret = secret_of(secret[i]);
				reply.status = 400;
				snprintf(body, sizeof(body),
				         "{\"error\":\"e\",\"%s\":\"%0*d%s\"}",
				         members[j], (int)before, 0, secret[i]);
				if (!fc_buf_add_str(&reply.body, body, &err) ||
				    fc_grant_judge(&reply, &stack,
				                   FC_ASKED_LOGIN, NOW,
				                   &grant,
				                   &err) != FC_VERDICT_REFUSED)
					printf("# %s\n", err.text);
				shown += strstr(err.text, "0hu") ||
				         strstr(err.text, "0s3") ||
				         strstr(err.text, "0p?");
				fc_buf_clear(&reply.body);
			}
	ok(shown == 0, "no cut leaves the beginning of a secret");
}

static void
test_redirect_mismatch(void)
{
	static const char body[] =
		"{\"error\":\"invalid_grant\",\"error_description\":"
		"\"redirect_uri does not match\"}";
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(judge(400, body, strlen(body), &grant, &err) ==
	   FC_VERDICT_INVALID_GRANT && strstr(err.hint, redirect_uri) &&
	   strstr(err.hint, "http://127.0.0.1/"),
	   "a redirect URI that does not match: both are named");
}

static void
test_code_form(void)
{
	struct fc_stack stack = make_stack();
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_grant_form_code(&form, &stack, "a&b=c+d e",
	                      "http://127.0.0.1:8888/", "v~-._", &err),
	   "a code is put into a form");
	is(fc_buf_str(&form),
	   "grant_type=authorization_code&code=a%26b%3Dc%2Bd%20e&"
	   "redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2F&"
	   "code_verifier=v~-._&client_id=f5496be2",
	   "encoded, with the verifier and no secret");
	fc_buf_clear(&form);
}

static void
test_refresh_form(void)
{
	static char token[] = "R/+=";
	static char password[] = "s&x=1\xc3\xa9";
	struct fc_stack stack = make_stack();
	struct fc_secret refresh = secret_of(token);
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_grant_form_refresh(&form, &stack, &refresh, "a b", &err),
	   "a refresh token is put into a form");
	is(fc_buf_str(&form),
	   "grant_type=refresh_token&refresh_token=R%2F%2B%3D&"
	   "scope=a%20b&client_id=f5496be2", "with the scopes");
	fc_buf_clear(&form);

	stack.client_secret = secret_of(password);
	ok(fc_grant_form_refresh(&form, &stack, &refresh, NULL, &err),
	   "a confidential client refreshes");
	is(fc_buf_str(&form),
	   "grant_type=refresh_token&refresh_token=R%2F%2B%3D&"
	   "client_id=f5496be2&client_secret=s%26x%3D1%C3%A9",
	   "with its secret, and no scope when none is asked for");
	fc_buf_clear(&form);
	ok(fc_grant_form_refresh(&form, &stack, &refresh, "", &err) &&
	   !strstr(fc_buf_str(&form), "scope"),
	   "an empty scope is not sent");
	fc_buf_clear(&form);
}

static void
test_client_credentials_form(void)
{
	static char password[] = "s";
	static const struct {
		const char *label;
		const char *scopes;
		const char *form;
	} row[] = {
		{ "the default", "offline_access", "" },
		{ "none", "", "" },
		{ "without offline_access", "api:read-data",
		  "scope=api%3Aread-data&" },
		{ "offline_access first", "offline_access a b",
		  "scope=a%20b&" },
		{ "offline_access last", "a b offline_access",
		  "scope=a%20b&" },
		{ "offline_access in between", "a offline_access b",
		  "scope=a%20b&" },
		{ "words like it", "offline_access2 offline",
		  "scope=offline_access2%20offline&" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = make_stack();
		struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
		struct fc_error err = FC_ERROR_INIT;
		char copy[64], label[64], want[256];

		snprintf(copy, sizeof(copy), "%s", row[i].scopes);
		snprintf(label, sizeof(label), "scopes of a service user: %s",
		         row[i].label);
		snprintf(want, sizeof(want), "grant_type=client_credentials&"
		         "%sclient_id=f5496be2&client_secret=s", row[i].form);
		stack.scopes = copy;
		stack.client_secret = secret_of(password);
		ok(fc_grant_form_client_credentials(&form, &stack, &err),
		   "%s", label);
		is(fc_buf_str(&form), want, label);
		fc_buf_clear(&form);
	}
}

static void
test_revoke_form(void)
{
	static char word[] = "T";
	struct fc_stack stack = make_stack();
	struct fc_secret token = secret_of(word);
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_grant_form_revoke(&form, &stack, &token, &err),
	   "a token to revoke is put into a form");
	is(fc_buf_str(&form), "token=T&client_id=f5496be2",
	   "with the client");
	fc_buf_clear(&form);

	stack.client_id = NULL;
	ok(!fc_grant_form_revoke(&form, &stack, &token, &err) &&
	   err.kind == FC_ERR_CONFIG && strstr(err.hint, "--client-id"),
	   "without a client_id nothing is sent");
	fc_buf_clear(&form);
}

/* The largest tokens fit, every byte of them encoded as three. */
static void
test_largest_form(void)
{
	struct fc_stack stack = make_stack();
	struct fc_secret refresh = FC_SECRET_INIT;
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_error err = FC_ERROR_INIT;
	char *bytes = tap_alloc(FC_TOKEN_MAX);

	memset(bytes, '/', FC_TOKEN_MAX);
	ok(fc_secret_set(&refresh, bytes, FC_TOKEN_MAX, &err) &&
	   fc_secret_set(&stack.client_secret, bytes, FC_TOKEN_MAX, &err) &&
	   fc_grant_form_refresh(&form, &stack, &refresh, scopes, &err),
	   "the largest token and secret fit into a form");
	fc_buf_clear(&form);
	fc_secret_clear(&stack.client_secret);
	fc_secret_clear(&refresh);
	free(bytes);
}

int
main(void)
{
	test_whole_grant();
	test_expires_in();
	test_members();
	test_scopes();
	test_lengths();
	test_no_oauth();
	test_refresh_token_in_nonsense();
	test_nul();
	test_errors();
	test_server_text();
	test_hints();
	test_hints_of_others();
	test_secret_at_the_cut();
	test_redirect_mismatch();
	test_code_form();
	test_refresh_form();
	test_client_credentials_form();
	test_revoke_form();
	test_largest_form();
	return done();
}
