/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of the shared file (docs/records.md): what the other programs
 * may know of its logins.  Made and written by foundry-oauth alone.
 */
#ifndef FC_VAULT_INDEX_H
#define FC_VAULT_INDEX_H

#include "vault/logins.h"

/* What it is to say of a file that was read, whose version is seen. */
FC_MUST_CHECK bool fc_index_of(const struct fc_logins_file *file,
                               const struct stat *seen, struct fc_buf *index,
                               struct fc_error *err);

/* Read the shared file and keep of it what an index says.  Fails only
 * without memory, or when that would be too long. */
FC_MUST_CHECK bool fc_index_make(struct fc_logins *logins,
                                 const struct fc_paths *paths,
                                 struct fc_error *err);

/*
 * Write it beside the shared file, else into the runtime directory.  One that
 * another process writes this moment will do, as its stamp says what it is
 * worth.  False: neither can be written.
 */
FC_MUST_CHECK bool fc_index_write(const struct fc_paths *paths,
                                  const struct fc_buf *index,
                                  struct fc_error *err);

/* Could it be written now?  Leaves nothing. */
FC_MUST_CHECK bool fc_index_prove(const struct fc_paths *paths,
                                  struct fc_error *err);

/* The same of one that was made; nothing of a file that is not there or could
 * not be read, which is true. */
FC_MUST_CHECK bool fc_index_keep(const struct fc_paths *paths,
                                 const struct fc_logins *logins,
                                 struct fc_error *err);

/* Remove it from both, with what a killed writer has left. */
FC_MUST_CHECK bool fc_index_forget(const struct fc_paths *paths,
                                   struct fc_error *err);

#endif
