/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of setup in git's configuration: made, found, taken out. */
#ifndef HELPERS_CLI_TOOLS_GIT_LINES_H
#define HELPERS_CLI_TOOLS_GIT_LINES_H

#include "cli/edit/backup.h"

/* Append a section, as git writes it, that makes a helper the only one: one
 * that is empty, then this one. */
FC_MUST_CHECK bool cli_git_lines(const char *key, const char *helper,
                                 struct fc_buf *lines, struct fc_error *err);

/*
 * Take out those that an earlier setup wrote, if they are still there: no
 * other line, but for an empty section that is left of ours.  What an older
 * version had taken out for them comes back.
 */
FC_MUST_CHECK bool cli_git_take_out(struct fc_buf *text, const char *key,
                                    const struct cli_backup *backup,
                                    struct fc_error *err);

#endif
