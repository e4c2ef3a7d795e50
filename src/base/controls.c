/* SPDX-License-Identifier: Apache-2.0 */
/* What text may do to the terminal that it is shown on. */
#include "base/controls.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* As setlocale(3) would find it, of which nothing else is needed. */
static bool
locale_is_utf8(void)
{
	const char *locale = getenv("LC_ALL"), *codeset;

	if (!locale || !*locale)
		locale = getenv("LC_CTYPE");
	if (!locale || !*locale)
		locale = getenv("LANG");
	codeset = locale ? strchr(locale, '.') : NULL;
	return codeset && (strncasecmp(codeset, ".utf-8", 6) == 0 ||
	                   strncasecmp(codeset, ".utf8", 5) == 0);
}

static bool
is_control(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} range[] = {
		{ 0x00, 0x1f },
		{ 0x7f, 0x9f },
		{ 0x061c, 0x061c }, /* direction: Arabic letter mark */
		{ 0x200b, 0x200f }, /* of no width, and direction */
		{ 0x2028, 0x202e }, /* lines, paragraphs, direction */
		{ 0x2060, 0x206f },
		{ 0xfeff, 0xfeff },
		{ 0xe0000, 0xe007f }, /* tags */
	};
	size_t i;

	for (i = 0; i < sizeof(range) / sizeof(range[0]); i++)
		if (code >= range[i].first && code <= range[i].last)
			return true;
	return false;
}

static bool
has_c1_byte(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80 &&
		    (unsigned char)text[i] < 0xa0)
			return true;
	return false;
}

/* Of the controls those in keep stay. */
static void
strip(char *text, size_t len, const char *keep, bool utf8)
{
	size_t at = 0, count;

	for (; at < len; at += count) {
		uint32_t code = 0;

		count = fc_utf8_decode(text + at, len - at, &code);
		if (count > 0 && (utf8 || !has_c1_byte(text + at, count)) &&
		    (!is_control(code) ||
		     memchr(keep, text[at], strlen(keep))))
			continue;
		if (count == 0)
			count = 1;
		memcpy(text + at, "????", count); /* 4 at most */
	}
}

void
fc_strip_controls(char *text, size_t len)
{
	strip(text, len, "", true);
}

void
fc_strip_line(char *text, size_t len)
{
	strip(text, len, "\t", true);
}

void
fc_strip_for_terminal(char *text, size_t len)
{
	strip(text, len, "\t\n", locale_is_utf8());
}
