/* SPDX-License-Identifier: Apache-2.0 */
/* The environment variables that carry a token to a command. */
#ifndef HELPERS_CLI_COMMON_VARIABLES_H
#define HELPERS_CLI_COMMON_VARIABLES_H

#include "credential/get.h"

/* value is NULL for a variable that must not be set. */
typedef bool cli_variable_visit(const char *name, const char *value, void *arg,
                                struct fc_error *err);

/* Visit each variable of an answer for the stack host, until one fails. */
FC_MUST_CHECK bool cli_variables_each(const char *host,
                                      const struct fc_answer *answer,
                                      cli_variable_visit *visit, void *arg,
                                      struct fc_error *err);

#endif
