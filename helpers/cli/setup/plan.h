/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes: all are read and thought through before the
 * first is written. */
#ifndef HELPERS_CLI_SETUP_PLAN_H
#define HELPERS_CLI_SETUP_PLAN_H

#include "cli/setup/setup.h"

/* In the order in which they are written. */
enum cli_plan_file {
	CLI_PLAN_SECRET,
	CLI_PLAN_CONFIG,
	CLI_PLAN_GIT,
	CLI_PLAN_DOCKER,
	CLI_PLAN_FILES,
};

struct cli_plan {
	struct cli_edit edit[CLI_PLAN_FILES];
	bool opened[CLI_PLAN_FILES];
	struct cli_backup kept[CLI_PLAN_FILES]; /* of an earlier setup */
	bool has_kept[CLI_PLAN_FILES];
	struct cli_backup next[CLI_PLAN_FILES]; /* of this one */
	bool undo; /* takes back rather than sets up */
	bool makes_home;
	struct cli_registries registries;
};

#define CLI_PLAN_INIT { \
	.edit = { CLI_EDIT_INIT, CLI_EDIT_INIT, CLI_EDIT_INIT, \
	          CLI_EDIT_INIT }, \
	.kept = { CLI_BACKUP_INIT, CLI_BACKUP_INIT, CLI_BACKUP_INIT, \
	          CLI_BACKUP_INIT }, \
	.next = { CLI_BACKUP_INIT, CLI_BACKUP_INIT, CLI_BACKUP_INIT, \
	          CLI_BACKUP_INIT } }

/* What their backups are called. */
extern const char *const cli_plan_names[];

/* The registries of the wished-for stack: the one named, those that the
 * config calls so, and the one that it has by its domain. */
FC_MUST_CHECK bool cli_plan_registries(struct cli_plan *plan,
                                       const struct fc_config *config,
                                       const struct cli_wish *wish,
                                       struct fc_error *err);

/* Does each registry have a user name of its own by now? */
bool cli_plan_names_repositories(const struct cli_plan *plan,
                                 const struct fc_config *config);

/* Read a file, and what an earlier setup did to it; its edit is then to be
 * changed. */
FC_MUST_CHECK bool cli_plan_open(struct cli_plan *plan,
                                 enum cli_plan_file file,
                                 const struct fc_places *places,
                                 const char *host, struct fc_error *err);

/* What an earlier setup did to a file that is open, or NULL.  Borrowed. */
const struct cli_backup *cli_plan_backup(const struct cli_plan *plan,
                                         enum cli_plan_file file);

/*
 * Read a file and plan to take back what setup did to it: what it was before,
 * when nobody else has changed it since, else what is still as setup left it.
 * Nothing, where nothing was kept.
 */
FC_MUST_CHECK bool cli_plan_undo(struct cli_plan *plan,
                                 enum cli_plan_file file,
                                 const struct fc_places *places,
                                 const char *host, struct fc_error *err);

/* Can each file that changes be written?  Else an IO error.  Thinks of what
 * is to be kept of each. */
FC_MUST_CHECK bool cli_plan_check(struct cli_plan *plan, const char *host,
                                  struct fc_error *err);

/* Will anything change? */
bool cli_plan_is_change(const struct cli_plan *plan);

/* Append what will change as a diff, or a line saying that nothing will. */
FC_MUST_CHECK bool cli_plan_show(const struct cli_plan *plan,
                                 const char *host, struct fc_buf *out,
                                 struct fc_error *err);

/*
 * Keep backups and write; what was done is appended to said, a line each,
 * also when it fails: a file that does leaves those before it written.  An
 * undo removes its backups, and directories that setup made, as well.
 */
FC_MUST_CHECK bool cli_plan_write(struct cli_plan *plan,
                                  const struct fc_places *places,
                                  const char *host, struct fc_buf *said,
                                  struct fc_error *err);

void cli_plan_clear(struct cli_plan *plan);

#endif
