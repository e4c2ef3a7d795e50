/* SPDX-License-Identifier: Apache-2.0 */
/* One line of an INI text, as the files of base/ini see it. */
#ifndef FC_BASE_INI_LINE_H
#define FC_BASE_INI_LINE_H

#include "base/buf.h"

enum fc_ini_line_kind {
	FC_INI_BLANK,
	FC_INI_COMMENT,
	FC_INI_TEXT,
};

/* Offsets into the text.  {0} stands before the first line. */
struct fc_ini_line {
	enum fc_ini_line_kind kind;
	size_t number;     /* from 1 */
	size_t start, end; /* with its line end: LF, CR LF or CR */
	size_t stop;       /* where its line end starts */
	size_t feed;       /* the next LF, or the end of the text */
	size_t from, to;   /* without blanks on either side */
	size_t indent;     /* characters, not bytes, before from */
};

/* Go on to the line at line->end.  False at the end of the text. */
bool fc_ini_line_next(const struct fc_buf *text, struct fc_ini_line *line);

/* Where the first '=' or ':' of the line stands, line->to without one. */
size_t fc_ini_line_delimiter(const struct fc_buf *text,
                             const struct fc_ini_line *line);

/* Narrow *from..*to until neither end is a blank (str.strip of Python). */
void fc_ini_trim(const struct fc_buf *text, size_t *from, size_t *to);

/* ASCII letters in lower case, every other byte as it is. */
char fc_ini_lower(char byte);

/* Are these the same key? */
bool fc_ini_key_equals(const char *key, size_t key_len, const char *other,
                       size_t other_len);

#endif
