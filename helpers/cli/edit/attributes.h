/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what with a file, and what else is noted of it. */
#ifndef HELPERS_CLI_ATTRIBUTES_H
#define HELPERS_CLI_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Give a new file that nobody but us can open group, mode, ACL and extended
 * attributes of another one of ours, st being its fstat, and take away what it
 * has beyond these, as from its directory.  At no moment may anyone open it
 * who may not open the other.  False: not all can be had; the new one is then
 * of no use.
 */
bool cli_attributes_copy(int from, const struct stat *st, int to);

#endif
