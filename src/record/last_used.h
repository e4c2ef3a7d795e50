/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a refresh token was got or last used: from then on Foundry counts the
 * days in which it is not.  In a small file of ours, as the shared file has no
 * place for it; said of one token, known by its mark (config/logins.h), for
 * the Python library may save another at any moment (docs/records.md).
 */
#ifndef FC_RECORD_LAST_USED_H
#define FC_RECORD_LAST_USED_H

#include "base/path.h"

#include <time.h>

/* When the token with this mark was last used; 0: nobody knows. */
time_t fc_last_used_get(const struct fc_paths *paths, const char *host,
                        const char *mark);

/* Write it down.  Best effort: it only informs.  The caller holds the host's
 * lock. */
void fc_last_used_put(const struct fc_paths *paths, const char *host,
                      const char *mark, time_t at);

/* Forget it; absence is fine. */
void fc_last_used_forget(const struct fc_paths *paths, const char *host);

#endif
