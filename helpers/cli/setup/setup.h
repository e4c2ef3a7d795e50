/* SPDX-License-Identifier: Apache-2.0 */
/* What setup writes, file by file, and how it takes that back. */
#ifndef HELPERS_CLI_SETUP_SETUP_H
#define HELPERS_CLI_SETUP_SETUP_H

#include "base/lock.h"
#include "cli/common/options.h"
#include "cli/setup/edit.h"
#include "config/config.h"

#define CLI_REGISTRIES_MAX 64

struct cli_registries {
	char host[CLI_REGISTRIES_MAX][FC_HOST_SIZE];
	int count;
};

/* What is to be in the config; "" where nothing was said. */
struct cli_setup_options {
	char host[FC_HOST_SIZE];
	char registry[FC_HOST_SIZE];
	char client_id[256];
	char ca_file[FC_PATH_SIZE];
	char secret_file[FC_PATH_SIZE];
	char scopes[2048];
	char repository[256];
	bool host_asked;      /* for, at the terminal */
	bool containers;      /* docker is to be set up */
	bool containers_open; /* nothing was said of them, nor of git alone */
};

/* Each checks a value and takes it, or fails with USAGE. */
FC_MUST_CHECK bool cli_setup_set_host(struct cli_setup_options *wanted,
                                      const char *value, struct fc_error *err);
FC_MUST_CHECK bool cli_setup_set_client_id(struct cli_setup_options *wanted,
                                           const char *value,
                                           struct fc_error *err);
FC_MUST_CHECK bool cli_setup_set_scopes(struct cli_setup_options *wanted,
                                        const char *value,
                                        struct fc_error *err);
FC_MUST_CHECK bool cli_setup_set_registry(struct cli_setup_options *wanted,
                                          const char *value,
                                          struct fc_error *err);
FC_MUST_CHECK bool cli_setup_set_repository(struct cli_setup_options *wanted,
                                            const char *value,
                                            struct fc_error *err);

/* Fill in what the command line says, and the host from the terminal when it
 * does not.  Fails with USAGE or CANCELLED. */
FC_MUST_CHECK bool cli_setup_take(struct cli_setup_options *wanted,
                                  const struct cli_arguments *arguments,
                                  struct fc_error *err);

/* Can this host be set up at all: the config can be read, and does not call
 * it somebody's registry? */
FC_MUST_CHECK bool cli_setup_check(const struct cli_setup_options *wanted,
                                   const struct fc_config *config,
                                   struct fc_error *err);

/* When the host was asked for, or no client ID is known: ask the person for
 * all that was not said.  Fails with USAGE or CANCELLED. */
FC_MUST_CHECK bool cli_setup_interview(struct cli_setup_options *wanted,
                                       const struct fc_config *config,
                                       struct fc_error *err);

/* Find the one registry that a repository is of.  Fails with USAGE. */
FC_MUST_CHECK bool cli_setup_complete(struct cli_setup_options *wanted,
                                      const struct cli_registries *registries,
                                      struct fc_error *err);

/* Where setup puts a host's client secret.  False: too long. */
FC_MUST_CHECK bool cli_secret_file(const struct fc_paths *paths,
                                   const char *host, char path[FC_PATH_SIZE]);

/* Read the client secret, one line of stdin, and name its file. */
FC_MUST_CHECK bool cli_setup_read_secret(struct cli_setup_options *wanted,
                                         const struct fc_paths *paths,
                                         struct fc_buf *secret,
                                         struct fc_error *err);

/* --- $FOUNDRY_HOME/setup/HOST.NAME: what setup did to a file ------------- */

struct cli_backup {
	char path[FC_PATH_SIZE];
	bool existed;        /* before setup */
	bool made_directory; /* the last one of its path is of setup */
	bool made_home;      /* so is FOUNDRY_HOME */
	struct fc_buf before, after;
	bool knows_after;    /* an older version kept only the stamp of it */
	char stamp[FC_FILE_STAMP_SIZE];
};

#define CLI_BACKUP_INIT { .before = FC_BUF_INIT(CLI_EDIT_MAX), \
	.after = FC_BUF_INIT(CLI_EDIT_MAX) }

/* Take the lock under which backups, and what they are of, are written; the
 * caller lets go of it.  Waits 30 seconds at most.  Without create a home that
 * is not there needs none: true. */
FC_MUST_CHECK bool cli_backup_lock(const struct fc_paths *paths, bool create,
                                   struct fc_lock *lock,
                                   struct fc_error *err);

FC_MUST_CHECK enum fc_lookup cli_backup_read(const struct fc_paths *paths,
                                             const char *host,
                                             const char *name,
                                             struct cli_backup *backup,
                                             struct fc_error *err);
FC_MUST_CHECK bool cli_backup_write(const struct fc_paths *paths,
                                    const char *host, const char *name,
                                    const struct cli_backup *backup,
                                    struct fc_error *err);
FC_MUST_CHECK bool cli_backup_remove(const struct fc_paths *paths,
                                     const char *host, const char *name,
                                     struct fc_error *err);
void cli_backup_clear(struct cli_backup *backup);

/* --- $FOUNDRY_HOME/config ------------------------------------------------ */

/* Add what is wanted to edit->after: the stack's section, and the registry's.
 * What is in force already is not written again. */
FC_MUST_CHECK bool cli_setup_config(struct cli_edit *edit,
                                    const struct cli_setup_options *wanted,
                                    const struct fc_config *config,
                                    struct fc_error *err);

/* Put back what setup changed, as far as it is still as setup left it. */
FC_MUST_CHECK bool
cli_setup_config_undo(struct cli_edit *edit, const char *host,
                      const struct cli_registries *registries,
                      const struct cli_backup *backup, struct fc_error *err);
cli_edit_mask cli_setup_config_mask;

/* --- git's global configuration ------------------------------------------ */

/* Where git would write it: GIT_CONFIG_GLOBAL, ~/.gitconfig, or the XDG file
 * when only that exists. */
FC_MUST_CHECK bool cli_setup_git_path(char path[FC_PATH_SIZE],
                                      struct fc_error *err);

/* Make our helper, by its absolute path, the only one for https://HOST, by
 * the last lines of the file.  backup (or NULL) is that of an earlier setup,
 * whose lines go.  Runs git on a copy. */
FC_MUST_CHECK bool cli_setup_git(struct cli_edit *edit, const char *host,
                                 const struct cli_backup *backup,
                                 struct fc_error *err);
FC_MUST_CHECK bool cli_setup_git_undo(struct cli_edit *edit, const char *host,
                                      const struct cli_backup *backup,
                                      struct fc_error *err);
cli_edit_mask cli_setup_git_mask;

/* --- docker's config.json ------------------------------------------------ */

/* Make ours the credHelper of each registry. */
FC_MUST_CHECK bool
cli_setup_docker(struct cli_edit *edit,
                 const struct cli_registries *registries,
                 struct fc_error *err);
FC_MUST_CHECK bool
cli_setup_docker_undo(struct cli_edit *edit,
                      const struct cli_registries *registries,
                      const struct cli_backup *backup, struct fc_error *err);
cli_edit_mask cli_setup_docker_mask;

/* --- the client secret, $FOUNDRY_HOME/HOST.secret ------------------------ */

cli_edit_mask cli_setup_secret_mask;

/* The verb, and its options, by which the person comes to a token; none that
 * would refuse. */
const char *cli_setup_next(struct fc_config *config, const char *host);

#endif
