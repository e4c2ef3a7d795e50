/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several stacks a person means who named none. */
#ifndef HELPERS_CLI_COMMON_CHOICE_H
#define HELPERS_CLI_COMMON_CHOICE_H

#include "config/config.h"

/*
 * Let the person choose one of the stacks that config knows, by its number.
 *
 * FC_FOUND:  host is it.
 * FC_ABSENT: nobody may be asked, or there are more than fit a screen.
 * FC_FAILED: no choice was made (CANCELLED, USAGE).
 */
FC_MUST_CHECK enum fc_lookup cli_choose_stack(const struct fc_config *config,
                                              char host[FC_HOST_SIZE],
                                              struct fc_error *err);

#endif
