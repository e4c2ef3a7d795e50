/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access records: one small file per stack with its access token, and one
 * per alias that points to it (design.md, "Records").
 */
#ifndef FC_RECORD_CACHE_H
#define FC_RECORD_CACHE_H

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "config/logins.h"
#include "config/stack.h"
#include "record/cache_key.h"
#include "record/token.h"

#include <string.h>

/* HOST.notes is a file of its own, beside the record. */
#define FC_NOTES_SUFFIX ".notes"
#define FC_CACHE_NAME_SIZE (FC_HOST_SIZE + sizeof(":443"))

/*
 * The file of a host's record: its own name, which is borrowed, unless that
 * is the name of another host's notes; then one that no host has, in room.
 */
static inline const char *
fc_cache_name(const char *host, char room[FC_CACHE_NAME_SIZE])
{
	const size_t len = strlen(host), tail = strlen(FC_NOTES_SUFFIX);

	if (len <= tail || strcmp(host + len - tail, FC_NOTES_SUFFIX) != 0)
		return host;
	fc_text_join(room, FC_CACHE_NAME_SIZE, host, ":443", NULL);
	return room;
}

/* The directory of the records, opened and checked once. */
struct fc_cache {
	struct fc_dir dir; /* fleeting: the runtime directory's */
};

#define FC_CACHE_INIT { .dir = FC_DIR_INIT }

/*
 * Open the runtime directory's, else FOUNDRY_HOME's.  With create, make it
 * when missing.  Results as fc_dir_open.
 */
FC_MUST_CHECK enum fc_lookup fc_cache_open(struct fc_cache *cache,
                                           const struct fc_paths *paths,
                                           bool create, struct fc_error *err);
void fc_cache_close(struct fc_cache *cache);

struct fc_access {
	struct fc_token token;
	time_t clock; /* fc_clock_origin then; 0: not known */
	struct fc_secret previous; /* the token before it, to recognise */
	struct fc_buf cache_key;
	char stamps[FC_FILE_STAMPS_SIZE]; /* "": never answered unread */
	char user[256];              /* the account, "" when not known */
	char login[FC_MARK_SIZE];    /* the refresh token that goes with it */
	struct fc_buf granted;       /* scopes, by blanks; empty: not said */
	bool taken[FC_PURPOSE_COUNT]; /* the notes say that it was taken */
	bool refused; /* it lives, but a newer one is asked for first */

	/* Under these very stamps, without reading the configuration: */
	bool serves[FC_PURPOSE_COUNT];
	enum fc_git_auth git_auth;
	char username[256]; /* the configured one, "" when there is none */
	char repository[256]; /* the same for docker */
};

#define FC_ACCESS_INIT { .token = FC_TOKEN_INIT, .previous = FC_SECRET_INIT, \
	.cache_key = FC_BUF_INIT(FC_CACHE_KEY_MAX), \
	.granted = FC_BUF_INIT(16384) }

/*
 * Read a host's record.
 *
 * FC_FOUND:  access is filled; fresh or not is for the caller to ask.  Its
 *            times are by our clock as it goes now, if that was set back
 *            since, and this machine has not been started anew.
 * FC_ABSENT: none, or damaged, or no regular file (a new token cures that).
 * FC_FAILED: there is one that must not be trusted; err says why.
 *
 * Opens one file, takes no lock.
 */
FC_MUST_CHECK enum fc_lookup fc_cache_get(const struct fc_cache *cache,
                                          const char *host,
                                          struct fc_access *access,
                                          struct fc_error *err);

/*
 * The same for a host that may be an alias: its record has no token, but
 * names the stack that has one, under the cache key that both must have.
 * access is then that of the alias, with the stack's token.  Opens two files
 * at most.
 */
FC_MUST_CHECK enum fc_lookup fc_cache_follow(const struct fc_cache *cache,
                                             const char *host,
                                             struct fc_access *access,
                                             struct fc_error *err);

/* Write it, atomically.  The caller holds the host's lock. */
FC_MUST_CHECK bool fc_cache_put(const struct fc_cache *cache,
                                const char *host,
                                const struct fc_access *access,
                                struct fc_error *err);

/* Could it be written now?  The caller holds the host's lock. */
FC_MUST_CHECK bool fc_cache_prove(const struct fc_cache *cache,
                                  const char *host, struct fc_error *err);

/* Remove it, with what a killed writer has left.  The same lock. */
FC_MUST_CHECK bool fc_cache_forget(const struct fc_cache *cache,
                                   const char *host, struct fc_error *err);

void fc_access_clear(struct fc_access *access);

#endif
