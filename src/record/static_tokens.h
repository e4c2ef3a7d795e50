/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static tokens, read: those a person handed to "store", kept in
 * $FOUNDRY_HOME/tokens by host and user name (docs/records.md).  Written by
 * vault/, in foundry-oauth.
 */
#ifndef FC_RECORD_STATIC_TOKENS_H
#define FC_RECORD_STATIC_TOKENS_H

#include "base/ini.h"
#include "base/path.h"
#include "base/url.h"
#include "record/token.h"

/* The name of the file below FOUNDRY_HOME. */
#define FC_STATIC_TOKENS_FILE "tokens"
#define FC_STATIC_TOKEN_USER_MAX 256
/* "user@host", the user percent-encoded. */
#define FC_STATIC_TOKEN_SECTION_SIZE \
	(3 * FC_STATIC_TOKEN_USER_MAX + 1 + FC_HOST_SIZE)

struct fc_static_token {
	struct fc_token token; /* expires_at 0: never, as far as known */
	char user[FC_STATIC_TOKEN_USER_MAX];
	bool any_user; /* came without a user name: answers every one */
};

#define FC_STATIC_TOKEN_INIT { .token = FC_TOKEN_INIT }

/*
 * The unexpired static token for a host; with user (not NULL), that user's,
 * or one that came without a user name; else the one stored last.
 *
 * FC_FOUND, FC_ABSENT (none, or expired), FC_FAILED (the file is there and
 * cannot be read: err names it).
 */
FC_MUST_CHECK enum fc_lookup fc_static_token_find(const struct fc_paths *paths,
                                                  const char *host,
                                                  const char *user, time_t now,
                                                  struct fc_static_token *found,
                                                  struct fc_error *err);

/*
 * The user name last stored for a host, with a token or without one (a
 * docker user name is remembered even when its secret is not kept).  False:
 * none; out is then untouched.
 */
FC_MUST_CHECK bool
fc_static_token_last_user(const struct fc_paths *paths, const char *host,
                          char out[FC_STATIC_TOKEN_USER_MAX]);

/* Each host that something is stored for, once, until visit says false.
 * Fails when the file cannot be read. */
FC_MUST_CHECK bool fc_static_token_each(const struct fc_paths *paths,
                                        bool (*visit)(const char *host,
                                                      void *arg),
                                        void *arg, struct fc_error *err);

/* The section that host and user have in the file.  False: too long. */
FC_MUST_CHECK bool
fc_static_token_section(const char *host, const char *user,
                        char out[FC_STATIC_TOKEN_SECTION_SIZE]);

void fc_static_token_clear(struct fc_static_token *found);

#endif
