/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ties an access record to the configuration it was made under, so that
 * it can be answered without reading that again (design.md, "Records").
 */
#ifndef FC_RECORD_BINDING_H
#define FC_RECORD_BINDING_H

#include "base/file.h"
#include "config/config.h"

/* What was in force when a record was made. */
#define FC_BINDING_MAX 32768
/* One version each of user's config, system's config, tokens and oauth. */
#define FC_STAMPS_SIZE (4 * FC_STAMP_SIZE + 4)

/*
 * What a record is bound to: stack, client_id, scopes, grant, token kind and
 * FOUNDRY_HOME in force, as lines of the record itself.
 */
FC_MUST_CHECK bool fc_binding_of(const struct fc_stack *stack,
                                 const struct fc_places *places,
                                 struct fc_buf *binding,
                                 struct fc_error *err);

/* Is this the key of one of those lines? */
bool fc_binding_has(const char *key);

/* The stack of a binding; false: there is none. */
FC_MUST_CHECK bool fc_binding_stack(const struct fc_buf *binding,
                                    char stack[FC_HOST_SIZE]);

/* Was this binding made under that FOUNDRY_HOME?  Two homes can share the
 * runtime directory, and the system's configuration. */
bool fc_binding_is_of_home(const struct fc_buf *binding,
                           const struct fc_places *places);

/* The present versions of the files that configure: config, the system's,
 * tokens and, if it is wanted, the shared one. */
void fc_stamps_now(const struct fc_places *places, bool shared,
                   char out[FC_STAMPS_SIZE]);

/* The same as the configuration was when it was read; of tokens, which is
 * read later, as it is now. */
void fc_stamps_of(const struct fc_config *config, bool shared,
                  char out[FC_STAMPS_SIZE]);

/* Were these stamps taken of the files as they are now? */
bool fc_stamps_hold(const struct fc_places *places, const char *stamps);

#endif
