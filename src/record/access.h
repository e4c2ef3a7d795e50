/* SPDX-License-Identifier: Apache-2.0 */
/* An access record, made ready for the host that it answers for. */
#ifndef FC_RECORD_ACCESS_H
#define FC_RECORD_ACCESS_H

#include "record/cache.h"

/*
 * Prepare a record for the host that this stack was asked for by: its
 * binding, and all that is needed to answer from it unread.  stamps: of the
 * configuration that was read.  A stack that is not plainly
 * read_write, or that the environment has changed, gets a record without
 * stamps.
 */
FC_MUST_CHECK bool fc_access_bind(struct fc_access *access,
                                  const struct fc_stack *stack,
                                  const struct fc_places *places,
                                  const char *stamps, time_t now,
                                  struct fc_error *err);

#endif
