/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a label and words, for a terminal of 80 columns. */
#include "cli/common/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 80
#define INDENT 2
#define VALUE_AT 18
#define VALUE_MAX 4096

static void
put(struct cli_sheet *sheet, const char *bytes, size_t len)
{
	sheet->done = sheet->done &&
	              fc_buf_add(sheet->text, bytes, len, sheet->err);
}

static void
put_blanks(struct cli_sheet *sheet, size_t count)
{
	while (count-- > 0)
		put(sheet, " ", 1);
}

/* One that is too long for any line loses its middle. */
static void
put_word(struct cli_sheet *sheet, const char *word, size_t len, size_t room)
{
	size_t half = (room - 3) / 2;

	if (len <= room) {
		put(sheet, word, len);
		return;
	}
	put(sheet, word, half);
	put(sheet, "...", 3);
	put(sheet, word + len - half, half);
}

/* Break between words; a long word begins a line further to the left.
 * column: how far the line has come. */
static void
put_wrapped(struct cli_sheet *sheet, const char *words, size_t column)
{
	const char *at = words;
	bool first = true;

	for (; *at; first = false) {
		size_t len = strcspn(at, " ");
		size_t start = len > COLUMNS - VALUE_AT ? 2 * INDENT
		                                        : VALUE_AT;

		if (!first && column + 1 + len <= COLUMNS) {
			start = column + 1;
		} else if (column > 0 && (!first || start != VALUE_AT)) {
			put(sheet, "\n", 1);
			column = 0;
		}
		put_blanks(sheet, start - column);
		put_word(sheet, at, len, COLUMNS - start);
		column = start + (len < COLUMNS - start ? len
		                                        : COLUMNS - start);
		at += len;
		at += strspn(at, " ");
	}
	put(sheet, "\n", 1);
}

void
cli_sheet_head(struct cli_sheet *sheet, const char *word)
{
	put_word(sheet, word, strlen(word), COLUMNS);
	put(sheet, "\n", 1);
}

void
cli_sheet_line(struct cli_sheet *sheet, const char *label,
               const char *fmt, ...)
{
	char value[VALUE_MAX];
	size_t column = 0;
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	if (*label) {
		put_blanks(sheet, INDENT);
		put(sheet, label, strlen(label));
		column = INDENT + strlen(label);
	}
	put_wrapped(sheet, value, column);
}

const char *
cli_short_path(const char *path, char out[FC_PATH_SIZE])
{
	const char *home = getenv("HOME");
	const size_t len = home ? strlen(home) : 0;

	if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/')
		fc_text_join(out, FC_PATH_SIZE, "~", path + len, NULL);
	else
		fc_text_join(out, FC_PATH_SIZE, path, NULL);
	return out;
}
