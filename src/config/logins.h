/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which logins $FOUNDRY_HOME/oauth holds, without its secrets: the file of
 * the Python library palantir-oauth-client, which we share (DESIGN section
 * 4).  Reading never takes the lock and never writes.
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

struct fc_logins {
	struct fc_ini ini;
	struct stat seen;       /* when it was read; st_ino 0: missing */
	bool repaired;          /* the mode was too wide: say so */
	struct fc_error broken; /* kind NONE when the file is fine or missing */
};

#define FC_LOGINS_INIT { .ini = FC_INI_INIT }

/* The name of the shared file below FOUNDRY_HOME. */
#define FC_LOGINS_FILE "oauth"

/* What one that was repaired is kept as: this and the time, beside it. */
#define FC_LOGINS_ASIDE FC_LOGINS_FILE ".broken-"

/*
 * Read it.  Missing is empty; unreadable or unparsable is kept as broken.
 *
 * A file that the Python library is rewriting this moment (it truncates
 * first) is never taken for the truth: it is read again for up to half a
 * second, and is broken if there is still only half of it.
 */
FC_MUST_CHECK bool fc_logins_load(struct fc_logins *logins,
                                  const struct fc_places *places,
                                  struct fc_error *err);

/* The same from a directory that is already open. */
FC_MUST_CHECK bool fc_logins_load_from(struct fc_logins *logins,
                                       const struct fc_dir *home,
                                       struct fc_error *err);

/* That, and the file stays open under the lease, for the caller to end. */
FC_MUST_CHECK bool fc_logins_read(struct fc_logins *logins,
                                  const struct fc_dir *home,
                                  struct fc_lease *lease,
                                  struct fc_error *err);

/* The same once more from the open file itself, whatever its name is now. */
FC_MUST_CHECK bool fc_logins_read_again(struct fc_logins *logins,
                                        const struct fc_dir *home,
                                        const struct fc_lease *lease,
                                        struct fc_error *err);

/* The section of a (normalised) host, however it is spelled, or NULL. */
const struct fc_ini_section *
fc_logins_section(const struct fc_logins *logins, const char *host);

/* A token's mark, and its NUL: it tells one token from another and gives
 * none away. */
#define FC_MARK_SIZE 17
void fc_mark_of(char out[FC_MARK_SIZE], const char *token, size_t len);

/* One section of it. */
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

/* FC_FAILED: a value of that section cannot be read. */
FC_MUST_CHECK enum fc_lookup fc_logins_find(const struct fc_logins *logins,
                                            const char *host,
                                            struct fc_login_entry *entry,
                                            struct fc_error *err);
void fc_login_entry_clear(struct fc_login_entry *entry);

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

/* The name of the file beside it where a new refresh token of this host waits
 * to be saved (docs/records.md). */
FC_MUST_CHECK bool fc_logins_kept_name(const char *host,
                                       char name[NAME_MAX + 1],
                                       struct fc_error *err);

/* Is there such a file?  Whether a token is in it foundry-oauth can say. */
bool fc_logins_is_kept(const struct fc_places *places, const char *host);

void fc_logins_clear(struct fc_logins *logins);

#endif
