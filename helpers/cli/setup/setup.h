/* SPDX-License-Identifier: Apache-2.0 */
/* What setup writes, file by file, and how it takes that back. */
#ifndef HELPERS_CLI_SETUP_SETUP_H
#define HELPERS_CLI_SETUP_SETUP_H

#include "cli/common/options.h"
#include "cli/tools/tool.h"

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

/* The registries of the stack: the one named, those that the config calls so,
 * and the one that it has by its domain. */
FC_MUST_CHECK bool cli_setup_registries(struct cli_registries *registries,
                                        const struct fc_config *config,
                                        const struct cli_setup_options *wanted,
                                        struct fc_error *err);

/* Where setup puts a host's client secret. */
FC_MUST_CHECK bool cli_secret_file(const struct fc_paths *paths,
                                   const char *host, char path[FC_PATH_SIZE],
                                   struct fc_error *err);

/* Read the client secret, one line of stdin, and name its file. */
FC_MUST_CHECK bool cli_setup_read_secret(struct cli_setup_options *wanted,
                                         const struct fc_paths *paths,
                                         struct fc_buf *secret,
                                         struct fc_error *err);

/* --- the files that setup changes ----------------------------------------- */

/* In the order in which they are written: the client's secret,
 * $FOUNDRY_HOME/HOST.secret; $FOUNDRY_HOME/config; those of each tool, which
 * has so many places for them, used or not. */
enum {
	CLI_SETUP_SECRET,
	CLI_SETUP_CONFIG,
	CLI_SETUP_TOOLS,
	CLI_SETUP_FILES = CLI_SETUP_TOOLS + CLI_TOOLS * CLI_TOOL_FILES,
};

/* What belongs in a place; NULL: nothing. */
const struct cli_setup_file *cli_setup_file(int file);

/* The tool whose place it is. */
static inline int
cli_setup_tool(int file)
{
	return (file - CLI_SETUP_TOOLS) / CLI_TOOL_FILES;
}

/* Ours: the secret as it was read; and the stack's section and the registry's,
 * where what is in force already is not written again. */
extern const struct cli_setup_file cli_setup_secret, cli_setup_config;

cli_edit_mask cli_setup_config_mask, cli_setup_secret_mask;

/* Put back what setup changed, as far as it is still as setup left it. */
FC_MUST_CHECK bool
cli_setup_config_undo(struct cli_edit *edit,
                      const struct cli_setup_target *target,
                      const struct cli_backup *backup, struct fc_error *err);

/* The verb, and its options, by which the person comes to a token; none that
 * would refuse. */
const char *cli_setup_next(struct fc_config *config, const char *host);

#endif
