/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a label and words, as wide as the terminal. */
#ifndef HELPERS_CLI_COMMON_COLUMNS_H
#define HELPERS_CLI_COMMON_COLUMNS_H

#include "base/buf.h"
#include "base/text.h"

/* What is being written; done stays false once anything has failed. */
struct cli_columns {
	struct fc_buf *text;  /* borrowed */
	struct fc_error *err; /* borrowed */
	size_t columns;
	size_t value_at; /* the column where words begin behind a label */
	bool terminal;
	bool done;
};

/* Begin one, whose labels are of label_max bytes at most: for the terminal
 * that stdout is, if that is 40 to 120 columns wide, else for 80. */
void cli_columns_open(struct cli_columns *columns, size_t label_max,
                      struct fc_buf *text, struct fc_error *err);

/* How wide stdout is, as above. */
size_t cli_columns_columns(void);

/* Words from the left edge; below, when there are many, a little indented. */
void cli_columns_head(struct cli_columns *columns, const char *fmt, ...)
	FC_PRINTF(2, 3);

/*
 * A line with a label and words behind it, which go on below when there are
 * many; in a window that is too narrow for that they follow the label at once.
 * label "": it belongs to the line above.  Nothing is broken inside a word:
 * one that is too long for any line stands alone, whole on a terminal, else
 * without its middle.
 */
void cli_columns_line(struct cli_columns *columns, const char *label,
                      const char *fmt, ...) FC_PRINTF(3, 4);

/* A line of its own on stdout, broken between words where that is a terminal
 * that is narrower. */
FC_MUST_CHECK bool cli_say(struct fc_error *err, const char *fmt, ...)
	FC_PRINTF(2, 3);

/* The same, for a person: nothing where stdout is no terminal, so that what
 * programs read stays as it is. */
void cli_tell(const char *fmt, ...) FC_PRINTF(1, 2);

/* A path as the person writes it, with "~".  Returns out. */
const char *cli_short_path(const char *path, char out[FC_PATH_SIZE]);

#endif
