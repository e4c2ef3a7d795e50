/* SPDX-License-Identifier: Apache-2.0 */
/* One Foundry installation as it is configured for one asker. */
#ifndef FC_CONFIG_STACK_H
#define FC_CONFIG_STACK_H

#include "base/buf.h"
#include "base/secret.h"
#include "base/url.h"
#include "config/caller.h"

enum fc_grant_type {
	FC_GRANT_AUTHORIZATION_CODE,
	FC_GRANT_CLIENT_CREDENTIALS,
};

enum fc_login_mode {
	FC_LOGIN_AUTO,
	FC_LOGIN_WEBSERVER,
	FC_LOGIN_CONSOLE,
	FC_LOGIN_NEVER,
};

enum fc_cache_mode {
	FC_CACHE_READ_WRITE,
	FC_CACHE_REAUTH,
	FC_CACHE_NOOP,
};

enum fc_token_kind {
	FC_TOKEN_AUTO,
	FC_TOKEN_OAUTH,
	FC_TOKEN_STATIC,
};

enum fc_git_auth {
	FC_GIT_AUTH_BASIC,
	FC_GIT_AUTH_BEARER,
};

/* The words of the configuration file for these, in order of the enums. */
extern const char *const fc_grant_names[];
extern const char *const fc_login_names[];
extern const char *const fc_cache_names[];
extern const char *const fc_token_names[];
extern const char *const fc_git_auth_names[];

/*
 * Where a stack's settings came from.  Strings are owned, NULL when not set;
 * the endpoints are always set.  Free with fc_stack_clear.
 */
struct fc_stack {
	char host[FC_HOST_SIZE];  /* the stack */
	char asked[FC_HOST_SIZE]; /* the host asked for: the stack or an alias */
	enum fc_purpose purpose;  /* who asks */

	char *client_id;
	char *client_secret_file;
	char *client_secret_command;
	struct fc_secret client_secret; /* filled in foundry-oauth only */
	char *scopes; /* as configured, single spaces between */
	enum fc_grant_type grant;
	enum fc_login_mode login;
	enum fc_cache_mode cache;
	enum fc_token_kind token[FC_PURPOSE_COUNT];
	enum fc_git_auth git_auth;
	char *username;
	int port_first, port_last;

	char *authorize_uri;
	char *token_uri;
	char *revoke_uri;
	char *redirect_uri; /* of the console mode */
	char *me_uri;

	char *ca_file; /* NULL: the system's */
	char *proxy;   /* NULL: as libcurl reads the environment */
	int login_timeout_s;
	int network_timeout_s;

	bool names_user; /* "username" stands in the section of asked itself */
	bool by_name;    /* an alias by its name alone, for docker only */
	bool from_shared_file; /* no section of ours: the Python library's */
	bool no_scopes; /* none are configured: those of the saved login */
	bool from_environment; /* client_id or scopes were overridden */
};

#define FC_STACK_INIT { .host = "" }

void fc_stack_clear(struct fc_stack *stack);

/* What to do about a stack without client_id; %s is its host. */
#define FC_CURE_CLIENT_ID "foundry-credential setup %s --client-id ID"

/* CONFIG, with that: no client_id, and without one there is no such doing, as
 * "logging in to".  False. */
bool fc_no_client_id(struct fc_error *err, const char *doing,
                     const struct fc_stack *stack);

/* What to do about a cache that keeps no login, so that a login is no cure;
 * in cure. */
#define FC_CURE_SIZE (FC_HOST_SIZE + 96)
const char *fc_cache_cure(const struct fc_stack *stack,
                          char cure[FC_CURE_SIZE]);

/* The user name when nobody has asked for or configured another. */
#define FC_DEFAULT_USERNAME "foundry"

/* The user name when nobody has asked for one.  Borrowed. */
const char *fc_stack_username(const struct fc_stack *stack);

/* Is the host asked for another one than the stack's own? */
bool fc_stack_is_alias(const struct fc_stack *stack);

/* Do settings of it come from the shared file? */
bool fc_stack_reads_logins(const struct fc_stack *stack);

/* Is this word one of the space-separated scopes? */
bool fc_scopes_contain(const char *scopes, const char *word);

/* Make a blank of each comma and newline, by which the shared file keeps
 * them. */
void fc_scopes_by_blanks(char *scopes, size_t len);

#endif
