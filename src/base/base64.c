/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 (RFC 4648), decoded. */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

/* What a character stands for, less than 0: nothing.  last are the two in
 * which the alphabets differ. */
static int
value_of(char c, const char last[2])
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == last[0])
		return 62;
	return c == last[1] ? 63 : -1;
}

/* At most four characters. */
static bool
decode_group(struct fc_buf *out, const char *text, size_t len,
             const char last[2], struct fc_error *err)
{
	uint32_t bits = 0;
	char bytes[3];
	bool done;
	size_t i;

	for (i = 0; i < len; i++) {
		const int value = value_of(text[i], last);

		if (value < 0)
			return fc_fail(err, FC_ERR_DATA, "no base64");
		bits |= (uint32_t)value << (18 - 6 * i);
	}
	if (len == 1)
		return fc_fail(err, FC_ERR_DATA, "base64 that breaks off");
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(bits >> (16 - 8 * i) & 0xff);
	done = fc_buf_add(out, bytes, len - 1, err);
	explicit_bzero(bytes, sizeof(bytes));
	return done;
}

static bool
decode(struct fc_buf *out, const char *text, size_t len, const char last[2],
       struct fc_error *err)
{
	size_t at;

	for (at = 0; at < len; at += 4)
		if (!decode_group(out, text + at,
		                  len - at < 4 ? len - at : 4, last, err))
			return false;
	return true;
}

bool
fc_base64_decode(struct fc_buf *out, const char *text, size_t len,
                 struct fc_error *err)
{
	size_t padding = 0;

	while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
		padding++;
	if (padding > 0 && len % 4 != 0)
		return fc_fail(err, FC_ERR_DATA, "base64 that breaks off");
	return decode(out, text, len - padding, "+/", err);
}

bool
fc_base64url_decode(struct fc_buf *out, const char *text, size_t len,
                    struct fc_error *err)
{
	return decode(out, text, len, "-_", err);
}
