/* SPDX-License-Identifier: Apache-2.0 */
/* Container registries: which are known (design.md, "docker"). */
#ifndef FC_CREDENTIAL_REGISTRY_H
#define FC_CREDENTIAL_REGISTRY_H

#include "config/config.h"

/*
 * Every registry that is known and would be answered for now, with its user
 * name, some perhaps twice: of the aliases, said and unsaid, and the hosts
 * that something was stored for.  No
 * network, no child.  What cannot be read is told and passed over; fails
 * without memory or a home, or when visit answers false.
 */
FC_MUST_CHECK bool
fc_registry_each(bool (*visit)(const char *host, const char *username,
                               void *arg),
                 void *arg, struct fc_error *err);

#endif
