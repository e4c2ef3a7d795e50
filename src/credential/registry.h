/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Container registries: which user name they are answered with, which are
 * known, and how one is forgotten (DESIGN section 5).
 */
#ifndef FC_CREDENTIAL_REGISTRY_H
#define FC_CREDENTIAL_REGISTRY_H

#include "config/config.h"

/*
 * The user name for the stack's host asked for, unless FOUNDRY_REPOSITORY
 * says another: the "username" of the registry's own section, the one last
 * handed to "store" for it, the stack's "username"; "" when there is none of
 * these.
 */
void fc_registry_username(const struct fc_places *places,
                          const struct fc_stack *stack, char *out,
                          size_t size);

/*
 * Every registry that is known, with its user name, some perhaps twice: the
 * aliases, said and unsaid, and the hosts that something was stored for.  No
 * network, no child.  What cannot be read is told and passed over; fails
 * without memory or a home, or when visit answers false.
 */
FC_MUST_CHECK bool
fc_registry_each(bool (*visit)(const char *host, const char *username,
                               void *arg),
                 void *arg, struct fc_error *err);

/*
 * Forget a registry: of an alias its static tokens and user names; of a
 * stack's own host all, as logout.  A host that is not ours, or that nothing
 * is kept of, is fine.
 */
FC_MUST_CHECK bool fc_registry_forget(const char *host, struct fc_error *err);

#endif
