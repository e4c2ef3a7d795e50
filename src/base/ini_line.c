/* SPDX-License-Identifier: Apache-2.0 */
/* One line of an INI text, as the files of base/ini see it. */
#include "base/ini_line.h"

#include "base/utf8.h"

#include <string.h>

/* What str.isspace of Python says; not iswspace, which asks the locale. */
static bool
is_blank(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} blanks[] = {
		{ 0x09, 0x0d },     { 0x1c, 0x20 },     { 0x85, 0x85 },
		{ 0xa0, 0xa0 },     { 0x1680, 0x1680 }, { 0x2000, 0x200a },
		{ 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
		{ 0x3000, 0x3000 },
	};
	size_t i;

	for (i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (code >= blanks[i].first && code <= blanks[i].last)
			return true;
	return false;
}

/* The length of the blank that starts at an offset, 0 when none does. */
static size_t
blank_after(const struct fc_buf *text, size_t at, size_t end)
{
	unsigned char first = (unsigned char)text->data[at];
	uint32_t code = first;
	size_t count = 1;

	if (first > 0x20 && first < 0x80)
		return 0;
	if (first >= 0x80)
		count = fc_utf8_decode(text->data + at, end - at, &code);
	return count > 0 && is_blank(code) ? count : 0;
}

/* The same for the blank that ends before an offset. */
static size_t
blank_before(const struct fc_buf *text, size_t start, size_t at)
{
	size_t count = 1;

	while (at - count > start && count < 4 &&
	       ((unsigned char)text->data[at - count] & 0xc0) == 0x80)
		count++;
	return blank_after(text, at - count, at) == count ? count : 0;
}

void
fc_ini_trim(const struct fc_buf *text, size_t *from, size_t *to)
{
	size_t count;

	while (*from < *to && (count = blank_after(text, *from, *to)) > 0)
		*from += count;
	while (*from < *to && (count = blank_before(text, *from, *to)) > 0)
		*to -= count;
}

static size_t
count_characters(const struct fc_buf *text, size_t from, size_t to)
{
	size_t count = 0;

	for (; from < to; from++)
		if (((unsigned char)text->data[from] & 0xc0) != 0x80)
			count++;
	return count;
}

static enum fc_ini_line_kind
kind_of(const struct fc_buf *text, const struct fc_ini_line *line)
{
	if (line->from == line->to)
		return FC_INI_BLANK;
	if (text->data[line->from] == '#' || text->data[line->from] == ';')
		return FC_INI_COMMENT;
	return FC_INI_TEXT;
}

/* Where byte comes next, or to. */
static size_t
find(const struct fc_buf *text, size_t from, size_t to, char byte)
{
	const char *found = memchr(text->data + from, byte, to - from);

	return found ? (size_t)(found - text->data) : to;
}

bool
fc_ini_line_next(const struct fc_buf *text, struct fc_ini_line *line)
{
	size_t at = line->end;

	if (at >= text->len)
		return false;
	/* Not anew for each CR of a text without LF. */
	if (line->number == 0 || line->feed < at)
		line->feed = find(text, at, text->len, '\n');
	line->start = at;
	line->number++;
	at = find(text, at, line->feed, '\r');
	line->stop = at;
	if (at + 1 < text->len && text->data[at] == '\r' &&
	    text->data[at + 1] == '\n')
		at++;
	line->end = at < text->len ? at + 1 : at;

	line->from = line->start;
	line->to = line->stop;
	fc_ini_trim(text, &line->from, &line->to);
	line->indent = count_characters(text, line->start, line->from);
	line->kind = kind_of(text, line);
	return true;
}

size_t
fc_ini_line_delimiter(const struct fc_buf *text,
                      const struct fc_ini_line *line)
{
	size_t at = line->from;

	while (at < line->to && text->data[at] != '=' && text->data[at] != ':')
		at++;
	return at;
}

char
fc_ini_lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

bool
fc_ini_key_equals(const char *key, size_t key_len, const char *other,
                  size_t other_len)
{
	size_t i;

	if (key_len != other_len)
		return false;
	for (i = 0; i < key_len; i++)
		if (fc_ini_lower(key[i]) != fc_ini_lower(other[i]))
			return false;
	return true;
}
