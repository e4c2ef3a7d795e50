/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of npm and pnpm are made of: both read ~/.npmrc. */
#ifndef HELPERS_CLI_TOOLS_NPM_NPM_H
#define HELPERS_CLI_TOOLS_NPM_NPM_H

#include "cli/tools/npm/npmrc.h"
#include "cli/tools/tool.h"

#define CLI_NPM_KEY_SIZE (FC_HOST_SIZE + 320)

/* "//HOST/artifacts/api/:NAME", for all repositories of the stack; with a
 * repository's RID the key of that alone, which publishing wants. */
void cli_npm_key(char key[CLI_NPM_KEY_SIZE], const char *host,
                 const char *repository, const char *name);

/* The user's .npmrc: npm_config_userconfig, else ~/.npmrc. */
FC_MUST_CHECK bool cli_npm_user_file(char path[FC_PATH_SIZE],
                                     struct fc_error *err);

/* --- what a file says of a host ------------------------------------------- */

enum cli_npm_kind { /* the later one counts, where there are several */
	CLI_NPM_NONE,
	CLI_NPM_TAKES_VARIABLE, /* FOUNDRY_TOKEN */
	CLI_NPM_ASKS_US,        /* by tokenHelper */
	CLI_NPM_OTHER,          /* a token or a command of its own */
};

struct cli_npm_lookup {
	enum cli_npm_kind kind;
	char path[FC_PATH_SIZE]; /* the file that says so, "" for NONE */
};

/* Add what a file says; has_helpers: its reader knows tokenHelper.  lookup
 * may be of a file that was read before this one. */
void cli_npm_lookup(const char *path, const char *host, bool has_helpers,
                    struct cli_npm_lookup *lookup);

/* "npm": what name does is told, where it is installed or wired. */
void cli_npm_show(const char *name, const char *host,
                  const struct cli_npm_lookup *lookup,
                  struct cli_columns *columns);
void cli_npm_put_json(const char *name, const struct cli_npm_lookup *lookup,
                      struct json_object *object, bool *done);
void cli_npm_check(const char *name, struct cli_doctor *doctor,
                   const struct fc_stack *stack,
                   const struct cli_npm_lookup *lookup);

/* "pnpm": a file in which this pnpm does not see FOUNDRY_TOKEN, or that it
 * drops when that is not set: the project's that we are in, and the user's. */
void cli_pnpm_check_variable(struct cli_doctor *doctor,
                             const struct fc_stack *stack,
                             const struct cli_npm_lookup *lookup);

#endif
