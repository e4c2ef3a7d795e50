/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ties an access record to the configuration it was made under, so that
 * it can be answered without reading that again (design.md, "Records").
 */
#ifndef FC_RECORD_CACHE_KEY_H
#define FC_RECORD_CACHE_KEY_H

#include "base/file.h"
#include "config/config.h"

/* What was in force when a record was made. */
#define FC_CACHE_KEY_MAX 32768
/* One version each of user's config, system's config, tokens and oauth. */
#define FC_FILE_STAMPS_SIZE (4 * FC_FILE_STAMP_SIZE + 4)

/*
 * What a record is bound to: stack, client_id, scopes, grant, token kind and
 * FOUNDRY_HOME in force, as lines of the record itself.
 */
FC_MUST_CHECK bool fc_cache_key_of(const struct fc_stack *stack,
                                   const struct fc_paths *paths,
                                   struct fc_buf *cache_key,
                                   struct fc_error *err);

/* Is this the key of one of those lines? */
bool fc_cache_key_has(const char *key);

/* The stack of a cache key; false: there is none. */
FC_MUST_CHECK bool fc_cache_key_stack(const struct fc_buf *cache_key,
                                      char stack[FC_HOST_SIZE]);

/* Was this cache key made under that FOUNDRY_HOME?  Two homes can share the
 * runtime directory, and the system's configuration. */
bool fc_cache_key_is_of_home(const struct fc_buf *cache_key,
                             const struct fc_paths *paths);

/* The present versions of the files that configure: config, the system's,
 * tokens and, if it is wanted, the shared one. */
void fc_file_stamps_now(const struct fc_paths *paths, bool shared,
                        char out[FC_FILE_STAMPS_SIZE]);

/* The same as the configuration was when it was read; of tokens, which is
 * read later, as it is now. */
void fc_file_stamps_of(const struct fc_config *config, bool shared,
                       char out[FC_FILE_STAMPS_SIZE]);

/* Were these stamps taken of the files as they are now? */
bool fc_file_stamps_hold(const struct fc_paths *paths, const char *stamps);

#endif
