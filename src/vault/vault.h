/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The secrets that last: refresh tokens in $FOUNDRY_HOME/oauth, the Python
 * library's own file, and static tokens in $FOUNDRY_HOME/tokens.  Linked
 * into foundry-oauth alone.
 *
 * The Python library rewrites the shared file at any moment without a lock.
 * So every write here reads the file anew under our lock, waits out one that
 * is being rewritten, changes only its own section, and does so again when the
 * file has changed by then (docs/records.md).
 */
#ifndef FC_VAULT_VAULT_H
#define FC_VAULT_VAULT_H

#include "base/draft.h"
#include "config/stack.h"
#include "vault/logins.h"
#include "vault/shared_file.h"

/* A saved login of a stack. */
struct fc_saved_login {
	struct fc_secret refresh;
	struct fc_buf scopes; /* as stored: comma-separated */
	bool foreign;         /* another application's: refresh is empty */
	struct fc_buf client_id; /* whose it is */
	char mark[FC_MARK_SIZE]; /* of its token, also of a foreign one; "" */
};

#define FC_SAVED_LOGIN_INIT { .refresh = FC_SECRET_INIT, \
	.scopes = FC_BUF_INIT(16384), .client_id = FC_BUF_INIT(4096) }

void fc_saved_login_clear(struct fc_saved_login *saved);

/* The name of the stack's section: as it stands in the file, else the Python
 * library's: the token URI's host. */
void fc_vault_section(const struct fc_logins_file *logins,
                      const struct fc_stack *stack,
                      char name[FC_HOST_SIZE + 8]);

/* As read of vault/backend.h, in what was read; saved is empty. */
FC_MUST_CHECK enum fc_lookup fc_vault_find(const struct fc_logins_file *logins,
                                           const struct fc_stack *stack,
                                           struct fc_saved_login *saved,
                                           struct fc_error *err);

/* Two places for a refresh token: the next version of the file, and one
 * beside it, should that not be possible. */
struct fc_reserve {
	struct fc_draft draft;
	struct fc_draft kept;
	char from[FC_MARK_SIZE]; /* of the token that was in the file */
};

#define FC_RESERVE_INIT { .draft = FC_DRAFT_INIT, .kept = FC_DRAFT_INIT }

void fc_reserve_clear(struct fc_reserve *reserve);

/*
 * Put a refresh token that an earlier run could not save where it belongs, if
 * there is one and the file still holds the token from which it came;
 * whatever else the file holds is newer.  Then only remove it.
 */
FC_MUST_CHECK bool fc_vault_adopt(const struct fc_vault *vault,
                                  const struct fc_stack *stack,
                                  struct fc_error *err);

/*
 * The shared file as a backend (vault/backend.h).  Its proof is that the file
 * is the one that its name means and can be replaced, the vault's lock can be
 * had, what an earlier run has left is adopted, the file makes sense, and
 * there is room for what it will become.
 */
FC_MUST_CHECK bool fc_vault_file_probe(const struct fc_paths *paths,
                                       const struct fc_stack *stack,
                                       struct fc_error *err);
FC_MUST_CHECK enum fc_lookup
fc_vault_file_read(const struct fc_vault *vault, const struct fc_stack *stack,
                   struct fc_saved_login *saved, struct fc_error *err);
FC_MUST_CHECK bool fc_vault_file_reserve(const struct fc_vault *vault,
                                         const struct fc_stack *stack,
                                         struct fc_reserve *reserve,
                                         struct fc_error *err);
FC_MUST_CHECK bool fc_vault_file_save(const struct fc_vault *vault,
                                      const struct fc_stack *stack,
                                      struct fc_reserve *reserve,
                                      const struct fc_secret *sent,
                                      const struct fc_secret *refresh,
                                      struct fc_error *err);
FC_MUST_CHECK bool fc_vault_file_forget(const struct fc_vault *vault,
                                        const struct fc_stack *stack,
                                        const struct fc_secret *refused,
                                        struct fc_error *err);

/* Forget the stack's section, if it is ours, also in what killed writers have
 * left beside the file, and what waits for a place in it.  The caller holds
 * the stack's lock. */
FC_MUST_CHECK bool fc_vault_logout(const struct fc_vault *vault,
                                   const struct fc_stack *stack,
                                   struct fc_error *err);

/* The latter alone.  Under the vault's lock. */
FC_MUST_CHECK bool fc_vault_sweep(const struct fc_vault *vault,
                                  const struct fc_stack *stack,
                                  struct fc_error *err);

/* Keep a static token; an older one of that host and user goes.  An empty
 * one only remembers the user name, as the last one, and what was kept under
 * it stays; any_user: it answers every other too. */
FC_MUST_CHECK bool fc_vault_store_static(const struct fc_vault *vault,
                                         const char *host, const char *user,
                                         bool any_user,
                                         const struct fc_secret *token,
                                         time_t expires_at,
                                         struct fc_error *err);

/* Forget static tokens of a host: of one user or (NULL) all, only those
 * equal to secret unless that is NULL or empty. */
FC_MUST_CHECK bool fc_vault_erase_static(const struct fc_vault *vault,
                                         const char *host, const char *user,
                                         const struct fc_secret *secret,
                                         struct fc_error *err);

#endif
