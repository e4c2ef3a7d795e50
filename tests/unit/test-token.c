/* SPDX-License-Identifier: Apache-2.0 */
/* How long an access token is answered. */
#include "record/token.h"

#include "tap.h"

#define NOW 1700000000
#define DAY 86400

static struct fc_token
token_of(time_t issued_at, time_t expires_at)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_secret_set(&token.access, "t", 1, &err))
		exit(EXIT_FAILURE);
	token.issued_at = issued_at;
	token.expires_at = expires_at;
	return token;
}

static void
test_life(void)
{
	static const struct {
		const char *label;
		time_t issued_at, expires_at;
		bool fresh, alive;
	} row[] = {
		{ "expired yesterday", NOW - 2 * DAY, NOW - DAY, false,
		  false },
		{ "expires this second", NOW - DAY, NOW, false, false },
		{ "one second left", NOW - DAY, NOW + 1, false, true },
		{ "inside the margin", NOW - DAY, NOW + FC_EXPIRY_MARGIN_S,
		  false, true },
		{ "one second outside it", NOW - DAY,
		  NOW + FC_EXPIRY_MARGIN_S + 1, true, true },
		{ "a life of 100 s: a tenth is the margin", NOW - 90,
		  NOW + 10, false, true },
		{ "and one second more will do", NOW - 89, NOW + 11, true,
		  true },
		{ "a life of 600 s: both margins meet", NOW - 540, NOW + 60,
		  false, true },
		{ "a life of 599 s", NOW - 539, NOW + 60, true, true },
		{ "a life of 9 s has no margin", NOW - 8, NOW + 1, true,
		  true },
		{ "a life of 1 s", NOW, NOW + 1, true, true },
		{ "a life of nothing", NOW, NOW, false, false },
		{ "expired before it was issued", NOW, NOW - DAY, false,
		  false },
		{ "the same, long ago", NOW - DAY, NOW - 3 * DAY, false,
		  false },
		{ "issued this second", NOW, NOW + DAY, true, true },
		{ "from the future: the clock was set back", NOW + 1,
		  NOW + DAY, false, false },
		{ "unknown expiry, issued now", NOW, 0, true, true },
		{ "unknown expiry, in its tenth minute",
		  NOW - FC_UNKNOWN_LIFE_S + 1, 0, true, true },
		{ "unknown expiry, ten minutes old", NOW - FC_UNKNOWN_LIFE_S,
		  0, false, false },
		{ "unknown expiry, from the future", NOW + 1, 0, false,
		  false },
		{ "no times at all", 0, 0, false, false },
		{ "the year 9999", 0, 253402300799, true, true },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_token token = token_of(row[i].issued_at,
		                                 row[i].expires_at);

		ok(fc_token_is_fresh(&token, NOW) == row[i].fresh,
		   "%s: %s", row[i].label, row[i].fresh ? "fresh" : "stale");
		ok(fc_token_is_alive(&token, NOW) == row[i].alive,
		   "%s: %s", row[i].label, row[i].alive ? "alive" : "dead");
		fc_token_clear(&token);
	}
}

static void
test_lasting(void)
{
	static const struct {
		const char *label;
		time_t issued_at, expires_at;
		bool enough; /* for another 300 s */
		bool exactly;
	} row[] = {
		{ "an hour, five minutes before its end", NOW - 3300,
		  NOW + 300, true, true },
		{ "and one second later", NOW - 3301, NOW + 299, false,
		  false },
		{ "400 s, three quarters of it left", NOW - 100, NOW + 300,
		  true, true },
		{ "and one second later", NOW - 101, NOW + 299, true, false },
		{ "400 s, the first half of them", NOW - 200, NOW + 200,
		  true, false },
		{ "the second half", NOW - 201, NOW + 199, false, false },
		{ "200 s, of which a new one would have as much", NOW - 20,
		  NOW + 180, true, true },
		{ "and no longer as much", NOW - 21, NOW + 179, true, false },
		{ "of unknown length", NOW, 0, true, true },
		{ "it is over", NOW - DAY, NOW - 1, false, false },
		{ "given with nothing but its end", 0, NOW + 299, false,
		  false },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_token token = token_of(row[i].issued_at,
		                                 row[i].expires_at);

		ok(fc_token_is_enough(&token, NOW, 300, false) ==
		   row[i].enough, "a life: %s: %s", row[i].label,
		   row[i].enough ? "enough" : "too short");
		ok(fc_token_is_enough(&token, NOW, 300, true) ==
		   row[i].exactly, "exactly: %s: %s", row[i].label,
		   row[i].exactly ? "enough" : "too short");
		fc_token_clear(&token);
	}
}

static void
test_owning(void)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_token other = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;

	token.issued_at = NOW;
	token.expires_at = NOW + DAY;
	ok(!fc_token_is_fresh(&token, NOW) && !fc_token_is_alive(&token, NOW),
	   "a token without a secret is neither fresh nor alive");
	if (!fc_secret_set(&token.access, "new", 3, &err) ||
	    !fc_secret_set(&other.access, "old", 3, &err))
		exit(EXIT_FAILURE);
	fc_token_move(&other, &token);
	is(other.access.plain, "new", "a move hands the secret on");
	ok(other.issued_at == NOW && other.expires_at == NOW + DAY,
	   "with its times");
	ok(!token.access.plain && token.issued_at == 0 &&
	   token.expires_at == 0, "and leaves nothing behind");
	fc_token_clear(&other);
	fc_token_clear(&other);
	ok(!other.access.plain && other.expires_at == 0,
	   "clearing twice is safe");
}

int
main(void)
{
	test_life();
	test_lasting();
	test_owning();
	return done();
}
