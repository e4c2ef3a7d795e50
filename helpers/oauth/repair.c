/* SPDX-License-Identifier: Apache-2.0 */
/* The request that makes the shared file readable again. */
#include "verbs.h"

#include "base/log.h"
#include "vault/repair.h"

bool
oauth_repair(const struct fc_paths *paths, struct fc_error *err)
{
	struct fc_vault vault = FC_VAULT_INIT;
	char aside[FC_ASIDE_SIZE] = "";
	bool done;

	done = fc_vault_open(&vault, paths, err) &&
	       fc_vault_repair(&vault, aside, err);
	if (done && *aside)
		fc_warn("%s/%s is repaired; as it was it is kept as %s, until "
		        "you log out", vault.home.path, FC_LOGINS_FILE, aside);
	fc_vault_close(&vault);
	return done;
}
