/* SPDX-License-Identifier: Apache-2.0 */
/* Which known word a mistyped one may have been. */
#include "base/nearest.h"

#include "tap.h"

static void
test_words(void)
{
	static const char *const known[] = { "client_id", "client_secret",
		"scopes", "login", "cache", "ports", NULL };
	static const struct {
		const char *word, *nearest;
	} row[] = {
		{ "scopes", "scopes" },
		{ "scope", "scopes" },
		{ "scpoes", "scopes" },
		{ "clientid", "client_id" },
		{ "client-id", "client_id" },
		{ "client_identifier", NULL },
		{ "client_secrets", "client_secret" },
		{ "Login", "login" },
		{ "port", "ports" },
		{ "catch", "cache" },
		{ "password", NULL },
		{ "zzzzzz", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "\xff\xfe\xfd", NULL },
		/* As long as a word can be, and one byte more. */
		{ "scopes__________________________________", NULL },
		{ "scopes___________________________________", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		is(fc_nearest(row[i].word, known), row[i].nearest,
		   row[i].word);
}

static void
test_ends(void)
{
	static const char *const none[] = { NULL };
	static const char *const twins[] = { "auto", "autu", NULL };

	ok(!fc_nearest("scopes", none), "nothing is near in an empty list");
	is(fc_nearest("aut", twins), "auto", "the first of equals");
	ok(fc_nearest("auto", twins) == twins[0], "borrowed from the list");
}

static void
test_hosts(void)
{
	static const char *const known[] = { "acme.palantirfoundry.com",
		"dev.palantirfoundry.com", "127.0.0.1:8443", NULL };
	static const struct {
		const char *typed, *nearest;
	} row[] = {
		{ "acne.palantirfoundry.com", "acme.palantirfoundry.com" },
		{ "amce.palantirfoundry.com", "acme.palantirfoundry.com" },
		{ "acme.palantirfoundy.com", "acme.palantirfoundry.com" },
		{ "acme.palantirfoundry.co", "acme.palantirfoundry.com" },
		{ "acme.palantircloud.com", "acme.palantirfoundry.com" },
		{ "acme", "acme.palantirfoundry.com" },
		{ "acme.palantirfoundry.com:8443",
		  "acme.palantirfoundry.com" },
		{ "127.0.0.1", "127.0.0.1:8443" },
		{ "127.0.0.1:8444", "127.0.0.1:8443" },
		/* They share no more than a domain. */
		{ "umbrella.palantirfoundry.com", NULL },
		{ "prd.palantirfoundry.com", NULL },
		{ "acme.example.com", NULL },
		{ "palantirfoundry.com", NULL },
		{ "acme.palantirfoundry.com.example", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "acme_____________________________________.com", NULL },
	};
	size_t i, k;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_near_host near = { .typed = row[i].typed };

		for (k = 0; known[k]; k++)
			fc_near_host_try(&near, known[k]);
		is(near.nearest, row[i].nearest ? row[i].nearest : "",
		   row[i].typed);
	}
}

int
main(void)
{
	test_words();
	test_hosts();
	test_ends();
	return done();
}
