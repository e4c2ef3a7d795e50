/* SPDX-License-Identifier: Apache-2.0 */
/* One secret: who owns it, when it equals another, what may be a token. */
#include "base/secret.h"

#include "tap.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static void
test_owning(void)
{
	struct fc_secret secret = FC_SECRET_INIT;
	struct fc_secret other = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char bytes[] = "token";
	const char *block;

	ok(fc_secret_set(&secret, bytes, 5, &err) && secret.plain != bytes &&
	   secret.len == 5, "a secret is a copy");
	memset(bytes, 'x', 5);
	is(secret.plain, "token", "that ends with a NUL");
	ok(fc_secret_set(&secret, "a\0b", 3, &err) && secret.len == 3 &&
	   memcmp(secret.plain, "a\0b", 4) == 0, "it can be replaced");
	ok(fc_secret_set(&secret, secret.plain + 2, 1, &err) &&
	   strcmp(secret.plain, "b") == 0, "by a part of itself");

	ok(fc_secret_set(&other, "older", 5, &err), "another secret");
	block = secret.plain;
	fc_secret_move(&other, &secret);
	ok(other.plain == block && other.len == 1, "a move hands it on");
	ok(!secret.plain && secret.len == 0, "and leaves nothing behind");

	fc_secret_clear(&other);
	fc_secret_clear(&other);
	ok(!other.plain && other.len == 0, "clearing twice is safe");
	ok(fc_secret_set(&other, "", 0, &err) && other.plain &&
	   other.len == 0, "a secret may be empty");
	fc_secret_clear(&other);
}

static void
test_comparing(void)
{
	static const struct {
		const char *label, *bytes;
		size_t len;
		bool equal;
	} row[] = {
		{ "the same bytes", TEXT("to\0ken"), true },
		{ "another first byte", TEXT("To\0ken"), false },
		{ "another last byte", TEXT("to\0keN"), false },
		{ "one that differs behind a NUL", TEXT("to\0xen"), false },
		{ "a shorter one", TEXT("to\0ke"), false },
		{ "a longer one", TEXT("to\0kens"), false },
		{ "only the high bit", TEXT("to\0ke\xee"), false },
		{ "nothing", TEXT(""), false },
	};
	struct fc_secret secret = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	ok(!fc_secret_equals(&secret, "", 0) &&
	   !fc_secret_equals(&secret, "x", 1), "no secret equals none");
	ok(fc_secret_set(&secret, TEXT("to\0ken"), &err), "a secret");
	for (i = 0; i < COUNT(row); i++)
		ok(fc_secret_equals(&secret, row[i].bytes, row[i].len) ==
		   row[i].equal, "%s %s it", row[i].label,
		   row[i].equal ? "equal" : "do not equal");
	fc_secret_clear(&secret);
}

static void
test_tokens(void)
{
	static const struct {
		const char *label, *bytes;
		size_t len;
		bool good;
	} row[] = {
		{ "a JWT", TEXT("eyJhbGci.eyJzdWIi.c2ln-_"), true },
		{ "every visible mark", TEXT("!\"#$%&'()*+,-./:;<=>?@[]^_`~"),
		  true },
		{ "one byte", TEXT("x"), true },
		{ "nothing", TEXT(""), false },
		{ "a blank", TEXT("a b"), false },
		{ "a blank before", TEXT(" a"), false },
		{ "a new line behind", TEXT("a\n"), false },
		{ "a carriage return", TEXT("a\r"), false },
		{ "a NUL", TEXT("a\0b"), false },
		{ "a tab", TEXT("a\tb"), false },
		{ "an escape", TEXT("\x1b[31m"), false },
		{ "a delete", TEXT("a\x7f"), false },
		{ "letters beyond ASCII", TEXT("t\xc3\xb6ken"), false },
	};
	char *longest = tap_alloc(FC_TOKEN_MAX + 1);
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		ok(fc_token_is_wellformed(row[i].bytes, row[i].len) ==
		   row[i].good, "%s %s", row[i].label,
		   row[i].good ? "may be a token" : "cannot");
	if (longest) {
		memset(longest, 'x', FC_TOKEN_MAX + 1);
		ok(fc_token_is_wellformed(longest, FC_TOKEN_MAX),
		   "64 KiB may be a token");
		ok(!fc_token_is_wellformed(longest, FC_TOKEN_MAX + 1),
		   "one byte more cannot");
	}
	free(longest);
}

static void
test_masking(void)
{
	static const struct {
		const char *label, *text, *secret, *left;
	} row[] = {
		{ "the whole", "x 0123456789ab y", "0123456789ab",
		  "x ************ y" },
		{ "its beginning", "01234567!", "0123456789ab", "********!" },
		{ "its middle", "!23456789!", "0123456789ab", "!********!" },
		{ "its end", "456789ab", "0123456789ab", "********" },
		{ "seven bytes of it", "!3456789!", "0123456789ab",
		  "!3456789!" },
		{ "twice", "01234567 01234567", "01234567",
		  "******** ********" },
		{ "two parts, one in the other", "abcdefghabcdefghX",
		  "abcdefghX-abcdefgha", "*****************" },
		{ "parts that overlap", "0123456789", "x12345678y01234567z",
		  "*********9" },
		{ "bytes that are all alike", "aaaaaaaaaaaa", "aaaaaaaab",
		  "************" },
		{ "a short one, whole", "a hunter hunts", "hunter",
		  "a ****** hunts" },
		{ "a short one, twice", "ababab", "ab", "******" },
		{ "one byte", "abcabc", "b", "a*ca*c" },
		{ "no secret", "abc", "", "abc" },
		{ "no text", "", "0123456789", "" },
		{ "a shorter text", "012345", "0123456789", "012345" },
		{ "bytes above 0x7f", "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8!",
		  "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", "********!" },
	};
	char text[64];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		snprintf(text, sizeof(text), "%s", row[i].text);
		fc_secret_mask(text, row[i].secret, strlen(row[i].secret));
		is(text, row[i].left, row[i].label);
	}
}

/* Is the byte at an offset within eight that the secret has too? */
static bool
is_shown(const char *text, size_t at, const char *secret)
{
	size_t from = at < 7 ? 0 : at - 7;

	for (; from <= at && from + 8 <= strlen(text); from++)
		if (memmem(secret, strlen(secret), text + from, 8))
			return true;
	return false;
}

static void
test_masking_by_chance(void)
{
	unsigned int chance = 1, round, wrong = 0;
	char text[48], masked[48], secret[48];
	size_t i;

	for (round = 0; round < 3000; round++) {
		for (i = 0; i + 1 < sizeof(text); i++) {
			chance = chance * 1103515245 + 12345;
			text[i] = (char)('a' + (chance >> 16) % 2);
			secret[i] = (char)('a' + (chance >> 20) % 2);
		}
		text[round % 40 + 7] = secret[round % 37 + 9] = '\0';
		snprintf(masked, sizeof(masked), "%s", text);
		fc_secret_mask(masked, secret, strlen(secret));
		for (i = 0; text[i]; i++)
			wrong += masked[i] !=
			         (is_shown(text, i, secret) ? '*' : text[i]);
	}
	ok(wrong == 0, "a byte is masked when eight in a row show it");
}

int
main(void)
{
	test_owning();
	test_comparing();
	test_tokens();
	test_masking();
	test_masking_by_chance();
	return done();
}
