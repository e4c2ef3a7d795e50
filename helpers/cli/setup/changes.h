/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes: all are read and thought through before the
 * first is written. */
#ifndef HELPERS_CLI_SETUP_CHANGES_H
#define HELPERS_CLI_SETUP_CHANGES_H

#include "cli/setup/setup.h"

struct cli_changes {
	struct cli_setup_target target; /* borrowed */
	struct cli_edit edit[CLI_SETUP_FILES];
	bool opened[CLI_SETUP_FILES];
	int follows[CLI_SETUP_FILES]; /* what changes the same file before;
	                                 itself: nothing does */
	struct cli_backup kept[CLI_SETUP_FILES]; /* of an earlier setup */
	bool has_kept[CLI_SETUP_FILES];
	struct cli_backup next[CLI_SETUP_FILES]; /* of this one */
	bool undo; /* takes back rather than sets up */
	bool makes_home;
};

void cli_changes_init(struct cli_changes *changes,
                      const struct cli_setup_target *target);

/* Read a file, and what an earlier setup did to it, and plan what is wanted. */
FC_MUST_CHECK bool cli_changes_plan(struct cli_changes *changes, int file,
                                    struct fc_error *err);

/*
 * Read a file and plan to take back what setup did to it: what it was before,
 * when nobody else has changed it since, else what is still as setup left it.
 * Nothing, where nothing was kept.
 */
FC_MUST_CHECK bool cli_changes_undo(struct cli_changes *changes, int file,
                                    struct fc_error *err);

/* Can each file that changes be written?  Else an IO error.  Thinks of what
 * is to be kept of each. */
FC_MUST_CHECK bool cli_changes_check(struct cli_changes *changes,
                                     struct fc_error *err);

/* Will anything change? */
bool cli_changes_is_change(const struct cli_changes *changes);

/* Append what will change as a diff, or a line saying that nothing will. */
FC_MUST_CHECK bool cli_changes_show(const struct cli_changes *changes,
                                    struct fc_buf *out, struct fc_error *err);

/*
 * Keep backups and write; what was done is appended to said, a line each,
 * also when it fails: a file that does leaves those before it written.  An
 * undo removes its backups, and directories that setup made, as well.
 */
FC_MUST_CHECK bool cli_changes_write(struct cli_changes *changes,
                                     struct fc_buf *said, struct fc_error *err);

void cli_changes_clear(struct cli_changes *changes);

#endif
