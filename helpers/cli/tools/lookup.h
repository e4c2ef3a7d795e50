/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom git, docker and podman ask for a host's credentials, as their own
 * configuration files say.  Nothing is written, and no secret is kept: of a
 * helper its name, of a saved password that there is one.
 */
#ifndef HELPERS_CLI_TOOLS_LOOKUP_H
#define HELPERS_CLI_TOOLS_LOOKUP_H

#include "base/buf.h"
#include "base/text.h"

/* What a name in front of a helper's program says: "foundry". */
#define CLI_HELPER_SUFFIX "foundry"

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
struct cli_git_config {
	struct fc_buf text;
};

#define CLI_GIT_CONFIG_INIT { .text = FC_BUF_INIT(256 * 1024) }

/*
 * Ask git for its configuration, once for any number of hosts: one process,
 * 2 s at most, no secrets in its environment.  In a repository its own
 * configuration counts too, as it does for git.
 *
 * FC_FOUND:  config is filled, perhaps with no helper in it.
 * FC_ABSENT: there is no git.
 * FC_FAILED: git failed or took too long; err says so.
 */
FC_MUST_CHECK enum fc_lookup cli_git_config_read(struct cli_git_config *config,
                                                 struct fc_error *err);
void cli_git_config_clear(struct cli_git_config *config);

/* Below which URL git asks: "https://USER@HOST/PATH". */
struct cli_git_place {
	char user[64];  /* "" when there is none */
	char path[256]; /* "/stemma/git" */
};

/*
 * The chain for the repositories of a Foundry, at any host: of sections for
 * some paths, those that they are below count.  The config is only read.
 */
void cli_git_lookup(const struct cli_git_config *config, const char *host,
                    struct cli_git_lookup *lookup);

/* The same for another place of the host. */
void cli_git_lookup_at(const struct cli_git_config *config, const char *host,
                       const struct cli_git_place *place,
                       struct cli_git_lookup *lookup);

/* The next place of the host that a section is for and the repositories as
 * such are not; *at begins at 0.  False: no more. */
FC_MUST_CHECK bool cli_git_place_next(const struct cli_git_config *config,
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

enum cli_registry_kind {
	CLI_REGISTRY_NONE,     /* nobody is asked */
	CLI_REGISTRY_HELPER,   /* "credHelpers" names one for the registry */
	CLI_REGISTRY_STORE,    /* "credsStore" names one for all */
	CLI_REGISTRY_PASSWORD, /* "auths" has one saved for the registry */
};

/* Whom a container tool asks about one registry. */
struct cli_registry_lookup {
	enum cli_registry_kind kind;
	bool ours;                /* that helper is ours */
	char helper[64];          /* its suffix: docker-credential-SUFFIX */
	char path[FC_PATH_SIZE];  /* the file that says so, "" for NONE */
	struct fc_error broken;   /* of a file that cannot be read or parsed:
	                             kind NONE when all of them were fine */
};

/* The docker-credential-foundry that container tools run, which know helpers by
 * their name alone.  FC_FOUND: ours; FC_FAILED: another program; FC_ABSENT:
 * there is none on PATH. */
FC_MUST_CHECK enum fc_lookup
cli_docker_helper_find(char path[FC_PATH_SIZE]);

/* docker's configuration: $DOCKER_CONFIG/config.json, else
 * ~/.docker/config.json.  False: neither can be named, or it is too long. */
FC_MUST_CHECK bool cli_docker_file(char path[FC_PATH_SIZE]);

/* Of docker, by that file. */
void cli_docker_lookup(const char *host, struct cli_registry_lookup *lookup);

/*
 * Of podman, skopeo and buildah: REGISTRY_AUTH_FILE alone, else the first
 * that knows the registry of $XDG_RUNTIME_DIR/containers/auth.json,
 * ~/.config/containers/auth.json ($XDG_CONFIG_HOME) and docker's file.  They
 * know no "credsStore" (containers-auth.json(5)); registries.conf is not
 * read.
 */
void cli_containers_lookup(const char *host,
                           struct cli_registry_lookup *lookup);

#endif
