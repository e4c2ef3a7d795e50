/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A refresh token that is not yet in the shared file, beside it, in
 * ".oauth.HOST.kept": written before the file is, removed when that is done,
 * and else adopted by the next run (docs/records.md).  The caller holds the
 * stack's lock.
 */
#ifndef FC_VAULT_KEPT_H
#define FC_VAULT_KEPT_H

#include "base/draft.h"
#include "config/stack.h"
#include "vault/shared_file.h"

/* What the stack's section is to become. */
struct fc_kept {
	bool login; /* it came with a login, else by a refresh */
	char from[FC_MARK_SIZE]; /* of the token in the file that gives way
	                            to it, "" for none */
	struct fc_buf client_id;
	struct fc_buf token_uri;
	struct fc_buf scopes; /* with spaces between */
	struct fc_secret refresh;
};

#define FC_KEPT_INIT { .client_id = FC_BUF_INIT(4096), \
	.token_uri = FC_BUF_INIT(4096), .scopes = FC_BUF_INIT(16384), \
	.refresh = FC_SECRET_INIT }

/* Fill kept: a new token of this stack, from sent, or (NULL) of a login that
 * takes the place of the token with the mark from. */
FC_MUST_CHECK bool fc_kept_fill(struct fc_kept *kept,
                                const struct fc_stack *stack,
                                const struct fc_secret *sent,
                                const char *from,
                                const struct fc_secret *refresh,
                                struct fc_error *err);

/* Make the file, with room for the longest token. */
FC_MUST_CHECK bool fc_kept_reserve(const struct fc_vault *vault,
                                   const char *host,
                                   struct fc_draft *draft,
                                   struct fc_error *err);

/* Write the token into it: from now on it outlives this process, and with
 * sync the machine's run. */
FC_MUST_CHECK bool fc_kept_put(const struct fc_draft *draft, const char *host,
                               const struct fc_kept *kept, bool sync,
                               struct fc_error *err);

/* Read what another run has left.  FC_ABSENT: nothing, or nothing whole. */
FC_MUST_CHECK enum fc_lookup fc_kept_read(const struct fc_vault *vault,
                                          const char *host,
                                          struct fc_kept *kept,
                                          struct fc_error *err);

/* Remove the file; absence is fine. */
FC_MUST_CHECK bool fc_kept_forget(const struct fc_vault *vault,
                                  const char *host, struct fc_error *err);

void fc_kept_clear(struct fc_kept *kept);

#endif
