/* SPDX-License-Identifier: Apache-2.0 */
/* One secret string, wiped when released. */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

/* Fewer bytes of a secret may be anything, and give nothing away. */
#define SHOWN_MIN 8

bool
fc_secret_set(struct fc_secret *secret, const char *bytes, size_t len,
              struct fc_error *err)
{
	char *plain = malloc(len + 1);

	if (!plain)
		return fc_fail_memory(err);
	memcpy(plain, bytes, len);
	plain[len] = '\0';

	fc_secret_clear(secret);
	secret->plain = plain;
	secret->len = len;
	return true;
}

void
fc_secret_move(struct fc_secret *to, struct fc_secret *from)
{
	fc_secret_clear(to);
	*to = *from;
	*from = (struct fc_secret)FC_SECRET_INIT;
}

void
fc_secret_clear(struct fc_secret *secret)
{
	if (secret->plain) {
		explicit_bzero(secret->plain, secret->len + 1);
		free(secret->plain);
	}
	*secret = (struct fc_secret)FC_SECRET_INIT;
}

bool
fc_secret_equals(const struct fc_secret *secret, const char *bytes, size_t len)
{
	volatile unsigned char different = 0;
	size_t i;

	if (!secret->plain || len == 0 || secret->len != len)
		return false;
	for (i = 0; i < len; i++)
		different |= (unsigned char)(secret->plain[i] ^ bytes[i]);
	return different == 0;
}

/* How many bytes of the secret, from anywhere in it, stand at text. */
static size_t
shown_at(const char *text, const char *plain, size_t len)
{
	size_t longest = 0, from;

	for (from = 0; from < len; from++) {
		size_t same = 0;

		while (from + same < len && text[same] &&
		       text[same] == plain[from + same])
			same++;
		if (same > longest)
			longest = same;
	}
	return longest;
}

void
fc_secret_mask(char *text, const char *plain, size_t len)
{
	while (*text) {
		size_t shown = shown_at(text, plain, len);

		if (shown == 0 || (shown < SHOWN_MIN && shown < len))
			shown = 1;
		else
			memset(text, '*', shown);
		text += shown;
	}
}

bool
fc_token_is_wellformed(const char *bytes, size_t len)
{
	size_t i;

	if (len == 0 || len > FC_TOKEN_MAX)
		return false;
	for (i = 0; i < len; i++)
		if (bytes[i] <= 0x20 || bytes[i] > 0x7e)
			return false;
	return true;
}
