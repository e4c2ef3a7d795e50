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

int
main(void)
{
	test_words();
	test_ends();
	return done();
}
