/* SPDX-License-Identifier: Apache-2.0 */
/* FOUNDRY_TOKEN: for whom it counts, until when, and what it must be. */
#include "record/environment.h"

#include "tap.h"

#define NOW 1700000000

static void
set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static const struct {
	const char *label, *token, *hostname, *expires;
	enum fc_lookup result;
	const char *host; /* "": not filled */
	time_t expires_at;
} rows[] = {
	{ "nothing is set", NULL, NULL, NULL, FC_ABSENT, "", 0 },
	{ "a token for no host", "t", NULL, NULL, FC_ABSENT, "", 0 },
	{ "a host without token", NULL, "acme.example", NULL, FC_ABSENT, "",
	  0 },
	{ "empty variables are none", "", "", "", FC_ABSENT, "", 0 },
	{ "an empty host", "t", "", NULL, FC_ABSENT, "", 0 },
	{ "token and host", "t", "acme.example", NULL, FC_FOUND,
	  "acme.example", 0 },
	{ "a spelled host", "t", "Acme.Example:443", NULL, FC_FOUND,
	  "acme.example", 0 },
	{ "a URL", "t", "https://acme.example/workspace/", NULL, FC_FOUND,
	  "acme.example", 0 },
	{ "a port", "t", "https://127.0.0.1:8443", NULL, FC_FOUND,
	  "127.0.0.1:8443", 0 },
	{ "not over yet", "t", "acme.example", "1700000001", FC_FOUND,
	  "acme.example", NOW + 1 },
	{ "over this second", "t", "acme.example", "1700000000", FC_ABSENT,
	  "acme.example", 0 },
	{ "over since 1970", "t", "acme.example", "1", FC_ABSENT,
	  "acme.example", 0 },
	{ "no expiry said", "t", "acme.example", "", FC_FOUND,
	  "acme.example", 0 },
	{ "http", "t", "http://acme.example", NULL, FC_FAILED, "", 0 },
	{ "a host with userinfo", "t", "me@acme.example", NULL, FC_FAILED,
	  "", 0 },
	{ "a host with a blank", "t", "acme example", NULL, FC_FAILED, "",
	  0 },
	{ "a host with a line end", "t", "acme.example\n", NULL, FC_FAILED,
	  "", 0 },
	{ "an expiry of 0", "t", "acme.example", "0", FC_FAILED,
	  "acme.example", 0 },
	{ "an expiry below 0", "t", "acme.example", "-1", FC_FAILED,
	  "acme.example", 0 },
	{ "an expiry in words", "t", "acme.example", "tomorrow", FC_FAILED,
	  "acme.example", 0 },
	{ "an expiry with a fraction", "t", "acme.example", "1700000001.5",
	  FC_FAILED, "acme.example", 0 },
	{ "an expiry past all times", "t", "acme.example",
	  "99999999999999999999", FC_FAILED, "acme.example", 0 },
	{ "a token with a line end", "t\n", "acme.example", NULL, FC_FAILED,
	  "acme.example", 0 },
	{ "a token with a blank", "a b", "acme.example", NULL, FC_FAILED,
	  "acme.example", 0 },
	{ "a token beyond ASCII", "\xc3\xa4", "acme.example", NULL,
	  FC_FAILED, "acme.example", 0 },
};

static void
test_tokens(void)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		struct fc_token token = FC_TOKEN_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char host[FC_HOST_SIZE] = "before";
		enum fc_lookup result;

		set("FOUNDRY_TOKEN", rows[i].token);
		set("FOUNDRY_HOSTNAME", rows[i].hostname);
		set("FOUNDRY_TOKEN_EXPIRES", rows[i].expires);
		result = fc_environment_token(NOW, &token, host, &err);
		ok(result == rows[i].result, "%s", rows[i].label);
		is(host, rows[i].host, rows[i].label);
		ok(result == FC_FOUND
		           ? rows[i].token &&
		                     token.expires_at == rows[i].expires_at &&
		                     token.issued_at == NOW &&
		                     strcmp(token.access.plain,
		                            rows[i].token) == 0
		           : !token.access.plain,
		   "%s: the token", rows[i].label);
		ok(result != FC_FAILED ||
		   (err.kind == FC_ERR_CONFIG &&
		    strncmp(err.text, "environment variable FOUNDRY_", 29) ==
		            0 &&
		    !strchr(err.text, '\n')),
		   "%s: %s", rows[i].label, err.text);
		fc_token_clear(&token);
	}
}

static void
test_sizes(void)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	char *text = tap_alloc(FC_TOKEN_MAX + 2);

	memset(text, 'x', FC_TOKEN_MAX + 1);
	text[FC_TOKEN_MAX + 1] = '\0';
	set("FOUNDRY_HOSTNAME", "acme.example");
	set("FOUNDRY_TOKEN_EXPIRES", NULL);
	set("FOUNDRY_TOKEN", text);
	ok(fc_environment_token(NOW, &token, host, &err) == FC_FAILED &&
	   !strstr(err.text, "xxx"), "a token too long is refused, not told");
	text[FC_TOKEN_MAX] = '\0';
	set("FOUNDRY_TOKEN", text);
	ok(fc_environment_token(NOW, &token, host, &err) == FC_FOUND,
	   "the longest is taken");
	fc_token_clear(&token);
	free(text);
}

static void
test_overrides(void)
{
	static const struct {
		const char *name;
		bool overrides;
	} row[] = {
		{ "FOUNDRY_CLIENT_ID", true }, { "FOUNDRY_SCOPES", true },
		{ "FOUNDRY_CACHE", true },     { "FOUNDRY_LOGIN", false },
		{ "FOUNDRY_CA_FILE", false },  { "FOUNDRY_HOSTNAME", false },
		{ "FOUNDRY_TRACE", false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		set(row[i].name, "x");
		ok(fc_environment_overrides() == row[i].overrides,
		   "%s changes %s a record is bound to", row[i].name,
		   row[i].overrides ? "what" : "nothing that");
		set(row[i].name, "");
		ok(!fc_environment_overrides(), "empty it does not");
		set(row[i].name, NULL);
	}
}

int
main(void)
{
	set("FOUNDRY_CLIENT_ID", NULL);
	set("FOUNDRY_SCOPES", NULL);
	set("FOUNDRY_CACHE", NULL);
	test_tokens();
	test_sizes();
	test_overrides();
	return done();
}
