/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of foundry-credential. */
#ifndef HELPERS_CLI_VERBS_H
#define HELPERS_CLI_VERBS_H

#include "cli/common/options.h"

/* One verb: its options, and what it does.  run fills err and returns false
 * when it failed; the kind of err is the exit status.  An err without text has
 * been shown already. */
struct cli_verb {
	const char *name;
	const char *operands; /* for the usage line */
	const char *about;    /* one line for --help */
	const char *help;     /* of "VERB --help", before its options */
	const struct cli_option *options; /* up to CLI_OPTION_END */
	const char *more;     /* behind them, or NULL */
	int operands_max;
	bool (*run)(const struct cli_arguments *arguments,
	            struct fc_error *err);
};

/* In the order in which --help has them. */
extern const struct cli_verb cli_verbs[];
extern const size_t cli_verb_count;

bool cli_get(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_token(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_store(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_erase(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_login(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_doctor(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_setup(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_logout(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_refresh(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_status(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_list(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_whoami(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_config(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_sweep(const struct cli_arguments *arguments, struct fc_error *err);
bool cli_exec(const struct cli_arguments *arguments, struct fc_error *err);

/* Before a login: repair the shared file if it cannot be read and the person
 * wants it, by --repair or at the terminal. */
bool cli_repair(const struct cli_arguments *arguments, struct fc_error *err);

#endif
