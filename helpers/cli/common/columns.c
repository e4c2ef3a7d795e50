/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a label and words, as wide as the terminal. */
#include "cli/common/columns.h"

#include "cli/common/format.h"

#include "base/controls.h"
#include "base/trace.h"
#include "base/wrap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS 80
#define INDENT 2
/* With less room behind the labels, words begin below them. */
#define ROOM_MIN 20
#define VALUE_MAX 4096

size_t
cli_columns_columns(void)
{
	const size_t columns = fc_columns(STDOUT_FILENO);

	return columns > 0 ? columns : COLUMNS;
}

void
cli_columns_open(struct cli_columns *columns, size_t label_max,
                 struct fc_buf *text, struct fc_error *err)
{
	*columns = (struct cli_columns){
		.text = text,
		.err = err,
		.columns = cli_columns_columns(),
		.value_at = INDENT + label_max + 1,
		.terminal = isatty(STDOUT_FILENO) != 0,
		.done = true,
	};
	if (columns->value_at + ROOM_MIN > columns->columns)
		columns->value_at = 2 * INDENT;
}

static void
put(struct cli_columns *columns, const char *bytes, size_t len)
{
	columns->done = columns->done &&
	              fc_buf_add(columns->text, bytes, len, columns->err);
}

static void
put_blanks(struct cli_columns *columns, size_t count)
{
	while (count-- > 0)
		put(columns, " ", 1);
}

/* A terminal breaks a long line itself, and what is copied from it is whole. */
static void
put_word(struct cli_columns *columns, const char *word, size_t len, size_t room)
{
	size_t half = (room - 3) / 2;

	if (len <= room || columns->terminal) {
		put(columns, word, len);
		return;
	}
	put(columns, word, half);
	put(columns, "...", 3);
	put(columns, word + len - half, half);
}

/* Break between words; a long word begins a line further to the left.
 * column: how far the line has come; at: where words begin, unless it has come
 * further. */
static void
put_wrapped(struct cli_columns *columns, const char *words, size_t column,
            size_t at)
{
	const size_t left = at < 2 * INDENT ? at : 2 * INDENT;
	bool first = column < at;

	for (; *words; first = false) {
		size_t len = strcspn(words, " ");
		size_t start = at + len > columns->columns ? left : at;

		if (!first && column + 1 + len <= columns->columns) {
			start = column + 1;
		} else if (column > 0 && (!first || start != at)) {
			put(columns, "\n", 1);
			column = 0;
		}
		put_blanks(columns, start - column);
		put_word(columns, words, len, columns->columns - start);
		column = start + len;
		words += len;
		words += strspn(words, " ");
	}
	put(columns, "\n", 1);
}

void
cli_columns_head(struct cli_columns *columns, const char *fmt, ...)
{
	char words[VALUE_MAX];
	size_t len;
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	len = strcspn(words, " ");
	put_word(columns, words, len, columns->columns);
	if (words[len])
		put_wrapped(columns, words + len + 1, len, INDENT);
	else
		put(columns, "\n", 1);
}

void
cli_columns_line(struct cli_columns *columns, const char *label,
                 const char *fmt, ...)
{
	char value[VALUE_MAX];
	size_t column = 0;
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	/* Nor does a newline begin a line that is not ours. */
	fc_strip_controls(value, strlen(value));
	if (*label) {
		put_blanks(columns, INDENT);
		put(columns, label, strlen(label));
		column = INDENT + strlen(label);
	}
	put_wrapped(columns, value, column, columns->value_at);
}

static bool
say(const char *words, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(2 * VALUE_MAX);
	struct cli_columns columns;
	bool done;

	cli_columns_open(&columns, 0, &text, err);
	if (columns.terminal)
		cli_columns_head(&columns, "%s", words);
	else
		columns.done = fc_buf_addf(&text, err, "%s\n", words);
	done = columns.done && cli_write(&text, err);
	fc_buf_clear(&text);
	return done;
}

bool
cli_say(struct fc_error *err, const char *fmt, ...)
{
	char words[VALUE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	return say(words, err);
}

void
cli_tell(const char *fmt, ...)
{
	struct fc_error err = FC_ERROR_INIT;
	char words[VALUE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	/* What was done stays done if it cannot be told. */
	if (isatty(STDOUT_FILENO) && !say(words, &err))
		fc_trace("%s", err.text);
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
