/* SPDX-License-Identifier: Apache-2.0 */
/* Looking through directories, without end neither in depth nor in number. */
#ifndef HELPERS_CLI_SWEEP_WALK_H
#define HELPERS_CLI_SWEEP_WALK_H

#include "cli/sweep/scan.h"

#define CLI_WALK_DEPTH_MAX 24
#define CLI_WALK_ENTRIES_MAX 2000000

struct cli_walk {
	struct cli_scan *scan;
	size_t entries;
	size_t unreadable; /* files and directories */
	bool stopped;      /* there was more than is looked at */
	dev_t device;      /* other file systems are not entered */
	char path[FC_PATH_SIZE];
	size_t len;
	long long said_ms; /* when progress was shown; 0: it is not to be */
	bool said;         /* and it was */
};

/*
 * Look through the configuration of each clone, bare ones, submodules and
 * worktrees among them, and each file that cli_place_of_name knows, below a
 * directory; no symbolic link is followed.  A file is looked through itself.
 * Of a directory inside a clone that clone's configuration is, too.  Fails (IO)
 * when there is no such path.
 */
FC_MUST_CHECK bool cli_walk_below(struct cli_walk *walk, const char *path,
                                  struct fc_error *err);

/* The end: what was shown of the progress goes. */
void cli_walk_end(struct cli_walk *walk);

#endif
