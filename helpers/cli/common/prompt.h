/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the person for what the command line did not say. */
#ifndef HELPERS_CLI_COMMON_PROMPT_H
#define HELPERS_CLI_COMMON_PROMPT_H

#include "base/error.h"

/*
 * Show a question on /dev/tty and take one line, blanks around it cut off;
 * waits five minutes at most.
 *
 * FC_FOUND:  answer is filled, and not empty.
 * FC_ABSENT: there is no terminal to ask on.
 * FC_FAILED: an empty line, end of file, too long or too late (CANCELLED).
 */
FC_MUST_CHECK enum fc_lookup cli_ask(const char *question, char *answer,
                                     size_t size, struct fc_error *err);

/*
 * The same for a secret: what is typed is not shown.  size is 4095 at most: a
 * terminal hands over 4095 bytes of a line and cuts the rest off.  The caller
 * wipes answer.  SIGHUP, SIGINT, SIGQUIT and SIGTERM, unless they were ignored,
 * end the question, and from then on are held back.
 */
FC_MUST_CHECK enum fc_lookup cli_ask_hidden(const char *question,
                                            char *answer, size_t size,
                                            struct fc_error *err);

#endif
