/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting a container registry, as "docker logout" does. */
#ifndef FC_CREDENTIAL_FORGET_H
#define FC_CREDENTIAL_FORGET_H

#include "base/error.h"

/*
 * Forget a registry: of an alias its static tokens and user names; of a
 * stack's own host all, as logout.  A host that is not ours, or that nothing
 * is kept of, is fine.
 */
FC_MUST_CHECK bool fc_registry_forget(const char *host, struct fc_error *err);

#endif
