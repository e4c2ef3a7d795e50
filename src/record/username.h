/* SPDX-License-Identifier: Apache-2.0 */
/* Which user name a container registry is answered with. */
#ifndef FC_RECORD_USERNAME_H
#define FC_RECORD_USERNAME_H

#include "base/path.h"
#include "config/stack.h"

/*
 * The user name for the stack's host asked for, unless FOUNDRY_REPOSITORY
 * says another: the "username" of the registry's own section, the one last
 * handed to "store" for it, the stack's "username"; "" when there is none of
 * these.
 */
void fc_registry_username(const struct fc_paths *paths,
                          const struct fc_stack *stack, char *out,
                          size_t size);

#endif
