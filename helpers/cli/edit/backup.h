/* SPDX-License-Identifier: Apache-2.0 */
/* $FOUNDRY_HOME/setup/HOST.NAME: what setup did to a file. */
#ifndef HELPERS_CLI_EDIT_BACKUP_H
#define HELPERS_CLI_EDIT_BACKUP_H

#include "base/lock.h"
#include "base/path.h"
#include "cli/edit/edit.h"

struct cli_backup {
	char path[FC_PATH_SIZE];
	bool existed;        /* before setup */
	int made_directories; /* the last ones of its path are of setup */
	bool made_home;      /* so is FOUNDRY_HOME */
	struct fc_buf before, after;
	bool knows_after;    /* an older version kept only the stamp of it */
	char stamp[FC_FILE_STAMP_SIZE];
};

#define CLI_BACKUP_INIT { .before = FC_BUF_INIT(CLI_EDIT_MAX), \
	.after = FC_BUF_INIT(CLI_EDIT_MAX) }

/* Take the lock under which backups, and what they are of, are written; the
 * caller lets go of it.  Waits 30 seconds at most.  Without create a home that
 * is not there needs none: true. */
FC_MUST_CHECK bool cli_backup_lock(const struct fc_paths *paths, bool create,
                                   struct fc_lock *lock,
                                   struct fc_error *err);

FC_MUST_CHECK enum fc_lookup cli_backup_read(const struct fc_paths *paths,
                                             const char *host,
                                             const char *name,
                                             struct cli_backup *backup,
                                             struct fc_error *err);
FC_MUST_CHECK bool cli_backup_write(const struct fc_paths *paths,
                                    const char *host, const char *name,
                                    const struct cli_backup *backup,
                                    struct fc_error *err);
FC_MUST_CHECK bool cli_backup_remove(const struct fc_paths *paths,
                                     const char *host, const char *name,
                                     struct fc_error *err);
void cli_backup_clear(struct cli_backup *backup);

#endif
