/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which logins $FOUNDRY_HOME/oauth holds, without their secrets.  That is the
 * file of the Python library palantir-oauth-client, which we share
 * (design.md, "The file shared with Python"), and foundry-oauth alone opens
 * it.  What the other programs need to know of it is in an index
 * (docs/records.md), which is read here.
 */
#ifndef FC_CONFIG_LOGINS_H
#define FC_CONFIG_LOGINS_H

#include "base/file.h"
#include "base/ini.h"
#include "base/path.h"
#include "config/stack.h"

/* The section of a (normalised) host in any of our files, however it is
 * spelled there, or NULL.  Borrowed. */
const struct fc_ini_section *fc_host_section(const struct fc_ini *ini,
                                             const char *host);

/* The name of the shared file below FOUNDRY_HOME. */
#define FC_LOGINS_FILE "oauth"

/* What one that was repaired is kept as: this and the time, beside it. */
#define FC_LOGINS_ASIDE FC_LOGINS_FILE ".broken-"

/* Of an index as a whole.  It has less of a section than the file, but may
 * repeat what that says once, in [DEFAULT]. */
#define FC_INDEX_MAX (4 * FC_INI_MAX)

struct fc_logins {
	struct fc_buf index;
	const char **hosts;     /* in index, sorted */
	size_t host_count;
	struct stat seen;       /* the file it is of; st_ino 0: missing */
	bool repaired;          /* the mode was too wide: say so */
	struct fc_error broken; /* kind NONE when the file is fine or missing */
};

#define FC_LOGINS_INIT { .index = FC_BUF_INIT(FC_INDEX_MAX) }

/* A token's mark, and its NUL: it tells one token from another and gives
 * none away. */
#define FC_MARK_SIZE 17
void fc_mark_of(char out[FC_MARK_SIZE], const char *token, size_t len);

/* One login. */
struct fc_login_entry {
	struct fc_buf client_id;
	struct fc_buf token_uri;
	struct fc_buf scopes; /* as written: comma-separated */
	bool has_client_secret;
	bool has_refresh_token;
	char mark[FC_MARK_SIZE]; /* of the refresh token */
};

#define FC_LOGIN_ENTRY_INIT { .client_id = FC_BUF_INIT(4096), \
	.token_uri = FC_BUF_INIT(4096), .scopes = FC_BUF_INIT(16384) }

void fc_login_entry_clear(struct fc_login_entry *entry);

/* FC_FAILED: a value of that section cannot be read.  Time hardly grows with
 * the number of logins. */
FC_MUST_CHECK enum fc_lookup fc_logins_find(const struct fc_logins *logins,
                                            const char *host,
                                            struct fc_login_entry *entry,
                                            struct fc_error *err);

/* Every host that has a section, in the order of the file, one call each,
 * until visit says false. */
void fc_logins_each(const struct fc_logins *logins,
                    bool (*visit)(const char *host, void *arg), void *arg);

/* Is there such a section; or is the host but named, in a file that cannot be
 * understood or must not be obeyed? */
bool fc_logins_names(const struct fc_logins *logins, const char *host);

/* Does a section configure this host by itself: a client_id, and a token_uri
 * that is https and on that very host? */
bool fc_logins_configure(const struct fc_logins *logins, const char *host);

/* If err is that the file makes no sense: what to run for a host. */
void fc_logins_hint(struct fc_error *err, const char *host);

/*
 * Does the file hold a refresh token of this very stack: its section's
 * client_id and token_uri equal the effective ones?
 *
 * FC_FOUND:  ours.
 * FC_ABSENT: none, or another application's (*foreign is set then).
 * FC_FAILED: the file cannot be read.
 */
FC_MUST_CHECK enum fc_lookup fc_logins_have(const struct fc_logins *logins,
                                            const struct fc_stack *stack,
                                            bool *foreign,
                                            struct fc_error *err);

/* The same of one section. */
FC_MUST_CHECK enum fc_lookup
fc_login_is_of(const struct fc_login_entry *entry,
               const struct fc_stack *stack, bool *foreign);

/* The name of the file beside it where a new refresh token of this host waits
 * to be saved (docs/records.md). */
FC_MUST_CHECK bool fc_logins_kept_name(const char *host,
                                       char name[NAME_MAX + 1],
                                       struct fc_error *err);

/* Is there such a file?  Whether a token is in it foundry-oauth can say. */
bool fc_logins_is_kept(const struct fc_paths *paths, const char *host);

/* The first line of an index, the last one with the end of that before it,
 * and between them the version of the file (vault/index.c). */
#define FC_INDEX_VERSION "version=1\n"
#define FC_INDEX_END "\nwhole=1\n"
#define FC_INDEX_STAMP_SIZE (6 * FC_NUMBER_SIZE)
void fc_index_stamp(const struct stat *st, char out[FC_INDEX_STAMP_SIZE]);

/* Take over a whole index of this build's format (moved out of the argument);
 * false: it is none, or there is no memory.  logins.seen is for the caller to
 * fill. */
FC_MUST_CHECK bool fc_logins_take(struct fc_logins *logins,
                                  struct fc_buf *index);

/* Was an index made of this version of the file? */
bool fc_logins_are_of(const struct fc_logins *logins, const struct stat *st);

void fc_logins_clear(struct fc_logins *logins);

#endif
