/* SPDX-License-Identifier: Apache-2.0 */
/* How things stand with one stack, gathered without its secrets. */
#ifndef HELPERS_CLI_STATUS_STATUS_H
#define HELPERS_CLI_STATUS_STATUS_H

#include "cli/common/target.h"
#include "cli/tools/tool.h"

#include "credential/account.h"
#include "record/notes.h"
#include "record/static_tokens.h"

/* Foundry ends a refresh token that is not used for so long ("Writing OAuth2
 * clients for Foundry", refresh token rotation). */
#define CLI_IDLE_LIFE_S (30 * 86400)

struct json_object;

/* What is known of the stack's own host, of an alias or of a registry. */
struct cli_status_host {
	char host[FC_HOST_SIZE];
	bool said; /* the stack itself, or an alias that the files name */
	bool has_static;
	char static_user[FC_STATIC_TOKEN_USER_MAX];
	time_t static_expires_at; /* 0: not known to end */
};

/* Where a token would come from without a person, in this order. */
enum cli_source {
	CLI_SOURCE_NONE,
	CLI_SOURCE_ENVIRONMENT, /* FOUNDRY_TOKEN */
	CLI_SOURCE_STATIC,
	CLI_SOURCE_SERVICE_USER,
	CLI_SOURCE_LOGIN,  /* one that is saved, and has not ended */
	CLI_SOURCE_ACCESS, /* an access token alone, while it lives */
};

/* Times are seconds since the epoch, 0: not known. */
struct cli_status {
	const struct cli_target *target; /* borrowed */
	time_t now;
	enum cli_source source;

	const char *configured_by[3]; /* borrowed, NULL: no more */
	char logins_path[FC_PATH_SIZE];
	char static_tokens_path[FC_PATH_SIZE];
	char record_path[FC_PATH_SIZE];
	const char *client_secret; /* where it is, NULL: there is none */

	bool given; /* FOUNDRY_TOKEN counts for this stack */
	time_t given_expires_at;

	bool has_access; /* of an OAuth login, in the record */
	bool access_alive;
	time_t access_issued_at, access_expires_at;
	char user[FC_OWNER_SIZE]; /* "": not known */
	struct fc_buf granted;    /* empty: the server named none */
	struct fc_notes notes;

	bool has_refresh;
	time_t refresh_used_at;
	bool foreign; /* the saved login is another application's */
	bool kept; /* a new one waits to be saved */
	struct fc_login_entry login;

	/* The stack's host first, then aliases, then registries by name. */
	struct cli_status_host *hosts;
	size_t host_count;
	struct cli_tool_view view; /* of them */
	const struct cli_tool_said *said; /* of the tools, borrowed */

	bool online; /* the stack was asked, online_error says how it went */
	struct fc_error online_error;
	char online_user[FC_OWNER_SIZE];
	time_t online_expires_at;
};

#define CLI_STATUS_INIT { .granted = FC_BUF_INIT(16384), \
	.login = FC_LOGIN_ENTRY_INIT }

/*
 * Gather what is here: no network and no other program.  target, borrowed, is
 * open.  False: the saved login or the record cannot be read.  To be cleared
 * either way.
 */
FC_MUST_CHECK bool cli_status_look(struct cli_status *status,
                                   struct cli_target *target,
                                   struct fc_error *err);

/*
 * Gather all, for cli_status_text and its like; no network unless online.
 * target is as above, and its shared file read anew when the stack was asked.
 * What the tools said is there already.  What cannot be read but may be left
 * out is told on stderr.  Results as above.
 */
FC_MUST_CHECK bool cli_status_gather(struct cli_status *status,
                                     struct cli_target *target, bool online,
                                     struct fc_error *err);

void cli_status_clear(struct cli_status *status);

/* Is it a static token that this purpose is answered with? */
bool cli_status_takes_static(const struct cli_status *status,
                             enum fc_purpose purpose);

/* The day on which Foundry ends the refresh token, unused; 0: not known. */
time_t cli_status_ends_at(const struct cli_status *status);

/* "HOST: logged in as jdoe, until 30 Dec unless used before", or what to run:
 * one line, whatever its length. */
#define CLI_SUMMARY_SIZE 1024
const char *cli_status_summary(const struct cli_status *status,
                               char out[CLI_SUMMARY_SIZE]);

/* Append it for a person, as wide as the terminal, or for programs
 * (foundry-credential(1), STATUS AS JSON). */
FC_MUST_CHECK bool cli_status_text(const struct cli_status *status,
                                   struct fc_buf *text, struct fc_error *err);
FC_MUST_CHECK bool cli_status_json(const struct cli_status *status,
                                   struct fc_buf *text, struct fc_error *err);

/* The same, as one more of an array. */
FC_MUST_CHECK bool cli_status_json_append(const struct cli_status *status,
                                          struct json_object *array,
                                          struct fc_error *err);

/* A table of all stacks, with a line of names above them, as wide as the
 * terminal if that can be; nothing where there is none.  target's stack is each
 * of them in turn, and is cleared. */
FC_MUST_CHECK bool cli_status_table(struct cli_target *target,
                                    struct fc_buf *text, struct fc_error *err);

#endif
