/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes: all are read and thought through before the
 * first is written. */
#ifndef HELPERS_CLI_SETUP_CHANGES_H
#define HELPERS_CLI_SETUP_CHANGES_H

#include "cli/setup/setup.h"

/* In the order in which they are written. */
enum cli_changes_file {
	CLI_CHANGE_SECRET,
	CLI_CHANGE_CONFIG,
	CLI_CHANGE_GIT,
	CLI_CHANGE_DOCKER,
	CLI_CHANGE_FILES,
};

struct cli_changes {
	struct cli_edit edit[CLI_CHANGE_FILES];
	bool opened[CLI_CHANGE_FILES];
	struct cli_backup kept[CLI_CHANGE_FILES]; /* of an earlier setup */
	bool has_kept[CLI_CHANGE_FILES];
	struct cli_backup next[CLI_CHANGE_FILES]; /* of this one */
	bool undo; /* takes back rather than sets up */
	bool makes_home;
	struct cli_registries registries;
};

#define CLI_CHANGE_INIT { \
	.edit = { CLI_EDIT_INIT, CLI_EDIT_INIT, CLI_EDIT_INIT, \
	          CLI_EDIT_INIT }, \
	.kept = { CLI_BACKUP_INIT, CLI_BACKUP_INIT, CLI_BACKUP_INIT, \
	          CLI_BACKUP_INIT }, \
	.next = { CLI_BACKUP_INIT, CLI_BACKUP_INIT, CLI_BACKUP_INIT, \
	          CLI_BACKUP_INIT } }

/* What their backups are called. */
extern const char *const cli_changes_names[];

/* The registries of the wished-for stack: the one named, those that the
 * config calls so, and the one that it has by its domain. */
FC_MUST_CHECK bool cli_changes_registries(
	struct cli_changes *changes, const struct fc_config *config,
	const struct cli_setup_options *wanted, struct fc_error *err);

/* Does each registry have a user name of its own by now? */
bool cli_changes_names_repositories(const struct cli_changes *changes,
                                    const struct fc_config *config);

/* Read a file, and what an earlier setup did to it; its edit is then to be
 * changed. */
FC_MUST_CHECK bool cli_changes_open(struct cli_changes *changes,
                                    enum cli_changes_file file,
                                    const struct fc_paths *paths,
                                    const char *host, struct fc_error *err);

/* What an earlier setup did to a file that is open, or NULL.  Borrowed. */
const struct cli_backup *cli_changes_backup(const struct cli_changes *changes,
                                            enum cli_changes_file file);

/*
 * Read a file and plan to take back what setup did to it: what it was before,
 * when nobody else has changed it since, else what is still as setup left it.
 * Nothing, where nothing was kept.
 */
FC_MUST_CHECK bool cli_changes_undo(struct cli_changes *changes,
                                    enum cli_changes_file file,
                                    const struct fc_paths *paths,
                                    const char *host, struct fc_error *err);

/* Can each file that changes be written?  Else an IO error.  Thinks of what
 * is to be kept of each. */
FC_MUST_CHECK bool cli_changes_check(struct cli_changes *changes,
                                     const char *host, struct fc_error *err);

/* Will anything change? */
bool cli_changes_is_change(const struct cli_changes *changes);

/* Append what will change as a diff, or a line saying that nothing will. */
FC_MUST_CHECK bool cli_changes_show(const struct cli_changes *changes,
                                    const char *host, struct fc_buf *out,
                                    struct fc_error *err);

/*
 * Keep backups and write; what was done is appended to said, a line each,
 * also when it fails: a file that does leaves those before it written.  An
 * undo removes its backups, and directories that setup made, as well.
 */
FC_MUST_CHECK bool cli_changes_write(struct cli_changes *changes,
                                     const struct fc_paths *paths,
                                     const char *host, struct fc_buf *said,
                                     struct fc_error *err);

void cli_changes_clear(struct cli_changes *changes);

#endif
