/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: options of a verb, and its operands. */
#ifndef HELPERS_CLI_COMMON_OPTIONS_H
#define HELPERS_CLI_COMMON_OPTIONS_H

#include "base/buf.h"

#include <limits.h>

/* For operands_max. */
#define CLI_OPERANDS_ANY INT_MAX

enum cli_option_id {
	CLI_OPT_ALL,
	CLI_OPT_ALL_TOOLS,
	CLI_OPT_BUNDLE,
	CLI_OPT_CA_FILE,
	CLI_OPT_CLIENT_ID,
	CLI_OPT_CLIENT_SECRET_STDIN,
	CLI_OPT_CONSOLE,
	CLI_OPT_DOCKER,
	CLI_OPT_DRY_RUN,
	CLI_OPT_ENV_ONLY,
	CLI_OPT_FIX,
	CLI_OPT_FORMAT,
	CLI_OPT_GIT,
	CLI_OPT_IF_OLDER,
	CLI_OPT_JSON,
	CLI_OPT_MCP,
	CLI_OPT_MIN_LIFE,
	CLI_OPT_NPM,
	CLI_OPT_OFFLINE,
	CLI_OPT_ONLINE,
	CLI_OPT_ONLY,
	CLI_OPT_PNPM,
	CLI_OPT_REAUTH,
	CLI_OPT_REGISTRY,
	CLI_OPT_REPAIR,
	CLI_OPT_REPOSITORY,
	CLI_OPT_SCOPES,
	CLI_OPT_TOKEN_STDIN,
	CLI_OPT_UNDO,
	CLI_OPT_USERNAME,
	CLI_OPT_WEBSERVER,
	CLI_OPT_YES,
	CLI_OPT_COMMAND,
	CLI_OPT_COUNT,
};

/* Their names, with the dashes; "--": a command follows it. */
extern const char *const cli_option_names[CLI_OPT_COUNT];

/* An option as a verb has it. */
struct cli_option {
	enum cli_option_id id;
	const char *argument; /* what --help calls its value; NULL: it has none */
	const char *help;     /* lines; NULL: the verb's own text says it */
};

/* The end of a list of them. */
#define CLI_OPTION_END { CLI_OPT_COUNT, NULL, NULL }

/* What was given; strings are argv's. */
struct cli_arguments {
	const struct cli_option *options;
	bool given[CLI_OPT_COUNT];
	const char *value[CLI_OPT_COUNT];
	char **operands; /* operand_count of them */
	int operand_count;
	bool help;
	char *const *command; /* behind "--", if that is an option; else NULL */
};

/*
 * Take argv apart: "--name", "--name value", "--name=value", "--" and
 * operands in any order, which are brought to its front.  Fails (USAGE) with
 * the nearest known option, or with a hint at the "--" that is missing.
 */
FC_MUST_CHECK bool cli_arguments_parse(struct cli_arguments *arguments,
                                       const struct cli_option *options,
                                       int operands_max, int argc,
                                       char **argv, struct fc_error *err);

/* Hint at where the command of exec belongs. */
void cli_hint_command(struct fc_error *err);

/* Append what --help says of the options: a column of names, one of texts. */
FC_MUST_CHECK bool cli_options_help(const struct cli_option *options,
                                    struct fc_buf *text, struct fc_error *err);

/* Does the verb have this option? */
bool cli_takes(const struct cli_arguments *arguments, enum cli_option_id id);

/* Was this option given? */
bool cli_has(const struct cli_arguments *arguments, enum cli_option_id id);

/* Its value, or NULL. */
const char *cli_value(const struct cli_arguments *arguments,
                      enum cli_option_id id);

#endif
