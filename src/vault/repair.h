/* SPDX-License-Identifier: Apache-2.0 */
/* A shared file that nobody can read: made readable, and kept as it was. */
#ifndef FC_VAULT_REPAIR_H
#define FC_VAULT_REPAIR_H

#include "vault/shared_file.h"

/* A name that begins with FC_LOGINS_ASIDE. */
#define FC_ASIDE_SIZE 64

/*
 * Put into the shared file's place what can be read of it, and keep it as it
 * was under the name in aside.  Of a section that stands there several times
 * the one is kept whose refresh token we have last used or got
 * (record/last_used); else the first that has a client, an endpoint and a
 * refresh token: who writes last writes over the beginning.
 *
 * A file that is fine, by now perhaps, stays; aside is then "".  One that
 * somebody is writing, or that cannot be read for another reason, is an
 * error.  Under the vault's lock; the Python library may write meanwhile.
 */
FC_MUST_CHECK bool fc_vault_repair(const struct fc_vault *vault,
                                   char aside[FC_ASIDE_SIZE],
                                   struct fc_error *err);

/* Remove whatever was kept so: whose tokens are in it nobody can know. */
FC_MUST_CHECK bool fc_vault_forget_aside(const struct fc_vault *vault,
                                         struct fc_error *err);

#endif
