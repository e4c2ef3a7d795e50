/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a label and words, for a terminal of 80 columns. */
#ifndef HELPERS_CLI_COMMON_SHEET_H
#define HELPERS_CLI_COMMON_SHEET_H

#include "base/buf.h"
#include "base/text.h"

/* What is being written; done stays false once anything has failed. */
struct cli_sheet {
	struct fc_buf *text;  /* borrowed */
	struct fc_error *err; /* borrowed */
	bool done;
};

/* A line with one word, cut in its middle if it is too long. */
void cli_sheet_head(struct cli_sheet *sheet, const char *word);

/*
 * A line with a label of at most 15 bytes and words behind it, which go on
 * below when there are many.  label "": it belongs to the line above.  A word
 * too long for any line loses its middle.
 */
void cli_sheet_line(struct cli_sheet *sheet, const char *label,
                    const char *fmt, ...) FC_PRINTF(3, 4);

/* A path as the person writes it, with "~".  Returns out. */
const char *cli_short_path(const char *path, char out[FC_PATH_SIZE]);

#endif
