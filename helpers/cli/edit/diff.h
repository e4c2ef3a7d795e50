/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines two texts differ in. */
#ifndef HELPERS_CLI_EDIT_DIFF_H
#define HELPERS_CLI_EDIT_DIFF_H

#include "base/buf.h"

/* One line without its end, '-' when it goes and '+' when it comes. */
typedef bool cli_diff_line(char sign, const char *line, size_t len, void *arg,
                           struct fc_error *err);

/*
 * Call show for each line that only one of them has, in order: the fewest,
 * by the longest common subsequence; texts that differ in thousands of lines
 * are said to differ in all of them.  Fails when show does, or without
 * memory.
 */
FC_MUST_CHECK bool cli_diff(const struct fc_buf *before,
                            const struct fc_buf *after, cli_diff_line *show,
                            void *arg, struct fc_error *err);

#endif
