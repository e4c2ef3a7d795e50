/* SPDX-License-Identifier: Apache-2.0 */
/* Where things lie: FOUNDRY_HOME, the runtime directory, installed files. */
#ifndef FC_BASE_PATH_H
#define FC_BASE_PATH_H

#include "base/error.h"
#include "base/text.h"

struct fc_paths {
	char home[FC_PATH_SIZE - 64]; /* $FOUNDRY_HOME, default ~/.foundry */
	char run[FC_PATH_SIZE - 64];  /* runtime directory, "" when none is fit */
	char config[FC_PATH_SIZE];    /* home/config */
	char system[FC_PATH_SIZE];    /* SYSCONFDIR/foundry/config */
};

/*
 * Find them out.  Touches the disk only to check the runtime directory
 * ($XDG_RUNTIME_DIR, else /run/user/UID; ours and 0700); creates nothing.
 * Without FOUNDRY_HOME and HOME the user's home is asked of the system.  Fails
 * (CONFIG) when that has none, or one of the variables is relative.
 */
FC_MUST_CHECK bool fc_paths_find(struct fc_paths *paths,
                                 struct fc_error *err);

/* Compiled in: the one path at which foundry-oauth is ever run. */
extern const char fc_oauth_program[];
extern const char fc_system_config[];

/* Compiled in: where git is told to find git-credential-foundry. */
extern const char fc_git_helper[];

#endif
