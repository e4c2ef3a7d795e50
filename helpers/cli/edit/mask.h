/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown of a file in which others' secrets may be: never more than is
 * known to be none. */
#ifndef HELPERS_CLI_EDIT_MASK_H
#define HELPERS_CLI_EDIT_MASK_H

#include "base/buf.h"

/* The offset of what is no blank, or len. */
size_t cli_mask_past_blanks(const char *line, size_t from, size_t len);

/* Append the line up to an offset, and "..." for what follows, if anything
 * does. */
FC_MUST_CHECK bool cli_mask_show(struct fc_buf *out, const char *line,
                                 size_t shown, size_t len,
                                 struct fc_error *err);

/* How much of a line, without its end, may be shown; *goes_on is whatever the
 * call for the line before has left there, at first false. */
typedef size_t cli_mask_line(const char *line, size_t len, bool *goes_on);

/* Append the text, each line as far as the function says. */
FC_MUST_CHECK bool cli_mask_lines(const struct fc_buf *text,
                                  cli_mask_line *shown, struct fc_buf *out,
                                  struct fc_error *err);

#endif
