/* SPDX-License-Identifier: Apache-2.0 */
/* Where people paste tokens: files of the home, and files that lie in trees. */
#ifndef HELPERS_CLI_SWEEP_PLACES_H
#define HELPERS_CLI_SWEEP_PLACES_H

#include "cli/sweep/scan.h"

/* Look through each file of the home that the table has; their number that
 * cannot be read is added to *unreadable. */
void cli_places_of_home(struct cli_scan *scan, size_t *unreadable);

/* How a file of this name is read, wherever it lies; NULL: it is none that has
 * tokens. */
cli_scanner *cli_place_of_name(const char *name);

/* As above, of a file that a person named: by lines when its name says
 * nothing. */
cli_scanner *cli_place_of_path(const char *path);

#endif
