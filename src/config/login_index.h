/* SPDX-License-Identifier: Apache-2.0 */
/* The index of the shared file, as the helpers find it. */
#ifndef FC_CONFIG_LOGIN_INDEX_H
#define FC_CONFIG_LOGIN_INDEX_H

#include "config/logins.h"

/* In FOUNDRY_HOME or the runtime directory; no host has such a name. */
#define FC_INDEX_FILE ".logins.index"

/*
 * What an index says of the shared file as it is now.
 *
 * FC_FOUND:  logins is filled.
 * FC_ABSENT: there is no shared file, and so no login.
 * FC_FAILED: there is no such index.
 *
 * A FOUNDRY_HOME that cannot be opened is kept as broken, and what is in it is
 * not looked at.
 */
FC_MUST_CHECK enum fc_lookup fc_index_look(struct fc_logins *logins,
                                           const struct fc_paths *paths);

/* After an index that came otherwise: the version of the file that it is of,
 * which none is that has gone meanwhile. */
void fc_index_date(struct fc_logins *logins, const struct fc_paths *paths);

#endif
