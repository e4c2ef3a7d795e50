/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates. */
#include "base/utf8.h"

#include <string.h>

#define FOUR_BYTES 4

/* How long a character is that starts with this byte; 0: none does. */
static size_t
length_of(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc0)
		return 0;
	if (lead < 0xe0)
		return 2;
	if (lead < 0xf0)
		return 3;
	return lead < 0xf8 ? FOUR_BYTES : 0;
}

size_t
fc_utf8_decode(const char *text, size_t len, uint32_t *code)
{
	static const struct {
		uint32_t mask, least;
	} form[FOUR_BYTES + 1] = {
		{ 0, 0 },
		{ 0x7f, 0 },
		{ 0x1f, 0x80 },
		{ 0x0f, 0x800 },
		{ 0x07, 0x10000 },
	};
	size_t count = len > 0 ? length_of((unsigned char)text[0]) : 0;
	uint32_t value;
	size_t i;

	if (count == 0 || count > len)
		return 0;
	value = (unsigned char)text[0] & form[count].mask;
	for (i = 1; i < count; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (byte & 0x3f);
	}
	if (value < form[count].least || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return count;
}

/* How many bytes of eight at a time are ASCII. */
static size_t
skip_ascii(const char *text, size_t len)
{
	size_t at = 0;
	uint64_t eight;

	while (len - at >= sizeof(eight)) {
		memcpy(&eight, text + at, sizeof(eight));
		if (eight & 0x8080808080808080u)
			break;
		at += sizeof(eight);
	}
	return at;
}

bool
fc_utf8_is_valid(const char *text, size_t len)
{
	size_t at = 0;

	while ((at += skip_ascii(text + at, len - at)) < len) {
		uint32_t code;
		size_t count = fc_utf8_decode(text + at, len - at, &code);

		if (count == 0)
			return false;
		at += count;
	}
	return true;
}
