/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a sweep changes, and what is kept of each. */
#ifndef HELPERS_CLI_SWEEP_FIX_LIST_H
#define HELPERS_CLI_SWEEP_FIX_LIST_H

#include "cli/edit/backup.h"

struct cli_fix {
	struct cli_fix *next;
	struct cli_edit edit;
	struct cli_backup record; /* what is kept of it, or was */
	bool again; /* an earlier sweep has changed it, and nobody since */
};

struct cli_fixes {
	const struct fc_paths *paths; /* borrowed */
	struct cli_fix *first, *last;
	bool undo;
	bool left; /* there was something that could not be put back */
};

#define CLI_FIXES_INIT { NULL, NULL, NULL, false, false }

/* A new one, or NULL; it is freed, or becomes the last of a list. */
struct cli_fix *cli_fix_new(struct fc_error *err);
void cli_fix_free(struct cli_fix *fix);
void cli_fixes_append(struct cli_fixes *fixes, struct cli_fix *fix);

void cli_fixes_clear(struct cli_fixes *fixes);

/* Fill in what is to be kept of a file: as it was before the first of several
 * sweeps.  Fails (DATA) when somebody else has changed it in between, as what
 * is kept already would be lost. */
FC_MUST_CHECK bool cli_fix_record(const struct fc_paths *paths,
                                  struct cli_fix *fix, struct fc_error *err);

/* The name of what is kept of a path: HOME/setup/sweep.NAME. */
#define CLI_FIX_HOST "sweep"
#define CLI_FIX_NAME_SIZE 17
const char *cli_fix_name(const char *path, char out[CLI_FIX_NAME_SIZE]);

#endif
