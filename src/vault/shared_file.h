/* SPDX-License-Identifier: Apache-2.0 */
/* One write to the shared file, beside a program that takes no lock. */
#ifndef FC_VAULT_SHARED_FILE_H
#define FC_VAULT_SHARED_FILE_H

#include "vault/vault.h"

/*
 * What is to be done to the file as it was just read.  It may be asked again
 * for another version of it.
 *
 * FC_FOUND:  logins was changed, write it.
 * FC_ABSENT: nothing is to be written.
 * FC_FAILED: err says why not.
 */
typedef enum fc_lookup fc_vault_change(struct fc_logins *logins, void *arg,
                                       struct fc_error *err);

/* The name of the stack's section: as it stands in the file, else the Python
 * library's: the token URI's host. */
void fc_vault_section(const struct fc_logins *logins,
                      const struct fc_stack *stack,
                      char name[FC_HOST_SIZE + 8]);

/* As fc_vault_read, in what was read; saved is empty. */
FC_MUST_CHECK enum fc_lookup fc_vault_find(const struct fc_logins *logins,
                                           const struct fc_stack *stack,
                                           struct fc_saved_login *saved,
                                           struct fc_error *err);

/* Read the shared file as it is now; a broken one is an error here, a mode
 * that was too wide is said. */
FC_MUST_CHECK bool fc_vault_read_logins(const struct fc_vault *vault,
                                        struct fc_logins *logins,
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
