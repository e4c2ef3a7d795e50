/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that were refused, design.md, "Erase". */
#ifndef FC_CREDENTIAL_ERASE_H
#define FC_CREDENTIAL_ERASE_H

#include "credential/credential.h"

/*
 * Forget what matches: the access record or the static token, only when the
 * secret (if given) is that one; never the login.  An access token erased
 * within a minute of its issue is noted as refused.  Results as above.
 */
FC_MUST_CHECK enum fc_lookup
fc_credential_erase(const struct fc_credential *given, time_t now,
                    struct fc_error *err);

#endif
