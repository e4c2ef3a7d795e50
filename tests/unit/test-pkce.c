/* SPDX-License-Identifier: Apache-2.0 */
/* Verifier, challenge and state of a login. */
#include "oauth/pkce.h"

#include "tap.h"

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-_"

#define A42 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
test_challenge(void)
{
	static const struct {
		const char *label;
		const char *verifier;
		const char *challenge;
	} row[] = {
		{ "the example of RFC 7636 appendix B",
		  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
		  "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" },
		/* SHA-256 of "abc" from FIPS 180-2, in base64url. */
		{ "plus and slash are spelled for URLs", "abc",
		  "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0" },
		{ "SHA-256 of nothing", "",
		  "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_error err = FC_ERROR_INIT;
		char challenge[FC_PKCE_SIZE] = "";

		ok(fc_pkce_challenge(row[i].verifier, challenge, &err),
		   "a challenge is made for %s", row[i].label);
		is(challenge, row[i].challenge, row[i].label);
	}
}

static void
test_new(void)
{
	struct fc_error err = FC_ERROR_INIT;
	struct fc_pkce one, two;
	char challenge[FC_PKCE_SIZE];

	ok(fc_pkce_new(&one, &err) && fc_pkce_new(&two, &err),
	   "two of them are made");
	ok(strlen(one.verifier) == 43 &&
	   strspn(one.verifier, ALPHABET) == 43,
	   "a verifier is 43 characters of the URL alphabet");
	ok(strlen(one.state) == 43 && strspn(one.state, ALPHABET) == 43,
	   "so is a state");
	ok(fc_pkce_challenge(one.verifier, challenge, &err),
	   "the verifier has a challenge");
	is(one.challenge, challenge, "which is the one beside it");
	ok(strcmp(one.verifier, one.state) != 0,
	   "state and verifier differ");
	ok(strcmp(one.verifier, two.verifier) != 0 &&
	   strcmp(one.state, two.state) != 0,
	   "every login has its own");
	fc_pkce_clear(&one);
	fc_pkce_clear(&two);
}

static void
test_state(void)
{
	static const struct {
		const char *label;
		const char *sent;
		const char *came;
		bool matches;
	} row[] = {
		{ "the same", A42 "b", A42 "b", true },
		{ "another last character", A42 "b", A42 "c", false },
		{ "another first character", "b" A42, "c" A42, false },
		{ "another case", A42 "b", A42 "B", false },
		{ "a shorter one", A42 "b", A42, false },
		{ "a longer one", A42 "b", A42 "bb", false },
		{ "a much longer one", A42 "b", A42 A42 A42 A42, false },
		{ "an empty one", A42 "b", "", false },
		{ "nothing for nothing", "", "", false },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_pkce pkce = { .verifier = "" };

		snprintf(pkce.state, sizeof(pkce.state), "%s", row[i].sent);
		ok(fc_pkce_state_matches(&pkce, row[i].came) ==
		   row[i].matches,
		   "a state that is %s is %s", row[i].label,
		   row[i].matches ? "taken" : "refused");
	}
}

static void
test_clear(void)
{
	static const struct fc_pkce zero;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_pkce pkce;
	bool made = fc_pkce_new(&pkce, &err);

	fc_pkce_clear(&pkce);
	ok(made && memcmp(&pkce, &zero, sizeof(pkce)) == 0,
	   "nothing is left after clearing");
}

int
main(void)
{
	test_challenge();
	test_new();
	test_state();
	test_clear();
	return done();
}
