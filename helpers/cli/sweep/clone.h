/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of a clone, which may lie elsewhere. */
#ifndef HELPERS_CLI_SWEEP_CLONE_H
#define HELPERS_CLI_SWEEP_CLONE_H

#include "cli/sweep/scan.h"

/* Is the open directory one where git keeps a repository? */
bool cli_clone_is(int directory);

/* Look through the configuration that a ".git" leads to: a directory, or the
 * file of a worktree or a submodule.  What cannot be read is counted. */
void cli_clone_look(struct cli_scan *scan, const char *path,
                    size_t *unreadable);

/* The same of the clone that a directory is in; nothing where it is none, or
 * at its top. */
void cli_clone_look_above(struct cli_scan *scan, const char *path,
                          size_t *unreadable);

#endif
