/* SPDX-License-Identifier: Apache-2.0 */
/* One secret string, wiped when released. */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

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
