/* SPDX-License-Identifier: Apache-2.0 */
/* Files of ours, which hold tokens because they must: a sweep opens none of
 * them, and those that foundry-oauth alone reads by no other name either. */
#ifndef HELPERS_CLI_SWEEP_OWN_H
#define HELPERS_CLI_SWEEP_OWN_H

#include "config/config.h"

#define CLI_OWN_FILES_MAX 64

struct cli_own {
	char directories[2][FC_PATH_SIZE]; /* links followed; "": none */
	struct cli_own_file {
		dev_t device;
		ino_t inode;
	} files[CLI_OWN_FILES_MAX]; /* and directories */
	size_t count;
};

/* FOUNDRY_HOME and the runtime directory; the file of logins, and each
 * client_secret_file. */
void cli_own_find(struct cli_own *own, const struct fc_config *config);

/* By its name, links followed, or as what it is. */
bool cli_own_has_path(const struct cli_own *own, const char *path);
bool cli_own_has_file(const struct cli_own *own, const struct stat *st);

#endif
