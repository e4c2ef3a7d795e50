/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was granted is kept: the refresh token first, then the access record
 * (design.md, "Refresh").
 */
#ifndef FC_OAUTH_TOKEN_SAVER_H
#define FC_OAUTH_TOKEN_SAVER_H

#include "oauth/grant.h"
#include "record/cache.h"
#include "record/notes.h"
#include "vault/backend.h"

/* Where one stack's tokens go; pointers are borrowed. */
struct fc_token_saver {
	const struct fc_paths *paths;
	const struct fc_config *config;
	const struct fc_stack *stack;
	const struct fc_vault_backend *backend; /* of the stack */
	struct fc_vault vault;
	struct fc_reserve reserve;
	struct fc_cache cache; /* fd -1: no access record can be kept */
	struct fc_notes notes;
	time_t first_sent_at; /* of the refresh token, by an earlier try */
};

#define FC_TOKEN_SAVER_INIT \
	{ \
		.vault = FC_VAULT_INIT, .reserve = FC_RESERVE_INIT, \
		.cache = FC_CACHE_INIT \
	}

/*
 * Open what the stack's cache mode lets us keep in; noop opens nothing.
 * Without a place for access records (in the home they are kept only beside
 * a refresh token or for client_credentials) it goes on without.
 */
FC_MUST_CHECK bool fc_token_saver_open(struct fc_token_saver *saver,
                                       struct fc_error *err);

/* Make sure now that a refresh token can be saved later. */
FC_MUST_CHECK bool fc_token_saver_reserve(struct fc_token_saver *saver,
                                          struct fc_error *err);

/*
 * Save the refresh token of a grant, if it has one.  sent is the refresh
 * token it came from, NULL for a login or client_credentials.  A login that
 * brought none ends the saved one of the same application: it may be another
 * person's.
 */
FC_MUST_CHECK bool fc_token_saver_save(struct fc_token_saver *saver,
                                       const struct fc_grant *grant,
                                       const struct fc_secret *sent,
                                       struct fc_error *err);

/*
 * Then write the access record.  user is the account, "" when not known (an
 * older record's name then stays, if its login is the one that was sent).  One
 * that cannot be written is said and withholds nothing.
 */
void fc_token_saver_record(struct fc_token_saver *saver,
                           const struct fc_grant *grant,
                           const struct fc_secret *sent, const char *user);

/* Write the notes down, if there is a place for them. */
void fc_token_saver_note(struct fc_token_saver *saver);

void fc_token_saver_close(struct fc_token_saver *saver);

#endif
