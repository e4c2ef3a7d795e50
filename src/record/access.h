/* SPDX-License-Identifier: Apache-2.0 */
/* An access record and the configuration that it is to be of. */
#ifndef FC_RECORD_ACCESS_H
#define FC_RECORD_ACCESS_H

#include "record/cache.h"

/*
 * Read the stack's access record; access is then filled if it may be used,
 * fresh or not.  Opens cache if it is not open, and takes no lock.
 *
 * FC_FOUND:  it was made under the configuration in force.
 * FC_ABSENT: there is none, or it was not; with noop none is looked for.
 * FC_FAILED: a record, or a directory of them, that must not be trusted.
 */
FC_MUST_CHECK enum fc_lookup fc_access_read(struct fc_cache *cache,
                                            const struct fc_paths *paths,
                                            const struct fc_stack *stack,
                                            struct fc_access *access,
                                            struct fc_error *err);

/*
 * Prepare a record for the host that this stack was asked for by: its
 * cache key, and all that is needed to answer from it unread.  stamps: of the
 * configuration that was read.  A stack that is not plainly
 * read_write, or that the environment has changed, gets a record without
 * stamps.
 */
FC_MUST_CHECK bool fc_access_bind(struct fc_access *access,
                                  const struct fc_stack *stack,
                                  const struct fc_paths *paths,
                                  const char *stamps, time_t now,
                                  struct fc_error *err);

#endif
