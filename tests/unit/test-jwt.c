/* SPDX-License-Identifier: Apache-2.0 */
/* The expiry that a token names, read from whatever somebody stored. */
#include "base/jwt.h"

#include "base/base64.h"
#include "base/secret.h"

#include "tap.h"

#include <stdint.h>

#define HEADER "eyJhbGciOiJFUzI1NiJ9"

#define DEEP_8 "[[[[[[[["
#define DEEP_64 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8 DEEP_8

static size_t
encode(const char *text, size_t len, char *out)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_";
	size_t at = 0, i;
	uint32_t bits = 0;
	int count = 0;

	for (i = 0; i < len; i++) {
		bits = bits << 8 | (unsigned char)text[i];
		for (count += 8; count >= 6; count -= 6)
			out[at++] = alphabet[bits >> (count - 6) & 63];
	}
	if (count > 0)
		out[at++] = alphabet[bits << (6 - count) & 63];
	return at;
}

/* header.CLAIMS.signature */
static time_t
expiry_of_claims(const char *claims, size_t len)
{
	size_t size = len * 2 + 64;
	char *token = tap_alloc(size);
	size_t at = (size_t)snprintf(token, size, "%s.", HEADER);
	time_t expiry;

	at += encode(claims, len, token + at);
	at += (size_t)snprintf(token + at, size - at, ".c2ln");
	expiry = fc_jwt_expiry(token, at);
	free(token);
	return expiry;
}

static void
test_claims(void)
{
	static const struct {
		const char *label;
		const char *claims;
		time_t expiry;
	} row[] = {
		{ "a number", "{\"exp\":1700000000}", 1700000000 },
		{ "one byte longer", "{\"exp\":1700000000 }", 1700000000 },
		{ "two bytes longer", "{\"exp\": 1700000000 }", 1700000000 },
		{ "bytes that encode to - and _",
		  "{\"a\":\"\xc3\xbf\xc3\xbe~?>?>\xc3\xbf\",\"exp\":7}", 7 },
		{ "a fraction, cut", "{\"exp\":1700000000.9}", 1700000000 },
		{ "an exponent", "{\"exp\":1.7e9}", 1700000000 },
		{ "the last second of 9999", "{\"exp\":253402300799}",
		  253402300799 },
		{ "twice: the last one", "{\"exp\":5,\"exp\":6}", 6 },
		{ "another member's exp", "{\"a\":{\"exp\":5}}", 0 },
		{ "milliseconds", "{\"exp\":1700000000000}", 0 },
		{ "zero", "{\"exp\":0}", 0 },
		{ "less than a second", "{\"exp\":0.5}", 0 },
		{ "negative", "{\"exp\":-1700000000}", 0 },
		{ "huge", "{\"exp\":99999999999999999999}", 0 },
		{ "beyond a double", "{\"exp\":1e999}", 0 },
		{ "NaN", "{\"exp\":NaN}", 0 },
		{ "Infinity", "{\"exp\":Infinity}", 0 },
		{ "a string", "{\"exp\":\"1700000000\"}", 0 },
		{ "null", "{\"exp\":null}", 0 },
		{ "true", "{\"exp\":true}", 0 },
		{ "an array", "{\"exp\":[1700000000]}", 0 },
		{ "missing", "{\"iat\":1700000000}", 0 },
		{ "an empty object", "{}", 0 },
		{ "no object", "[1700000000]", 0 },
		{ "a bare number", "1700000000", 0 },
		{ "text", "hello", 0 },
		{ "nothing", "", 0 },
		{ "a broken object", "{\"exp\":1700000000", 0 },
		{ "an object and more", "{\"exp\":1700000000}{}", 0 },
		{ "no UTF-8", "{\"a\":\"\xff\",\"exp\":1700000000}", 0 },
		{ "too deep", "{\"a\":" DEEP_64, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		time_t got = expiry_of_claims(row[i].claims,
		                              strlen(row[i].claims));

		if (!ok(got == row[i].expiry, "claims: %s", row[i].label))
			printf("# got %lld\n", (long long)got);
	}
	ok(expiry_of_claims("{\"exp\":17}\0{}", 13) == 0,
	   "claims: a NUL in the middle");
}

static void
test_tokens(void)
{
	static const struct {
		const char *label;
		const char *token;
		time_t expiry;
	} row[] = {
		/* {"exp":17}, {"exp":1} and {"exp":170} */
		{ "three parts", "aGk.eyJleHAiOjE3fQ.c2ln", 17 },
		{ "no padding needed", "aGk.eyJleHAiOjF9.c2ln", 1 },
		{ "unsigned", "aGk.eyJleHAiOjE3MH0.", 170 },
		{ "empty", "", 0 },
		{ "one part", "eyJleHAiOjE3fQ", 0 },
		{ "two parts", "aGk.eyJleHAiOjE3fQ", 0 },
		{ "four parts", "aGk.eyJleHAiOjE3fQ.c2ln.c2ln", 0 },
		{ "five parts, as an encrypted one",
		  "aGk.eyJleHAiOjE3fQ.c2ln.c2ln.c2ln", 0 },
		{ "dots only", "..", 0 },
		{ "padded", "aGk.eyJleHAiOjE3fQ==.c2ln", 0 },
		{ "a blank in it", "aGk.eyJleHAi OjE3fQ.c2ln", 0 },
		{ "a line break in it", "aGk.eyJleHAi\nOjE3fQ.c2ln", 0 },
		{ "one character too many", "aGk.eyJleHAiOjE3fQabc.c2ln", 0 },
		{ "the other base64 alphabet", "aGk.eyJhIjoi+/8ifQ.c2ln", 0 },
		{ "bytes of neither", "aGk.eyJleHAi\xc3\xa9OjE3fQ.c2ln", 0 },
		{ "a user token that is no JWT", "f5496be223e4db85c6a7", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		ok(fc_jwt_expiry(row[i].token, strlen(row[i].token)) ==
		   row[i].expiry,
		   "token: %s", row[i].label);
	ok(fc_jwt_expiry("aGk.eyJleHAi\0OjE3fQ.c2ln", 24) == 0,
	   "token: a NUL in it");
	ok(fc_jwt_expiry("aGk.eyJleHAiOjE3fQ.c2ln", 5) == 0,
	   "no byte past the length is read");
}

static void
test_reading(void)
{
	/* {"alg":"ES256"}, {"plntr":"Bg==","alg":"ES256"} */
	static const char plain[] = "eyJhbGciOiJFUzI1NiJ9";
	static const char palantirs[] =
		"eyJwbG50ciI6IkJnPT0iLCJhbGciOiJFUzI1NiJ9";
	static const struct {
		const char *label, *header, *payload;
		bool is, is_palantirs;
		const char *issuer; /* NULL: none */
	} row[] = {
		{ "two objects", plain, "eyJleHAiOjE3fQ", true, false, NULL },
		{ "Palantir's mark", palantirs, "e30", true, true, NULL },
		{ "an issuer", plain, "eyJpc3MiOiJtIn0", true, false, "m" },
		{ "an issuer that is no text", plain, "eyJpc3MiOjd9", true,
		  false, NULL },
		{ "a header that is none", "aGk", "e30", false, false, NULL },
		{ "no header", "", "e30", false, false, NULL },
		{ "claims that are none", plain, "aGk", false, false, NULL },
	};
	char token[128];
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_jwt jwt = { .expiry = -1 };
		int len = snprintf(token, sizeof(token), "%s.%s.c2ln",
		                   row[i].header, row[i].payload);
		bool is = fc_jwt_read(token, (size_t)len, &jwt);

		ok(is == row[i].is && (is || jwt.expiry == -1) &&
		   (!is || (jwt.is_palantirs == row[i].is_palantirs &&
		            jwt.has_issuer == (row[i].issuer != NULL) &&
		            strcmp(jwt.issuer, row[i].issuer ? row[i].issuer
		                                             : "") == 0)),
		   "read: %s", row[i].label);
	}
}

static void
test_base64(void)
{
	static const struct {
		const char *label, *text;
		bool url;
		const char *plain; /* NULL: none */
	} row[] = {
		{ "nothing", "", false, "" },
		{ "padded twice", "Zg==", false, "f" },
		{ "padded once", "Zno=", false, "fz" },
		{ "whole", "Zm9v", false, "foo" },
		{ "without its padding", "Zm9vYg", false, "foob" },
		{ "its two characters", "Pz8/Pj4+", false, "?\?\?>>>" },
		{ "those of the other", "Pz8_Pj4-", false, NULL },
		{ "for URLs", "Pz8_Pj4-", true, "?\?\?>>>" },
		{ "for URLs, padded", "Zg==", true, NULL },
		{ "too much padding", "Zm9v====", false, NULL },
		{ "padding that does not fit", "Zg=", false, NULL },
		{ "one character too many", "Zm9vZ", false, NULL },
		{ "a blank", "Zm 9", false, NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_buf out = FC_BUF_INIT(64);
		struct fc_error err = FC_ERROR_INIT;
		const size_t len = strlen(row[i].text);
		bool is = row[i].url
		          ? fc_base64url_decode(&out, row[i].text, len, &err)
		          : fc_base64_decode(&out, row[i].text, len, &err);

		ok(is == (row[i].plain != NULL) &&
		   (!is || strcmp(fc_buf_str(&out), row[i].plain) == 0),
		   "base64: %s", row[i].label);
		ok(is || strcmp(err.text, "no base64") == 0 ||
		   strcmp(err.text, "base64 that breaks off") == 0,
		   "base64: %s: said", row[i].label);
		fc_buf_clear(&out);
	}
}

/* blanks before the claims, up to len bytes of token */
static void
test_length(size_t len, time_t expiry)
{
	char *token = tap_alloc(len);
	size_t at = (size_t)snprintf(token, len, "aGk.");

	while (at + 4 + 16 + 4 <= len) {
		memcpy(token + at, "ICAg", 4);
		at += 4;
	}
	memcpy(token + at, "eyJleHAiOjE3MH0.", 16);
	at += 16;
	memset(token + at, 'x', len - at);
	ok(fc_jwt_expiry(token, len) == expiry, "a token of %zu bytes is %s",
	   len, expiry ? "read" : "refused");
	free(token);
}

int
main(void)
{
	test_claims();
	test_tokens();
	test_reading();
	test_base64();
	test_length(FC_TOKEN_MAX, 170);
	test_length(FC_TOKEN_MAX + 1, 0);
	return done();
}
