/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom git asks for a host's credentials, as its own configuration says.
 * Nothing is written, and no secret is kept: of a helper its name.
 */
#ifndef HELPERS_CLI_TOOLS_GIT_LOOKUP_H
#define HELPERS_CLI_TOOLS_GIT_LOOKUP_H

#include "cli/tools/git/pattern.h"

#include "base/buf.h"
#include "base/text.h"

enum cli_helper_kind {
	CLI_HELPER_OURS,    /* by name, or by the path of a program */
	CLI_HELPER_STORING, /* known to write down what it is handed */
	CLI_HELPER_SHELL,   /* "!...", more than a program that is known: what
	                       it does cannot be known */
	CLI_HELPER_OTHER,
};

#define CLI_HELPERS_MAX 16

/* One helper of git.  All texts are fit for a terminal. */
struct cli_helper {
	enum cli_helper_kind kind;
	char name[128];   /* the first word; not its arguments, which may hold
	                     secrets, and nothing of a shell command */
	char program[FC_PATH_SIZE]; /* by its path or, of a shell command
	                               that is nothing but a program, its name;
	                               else "" */
	bool by_path;     /* by an absolute path, not looked up by name */
	bool for_host;    /* set for this host, not for every host */
	char origin[256]; /* the file that says so, or "command line" */
};

/*
 * The chain for one host, in the order in which git asks.  What an empty
 * helper took back is not in it.
 */
struct cli_git_lookup {
	struct cli_helper helpers[CLI_HELPERS_MAX];
	int count;
	bool more; /* there were more than fit */
	char emptied_by[256]; /* the origin of the last empty helper, or "" */
};

/* Every helper that git's configuration names, as git printed it. */
#define CLI_GIT_CONFIG_INIT FC_BUF_INIT(256 * 1024)

/*
 * Ask git for its configuration, once for any number of hosts: one process,
 * 2 s at most, no secrets in its environment.  In a repository its own
 * configuration counts too, as it does for git.
 *
 * FC_FOUND:  config is filled, perhaps with no helper in it.
 * FC_ABSENT: there is no git.
 * FC_FAILED: git failed or took too long; err says so.
 */
FC_MUST_CHECK enum fc_lookup cli_git_config_read(struct fc_buf *config,
                                                 struct fc_error *err);

/* The same from nowhere: what holds for each clone that says nothing itself. */
FC_MUST_CHECK enum fc_lookup cli_git_config_read_apart(struct fc_buf *config,
                                                       struct fc_error *err);

/*
 * The chain for the repositories of a Foundry, at any host: of sections for
 * some paths, those that they are below count.  The config is only read.
 */
void cli_git_lookup(const struct fc_buf *config, const char *host,
                    struct cli_git_lookup *lookup);

/* The same for another place of the host. */
void cli_git_lookup_at(const struct fc_buf *config, const char *host,
                       const struct cli_git_place *place,
                       struct cli_git_lookup *lookup);

/* The next place of the host that a section is for and the repositories as
 * such are not; *at begins at 0.  False: no more. */
FC_MUST_CHECK bool cli_git_place_next(const struct fc_buf *config,
                                      const char *host, size_t *at,
                                      struct cli_git_place *place);

/* The first helper that is ours, or NULL.  Borrowed.  Whether it is there is
 * another question. */
const struct cli_helper *
cli_git_lookup_ours(const struct cli_git_lookup *lookup);

/* The program that git would run for a helper that is ours.  False: there is
 * none, or it cannot be run.  May ask git. */
FC_MUST_CHECK bool cli_helper_find(const struct cli_helper *helper,
                                   char path[FC_PATH_SIZE]);

#endif
