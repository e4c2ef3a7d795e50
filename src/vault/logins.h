/* SPDX-License-Identifier: Apache-2.0 */
/*
 * $FOUNDRY_HOME/oauth itself, the file of the Python library
 * palantir-oauth-client, with its secrets.  Reading never takes the lock and
 * never writes.
 */
#ifndef FC_VAULT_LOGINS_H
#define FC_VAULT_LOGINS_H

#include "base/lease.h"
#include "config/logins.h"

struct fc_logins_file {
	struct fc_ini ini;
	struct stat seen;       /* when it was read; st_ino 0: missing */
	bool repaired;          /* the mode was too wide: say so */
	struct fc_error broken; /* kind NONE when the file is fine or missing */
};

#define FC_LOGINS_FILE_INIT { .ini = FC_INI_INIT }

/*
 * Read it.  Missing is empty; unreadable or unparsable is kept as broken.  It
 * stays open under the lease, for the caller to end.
 *
 * A file that the Python library is rewriting this moment (it truncates
 * first) is never taken for the truth: it is read again for up to a second,
 * and is broken if there is still only half of it.
 */
FC_MUST_CHECK bool fc_logins_file_read(struct fc_logins_file *file,
                                       const struct fc_dir *home,
                                       struct fc_lease *lease,
                                       struct fc_error *err);

/* The same once more from the open file itself, whatever its name is now. */
FC_MUST_CHECK bool fc_logins_file_read_again(struct fc_logins_file *file,
                                             const struct fc_dir *home,
                                             const struct fc_lease *lease,
                                             struct fc_error *err);

/* The same without a lease to end, from FOUNDRY_HOME, which may be missing. */
FC_MUST_CHECK bool fc_logins_file_load(struct fc_logins_file *file,
                                       const struct fc_paths *paths,
                                       struct fc_error *err);

/* As fc_logins_find, in the file. */
FC_MUST_CHECK enum fc_lookup
fc_logins_file_find(const struct fc_logins_file *file, const char *host,
                    struct fc_login_entry *entry, struct fc_error *err);

/* As fc_logins_have, in the file. */
FC_MUST_CHECK enum fc_lookup
fc_logins_file_have(const struct fc_logins_file *file,
                    const struct fc_stack *stack, bool *foreign,
                    struct fc_error *err);

/* A value of a host's section, as fc_ini_get. */
FC_MUST_CHECK enum fc_lookup
fc_logins_file_value(const struct fc_logins_file *file, const char *host,
                     const char *key, struct fc_buf *value,
                     struct fc_error *err);

void fc_logins_file_clear(struct fc_logins_file *file);

#endif
