/* SPDX-License-Identifier: Apache-2.0 */
/* The shared file: its lock, and one write beside a program that takes none. */
#ifndef FC_VAULT_SHARED_FILE_H
#define FC_VAULT_SHARED_FILE_H

#include "base/draft.h"
#include "base/lock.h"
#include "base/path.h"
#include "vault/logins.h"

struct fc_vault {
	const struct fc_paths *paths; /* borrowed */
	struct fc_dir home;
};

#define FC_VAULT_INIT { .home = FC_DIR_INIT }

/* Open FOUNDRY_HOME, making it when missing. */
FC_MUST_CHECK bool fc_vault_open(struct fc_vault *vault,
                                 const struct fc_paths *paths,
                                 struct fc_error *err);
void fc_vault_close(struct fc_vault *vault);

/* Take the lock that guards both files, for the moment of one read and one
 * write; never over the network.  Waits for limit_ms at most, give or take a
 * second: FC_VAULT_LOCK_MS where nothing is lost by waiting. */
#define FC_VAULT_LOCK_MS 40000
FC_MUST_CHECK bool fc_vault_lock(const struct fc_vault *vault, int limit_ms,
                                 struct fc_lock *lock, struct fc_error *err);

/*
 * What is to be done to the file as it was just read.  It may be asked again
 * for another version of it.
 *
 * FC_FOUND:  logins was changed, write it.
 * FC_ABSENT: nothing is to be written.
 * FC_FAILED: err says why not.
 */
typedef enum fc_lookup fc_vault_change(struct fc_logins_file *logins, void *arg,
                                       struct fc_error *err);

/* Read the shared file as it is now; a broken one is an error here, a mode
 * that was too wide is said. */
FC_MUST_CHECK bool fc_vault_read_logins(const struct fc_vault *vault,
                                        struct fc_logins_file *logins,
                                        struct fc_lease *lease,
                                        struct fc_error *err);

/*
 * Take the vault's lock, read, change, write; and again when the Python
 * library wrote meanwhile, also when it wrote to the file that ours had
 * already replaced.  draft may be reserved, or is opened with tag, and is
 * used up.  patient: a file that cannot be parsed is waited for, 40 seconds
 * at most.
 */
FC_MUST_CHECK bool fc_vault_edit(const struct fc_vault *vault,
                                 struct fc_draft *draft, const char *tag,
                                 bool patient, fc_vault_change *change,
                                 void *arg, struct fc_error *err);

/* The same for a change that mends: it is given a broken file as well, with
 * what could be read of it. */
FC_MUST_CHECK bool fc_vault_edit_broken(const struct fc_vault *vault,
                                        struct fc_draft *draft,
                                        const char *tag,
                                        fc_vault_change *change, void *arg,
                                        struct fc_error *err);

#endif
