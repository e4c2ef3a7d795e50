/* SPDX-License-Identifier: Apache-2.0 */
/* Which program a name means. */
#ifndef FC_BASE_PROGRAM_H
#define FC_BASE_PROGRAM_H

#include "base/text.h"

/*
 * Look a name up on PATH as execvp does: the first regular file of that name
 * that we may execute; a name with a slash is taken as it is.  Entries of PATH
 * that mean the working directory, or one below it, are passed over.  False:
 * none.
 */
bool fc_program_find(const char *name, char path[FC_PATH_SIZE]);

/*
 * The next program of that name on PATH, for one that stands before others of
 * its own name: behind the place that this process was run from, and never the
 * same file by another link.  Each that goes on so comes further down PATH, so
 * that none goes in a circle.  False: none.
 */
bool fc_program_next(const char *name, char path[FC_PATH_SIZE]);

/* Do two paths name one file, links followed?  False when one is missing. */
bool fc_path_is_same(const char *one, const char *other);

#endif
