/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that are to live for a while. */
#ifndef HELPERS_CLI_COMMON_LASTING_H
#define HELPERS_CLI_COMMON_LASTING_H

#include "cli/common/options.h"
#include "credential/get.h"

/* Ask for the life that --min-life names, when it was given.  Fails with
 * USAGE. */
FC_MUST_CHECK bool cli_min_life(const struct cli_arguments *arguments,
                                struct fc_ask *ask, struct fc_error *err);

/*
 * As fc_credential_get, but that FOUNDRY_TOKEN, which nobody renews, gives way
 * to a token that lasts longer, and is then out of the environment.  One that
 * ends before the life that ask names exactly is told to the person.
 */
FC_MUST_CHECK enum fc_lookup cli_lasting_token(const struct fc_ask *ask,
                                               struct fc_answer *answer,
                                               struct fc_error *err);

#endif
