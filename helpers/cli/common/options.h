/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: options of a verb, and its operands. */
#ifndef HELPERS_CLI_COMMON_OPTIONS_H
#define HELPERS_CLI_COMMON_OPTIONS_H

#include "base/error.h"

#define CLI_OPTIONS_MAX 16
#define CLI_OPERANDS_MAX 4

struct cli_option {
	const char *name; /* with its dashes; "--": a command follows it */
	bool has_value;
};

/* What was given; strings are argv's. */
struct cli_arguments {
	const struct cli_option *options;
	bool given[CLI_OPTIONS_MAX];
	const char *value[CLI_OPTIONS_MAX];
	const char *operands[CLI_OPERANDS_MAX];
	int operand_count;
	bool help;
	char *const *command; /* behind "--", if that is an option; else NULL */
};

/*
 * Take argv apart: "--name", "--name value", "--name=value", "--" and
 * operands in any order.  Fails (USAGE) with the nearest known option, or
 * with a hint at the "--" that is missing.
 */
FC_MUST_CHECK bool cli_arguments_parse(struct cli_arguments *arguments,
                                       const struct cli_option *options,
                                       int operands_max, int argc,
                                       char **argv, struct fc_error *err);

/* Hint at where the command of exec belongs. */
void cli_hint_command(struct fc_error *err);

/* Does the verb have this option? */
bool cli_takes(const struct cli_arguments *arguments, const char *name);

/* Was this option given? */
bool cli_has(const struct cli_arguments *arguments, const char *name);

/* Its value, or NULL. */
const char *cli_value(const struct cli_arguments *arguments,
                      const char *name);

#endif
