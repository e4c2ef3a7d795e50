/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of text as wide as a terminal. */
#include "base/wrap.h"

#include <string.h>
#include <sys/ioctl.h>

#define COLUMNS_UNKNOWN 80

/* In columns: a byte that goes on with a character of UTF-8 takes none. */
static size_t
width(const char *from, const char *to)
{
	size_t columns = 0;

	for (; from < to; from++)
		columns += ((unsigned char)*from & 0xc0) != 0x80;
	return columns;
}

/* Where a line that begins at start is broken, or NULL. */
static char *
find_break(char *start, const char *end, size_t columns)
{
	static const char command[] = "run: ";
	char *blank = NULL, *at, *before = strstr(start, command);
	size_t used = 0;

	if (before && before < end) {
		before += sizeof(command) - 2;
		if (width(start, before) <= columns &&
		    width(before + 1, end) <= columns)
			return before;
	}
	for (at = start; at < end && (used <= columns || !blank); at++) {
		if (*at == ' ' && at > start)
			blank = at;
		used += width(at, at + 1);
	}
	return blank;
}

void
fc_wrap(char *text, size_t columns)
{
	char *end, *at;

	while (*text) {
		end = text + strcspn(text, "\n");
		at = width(text, end) > columns
		     ? find_break(text, end, columns) : NULL;
		if (at)
			*at = '\n';
		else
			at = end;
		text = at + (*at == '\n');
	}
}

size_t
fc_columns(int fd)
{
	struct winsize window;
	size_t columns;

	if (ioctl(fd, TIOCGWINSZ, &window) != 0)
		return 0;
	columns = window.ws_col ? window.ws_col : COLUMNS_UNKNOWN;
	if (columns < FC_COLUMNS_MIN)
		return FC_COLUMNS_MIN;
	return columns < FC_COLUMNS_MAX ? columns : FC_COLUMNS_MAX;
}

void
fc_wrap_for_terminal(char *text, int fd)
{
	const size_t columns = fc_columns(fd);

	if (columns > 0)
		fc_wrap(text, columns);
}
