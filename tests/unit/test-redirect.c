/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to our port: the one that we wait for, and strays. */
#include "oauth/redirect.h"

#include "tap.h"

#define AUTHORITY "127.0.0.1:8888"
#define STATE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
#define GOOD "/?code=abc&state=" STATE

static char authorize_uri[] =
	"https://acme.palantirfoundry.com/multipass/api/oauth2/authorize";
static char other_context[] =
	"https://acme.palantirfoundry.com/mp-foundry/api/oauth2/authorize";

static struct fc_stack stack = {
	.host = "acme.palantirfoundry.com",
	.authorize_uri = authorize_uri,
};
static const struct fc_pkce pkce = { .state = STATE };

static void
test_envelopes(void)
{
	static const struct {
		const char *label;
		int status;
		struct fc_redirect_request request;
	} row[] = {
		{ "the right request", 200,
		  { "GET", GOOD, AUTHORITY, false } },
		{ "HEAD", 405, { "HEAD", GOOD, AUTHORITY, false } },
		{ "POST", 405, { "POST", GOOD, AUTHORITY, false } },
		{ "get in lower case", 405, { "get", GOOD, AUTHORITY, false } },
		{ "an empty method", 405, { "", GOOD, AUTHORITY, false } },
		{ "a prefetch", 503, { "GET", GOOD, AUTHORITY, true } },
		{ "no Host", 400, { "GET", GOOD, NULL, false } },
		{ "another port", 421,
		  { "GET", GOOD, "127.0.0.1:8889", false } },
		{ "no port", 421, { "GET", GOOD, "127.0.0.1", false } },
		{ "localhost", 421, { "GET", GOOD, "localhost:8888", false } },
		{ "a name rebound to us", 421,
		  { "GET", GOOD, "evil.example:8888", false } },
		{ "our Host as prefix", 421,
		  { "GET", GOOD, AUTHORITY ".evil.example", false } },
		{ "an empty Host", 421, { "GET", GOOD, "", false } },
		{ "favicon", 404,
		  { "GET", "/favicon.ico", AUTHORITY, false } },
		{ "another path", 404,
		  { "GET", "/x?code=abc&state=" STATE, AUTHORITY, false } },
		{ "two slashes", 404, { "GET", "/" GOOD, AUTHORITY, false } },
		{ "an encoded slash", 404,
		  { "GET", "/%2f?code=abc&state=" STATE, AUTHORITY, false } },
		{ "the absolute form", 200,
		  { "GET", "http://" AUTHORITY GOOD, AUTHORITY, false } },
		{ "the absolute form, its scheme in capitals", 200,
		  { "GET", "HTTP://" AUTHORITY GOOD, AUTHORITY, false } },
		{ "the absolute form by https", 404,
		  { "GET", "https://" AUTHORITY GOOD, AUTHORITY, false } },
		{ "the absolute form of another port", 404,
		  { "GET", "http://" AUTHORITY "9" GOOD, AUTHORITY, false } },
		{ "the absolute form of another host", 404,
		  { "GET", "http://evil.test" GOOD, AUTHORITY, false } },
		{ "the absolute form, no path", 404,
		  { "GET", "http://" AUTHORITY, AUTHORITY, false } },
		{ "an asterisk", 404, { "GET", "*", AUTHORITY, false } },
		{ "an empty target", 404, { "GET", "", AUTHORITY, false } },
		{ "the bare page", 400, { "GET", "/", AUTHORITY, false } },
		{ "an empty query", 400, { "GET", "/?", AUTHORITY, false } },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_redirect redirect = FC_REDIRECT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		int status;

		status = fc_redirect_judge(&row[i].request, AUTHORITY, &pkce,
		                           &stack, &redirect, &err);
		ok(status == row[i].status, "%s: %d", row[i].label, status);
		ok(status != 405 ||
		   strcmp(err.text, "only GET requests are answered here") == 0,
		   "%s: why it is no request of ours", row[i].label);
		ok((status == 200) == (redirect.code.plain != NULL) &&
		   (status == 200) == (err.kind == FC_ERR_NONE),
		   "%s: either a code or a reason", row[i].label);
		fc_redirect_clear(&redirect);
	}
}

/* code NULL: refused with 400; "": an error is taken. */
static void
test_queries(void)
{
	static const struct {
		const char *label;
		const char *query;
		const char *code;
		const char *error;
	} row[] = {
		{ "code and state", "code=abc&state=" STATE, "abc", "" },
		{ "the other order", "state=" STATE "&code=abc", "abc", "" },
		{ "a percent-encoded code", "code=a%2Fb%3D%3D&state=" STATE,
		  "a/b==", "" },
		{ "an encoded name counts as unknown",
		  "c%6Fde=abc&state=" STATE, NULL, "" },
		{ "unknown parameters, even twice",
		  "x=1&x=2&&=&code=abc&scope=a+b&state=" STATE, "abc", "" },
		{ "an empty error is none", "code=abc&error=&state=" STATE,
		  "abc", "" },
		{ "issuer HOST/multipass", "code=abc&state=" STATE "&iss=https"
		  "%3A%2F%2Facme.palantirfoundry.com%2Fmultipass", "abc", "" },
		{ "issuer HOST", "code=abc&state=" STATE "&iss=https"
		  "://acme.palantirfoundry.com", "abc", "" },
		{ "and with a slash at the end", "code=abc&state=" STATE
		  "&iss=https://acme.palantirfoundry.com/", "abc", "" },
		{ "so HOST/multipass", "code=abc&state=" STATE
		  "&iss=https://acme.palantirfoundry.com/multipass/", "abc",
		  "" },
		{ "the person said no", "error=access_denied&state=" STATE, "",
		  "access_denied" },
		{ "an error made of control bytes",
		  "error=%1b%5b31m%0a&state=" STATE, "", "?[31m?" },

		{ "no state", "code=abc", NULL, "" },
		{ "an empty state", "code=abc&state=", NULL, "" },
		{ "a forged state", "code=abc&state=b" STATE, NULL, "" },
		{ "a cut state", "code=abc&state=aaaa", NULL, "" },
		{ "a forged state with an error",
		  "error=access_denied&state=zzz", NULL, "" },
		{ "an error without state", "error=access_denied", NULL, "" },
		{ "state only", "state=" STATE, NULL, "" },
		{ "an empty code", "code=&state=" STATE, NULL, "" },
		{ "a name without value", "code&state=" STATE, NULL, "" },
		{ "code twice", "code=abc&state=" STATE "&code=abc", NULL,
		  "" },
		{ "code twice, once empty", "code=&code=abc&state=" STATE,
		  NULL, "" },
		{ "state twice", "code=abc&state=" STATE "&state=" STATE, NULL,
		  "" },
		{ "error twice", "error=a&error=b&state=" STATE, NULL, "" },
		{ "code and error", "code=abc&error=x&state=" STATE, NULL,
		  "" },
		{ "another issuer", "code=abc&iss=https://evil.example&state="
		  STATE, NULL, "" },
		{ "an issuer with two slashes more", "code=abc&iss=https://"
		  "acme.palantirfoundry.com//&state=" STATE, NULL, "" },
		{ "an issuer of one slash", "code=abc&iss=/&state=" STATE,
		  NULL, "" },
		{ "our host as prefix of the issuer", "code=abc&iss=https://"
		  "acme.palantirfoundry.com.evil.example&state=" STATE, NULL,
		  "" },
		{ "an issuer by http", "code=abc&iss=http://"
		  "acme.palantirfoundry.com&state=" STATE, NULL, "" },
		{ "a broken percent sign", "code=%zz&state=" STATE, NULL, "" },
		{ "a cut percent sign", "state=" STATE "&code=%4", NULL, "" },
		{ "a NUL in the code", "code=a%00b&state=" STATE, NULL, "" },
		{ "a NUL behind the state", "code=abc&state=" STATE "%00x",
		  NULL, "" },
		{ "a NUL behind the issuer", "code=abc&iss=https://"
		  "acme.palantirfoundry.com%00.evil.example&state=" STATE,
		  NULL, "" },
		{ "a newline in the code", "code=a%0Ab&state=" STATE, NULL,
		  "" },
		{ "a blank in the code", "code=a+b&state=" STATE, NULL, "" },
		{ "UTF-8 in the code", "code=%C3%A9&state=" STATE, NULL, "" },
		{ "a semicolon does not separate", "code=abc;state=" STATE,
		  NULL, "" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_redirect redirect = FC_REDIRECT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		struct fc_redirect_request request = { "GET", NULL, AUTHORITY,
			                               false };
		char target[1024];
		int status;

		snprintf(target, sizeof(target), "/?%s", row[i].query);
		request.target = target;
		status = fc_redirect_judge(&request, AUTHORITY, &pkce, &stack,
		                           &redirect, &err);
		ok(status == (row[i].code ? 200 : 400), "%s: %d",
		   row[i].label, status);
		is(redirect.code.plain ? redirect.code.plain : "",
		   row[i].code ? row[i].code : "", row[i].label);
		is(fc_buf_str(&redirect.error), row[i].error, row[i].label);
		fc_redirect_clear(&redirect);
	}
}

static void
test_sizes(void)
{
	static const struct {
		size_t len;
		int status;
	} row[] = {
		{ 6000, 200 },
		{ FC_TOKEN_MAX, 200 },
		{ FC_TOKEN_MAX + 1, 400 },
		{ 1024 * 1024, 400 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_redirect redirect = FC_REDIRECT_INIT;
		struct fc_error err = FC_ERROR_INIT;
		struct fc_redirect_request request = { "GET", NULL, AUTHORITY,
			                               false };
		char *target = calloc(1, row[i].len + 128);
		int at = sprintf(target, "/?state=" STATE "&code=");
		int status;

		memset(target + at, 'x', row[i].len);
		request.target = target;
		status = fc_redirect_judge(&request, AUTHORITY, &pkce, &stack,
		                           &redirect, &err);
		ok(status == row[i].status, "a code of %zu bytes: %d",
		   row[i].len, status);
		is(err.text, status == 200 ? "" :
		   "the code in this address is broken or too long", "what is said");
		fc_redirect_clear(&redirect);
		free(target);
	}
}

static void
test_context_path(void)
{
	static const char query[] = "/?code=abc&state=" STATE "&iss=https://"
		"acme.palantirfoundry.com/mp-foundry";
	const struct fc_redirect_request request = { "GET", query, AUTHORITY,
		                                     false };
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_redirect_judge(&request, AUTHORITY, &pkce, &stack, &redirect,
	                     &err) == 400,
	   "another context path is another issuer");
	stack.authorize_uri = other_context;
	ok(fc_redirect_judge(&request, AUTHORITY, &pkce, &stack, &redirect,
	                     &err) == 200,
	   "unless authorize_uri has it");
	stack.authorize_uri = authorize_uri;
	fc_redirect_clear(&redirect);
}

static void
test_refusals(void)
{
	static const struct {
		const char *query;
		enum fc_error_kind kind;
		const char *text;
	} row[] = {
		{ "error=access_denied", FC_ERR_DENIED,
		  "acme.palantirfoundry.com refused the login: "
		  "access_denied" },
		{ "error=access_denied&error_description=%1b%5D0;x%07no",
		  FC_ERR_DENIED, "acme.palantirfoundry.com refused the login: "
		  "access_denied: ?]0;x?no" },
		{ "error=server_error", FC_ERR_NETWORK,
		  "acme.palantirfoundry.com refused the login: "
		  "server_error" },
		{ "error=temporarily_unavailable", FC_ERR_NETWORK,
		  "acme.palantirfoundry.com refused the login: "
		  "temporarily_unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_redirect redirect = FC_REDIRECT_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_redirect_parse(&redirect, row[i].query,
		                     strlen(row[i].query), &err),
		   "%s is read", row[i].query);
		ok(!fc_redirect_refused(&redirect, &stack, &err) &&
		   err.kind == row[i].kind, "its kind is %d", err.kind);
		is(err.text, row[i].text, "its text");
		fc_redirect_clear(&redirect);
	}
}

static void
test_speculative_headers(void)
{
	static const struct {
		const char *header;
		bool speculative;
	} row[] = {
		{ "Sec-Purpose", true },
		{ "sec-purpose", true },
		{ "Purpose", true },
		{ "X-Purpose", true },
		{ "X-moz", true },
		{ "Sec-Fetch-Mode", false },
		{ "Purposes", false },
		{ "", false },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		ok(fc_redirect_is_speculative(row[i].header) ==
		   row[i].speculative, "header \"%s\"", row[i].header);
}

int
main(void)
{
	test_envelopes();
	test_queries();
	test_sizes();
	test_context_path();
	test_refusals();
	test_speculative_headers();
	return done();
}
