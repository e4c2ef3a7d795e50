/* SPDX-License-Identifier: Apache-2.0 */
/* What is a token of a Foundry, by its shape and by what stands beside it. */
#include "cli/sweep/token.h"

#include "tap.h"

#include <string.h>

/* {"alg":"ES256"}; {"exp":1700000000}; {"plntr":"Bg==","alg":"ES256"} */
#define HEADER "eyJhbGciOiJFUzI1NiJ9."
#define CLAIMS "eyJleHAiOjE3MDAwMDAwMDB9.c2ln"
#define MARKED "eyJwbG50ciI6IkJnPT0iLCJhbGciOiJFUzI1NiJ9."
#define JWT HEADER CLAIMS
/* {}; {"exp":17,"iss":"multipass"}; {"exp":17,"iss":"https://x.test/a"};
 * {"exp":17,"iss":"https://foundry.test/multipass"} */
#define NO_END HEADER "e30.c2ln"
#define MULTIPASS HEADER "eyJleHAiOjE3LCJpc3MiOiJtdWx0aXBhc3MifQ.c2ln"
#define ELSEWHERE HEADER "eyJleHAiOjE3LCJpc3MiOiJodHRwczovL3gudGVzdC9hIn0.c2ln"
#define ISSUED HEADER \
	"eyJleHAiOjE3LCJpc3MiOiJodHRwczovL2ZvdW5kcnkudGVzdC9tdWx0aXBhc3MifQ" \
	".c2ln"

static char name[][FC_HOST_SIZE] = { "foundry.test", "127.0.0.1:8443" };
static const struct cli_sweep_hosts hosts = {
	{ name[0], sizeof(name), sizeof(name), sizeof(name) }
};

static void
test_values(void)
{
	static const struct cli_sweep_beside nothing = { .foreign = false };
	static const struct cli_sweep_beside host = { .host = "foundry.test" };
	static const struct cli_sweep_beside secret = {
		.host = "foundry.test", .secret = true };
	static const struct cli_sweep_beside named = { .named = true,
		.secret = true };
	static const struct cli_sweep_beside word = { .secret = true };
	static const struct cli_sweep_beside others = { .foreign = true,
		.secret = true };
	static const struct cli_sweep_beside encoded = {
		.host = "foundry.test", .secret = true, .encoded = true };
	static const struct {
		const char *label, *value;
		const struct cli_sweep_beside *beside;
		bool is;
	} row[] = {
		{ "a JWT by itself", JWT, &nothing, true },
		{ "beside a Foundry", JWT, &host, true },
		{ "beside another host", JWT, &others, false },
		{ "with Palantir's mark, even there", MARKED CLAIMS, &others,
		  true },
		{ "without an end", NO_END, &nothing, false },
		{ "without an end, beside a Foundry", NO_END, &host, true },
		{ "of Multipass", MULTIPASS, &nothing, true },
		{ "of another issuer", ELSEWHERE, &nothing, false },
		{ "of a Foundry", ISSUED, &nothing, true },
		{ "of a Foundry, beside another host", ISSUED, &others, true },
		{ "two parts", HEADER "e30", &nothing, false },
		{ "an opaque secret beside a Foundry", "abc", &secret, true },
		{ "an opaque one that is no secret", "abc", &host, false },
		{ "a secret by a Foundry's name", "abc", &named, true },
		{ "a secret of nobody", "abc", &word, false },
		{ "a secret of another host", "abc", &others, false },
		{ "empty", "", &secret, false },
		{ "a blank in it", "a b", &secret, false },
		{ "beyond ASCII", "\xc3\xa9", &secret, false },
		{ "a variable", "$FOUNDRY_TOKEN", &secret, false },
		{ "a variable in braces", "${FOUNDRY_TOKEN}", &secret, false },
		{ "with a default", "x${FOUNDRY_TOKEN:-}", &secret, false },
		{ "a command", "$(cat)", &secret, false },
		{ "an old command", "`cat`", &secret, false },
		{ "of Windows", "%TOKEN%", &secret, false },
		{ "of Python", "%(token)s", &secret, false },
		{ "of a template", "{{token}}", &secret, false },
		{ "a dollar in it", "a$1", &secret, true },
		{ "a place for one", "<token>", &secret, false },
		{ "stars", "****", &secret, false },
		{ "crosses", "xxxx", &secret, false },
		{ "one more", "xxxxy", &secret, true },
		/* u:abc, u:, abc, u:$X */
		{ "encoded", "dTphYmM=", &encoded, true },
		{ "nothing encoded", "dTo=", &encoded, false },
		{ "encoded without a name", "YWJj", &encoded, true },
		{ "a variable encoded", "dTokWA==", &encoded, false },
		{ "no base64", "***", &encoded, false },
	};
	struct cli_sweep_token token;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		ok(cli_sweep_is_token(&hosts, row[i].value,
		                      strlen(row[i].value), row[i].beside,
		                      &token) == row[i].is,
		   "token: %s", row[i].label);
	ok(cli_sweep_is_token(&hosts, JWT, strlen(JWT), &host, &token) &&
	   token.expires_at == 1700000000 &&
	   strcmp(token.host, "foundry.test") == 0,
	   "token: its end, and whose it is");
	ok(cli_sweep_is_token(&hosts, ISSUED, strlen(ISSUED), &nothing,
	                      &token) &&
	   strcmp(token.host, "foundry.test") == 0,
	   "token: whose it is by its issuer");
}

static void
test_hosts(void)
{
	static const struct {
		const char *text, *host; /* NULL: none */
	} row[] = {
		{ "foundry.test", "foundry.test" },
		{ "see https://u:p@FOUNDRY.test:443/x", "foundry.test" },
		{ "foundry.test:", "foundry.test" },
		{ "a=foundry.test;", "foundry.test" },
		{ "127.0.0.1", "127.0.0.1:8443" },
		{ "127.0.0.1:8443", "127.0.0.1:8443" },
		{ "127.0.0.1:8444", NULL },
		{ "acme.palantirfoundry.com", "acme.palantirfoundry.com" },
		{ "x.y.palantircloud.com", "x.y.palantircloud.com" },
		{ "palantirfoundry.com.x.test", NULL },
		{ "xpalantirfoundry.com", NULL },
		{ "foundry.test.x.test", NULL },
		{ "foundry", NULL },
		{ "", NULL },
		{ ".:-.:-", NULL },
	};
	char host[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		bool is = cli_sweep_hosts_find(&hosts, row[i].text,
		                               strlen(row[i].text), host);

		ok(is == (row[i].host != NULL) &&
		   (!is || strcmp(host, row[i].host) == 0),
		   "host: %s", row[i].text);
	}
}

int
main(void)
{
	test_values();
	test_hosts();
	return done();
}
