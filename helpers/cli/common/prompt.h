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

/* May somebody be asked who did not say that he is there: a terminal of ours,
 * neither stdin nor stdout with a program at its other end, and no CI? */
bool cli_may_ask(void);

struct cli_question {
	const char *text;      /* without the colon at its end */
	const char *otherwise; /* shown, and what Enter alone means; NULL: as
	                          of cli_ask, the end of asking */
	bool (*take)(const char *answer, void *arg, struct fc_error *err);
};

/*
 * Ask until take, given arg, takes the answer: what it says is shown, and the
 * question asked again, some times.  As cli_ask; FC_FAILED also with what take
 * said last.
 */
FC_MUST_CHECK enum fc_lookup
cli_ask_until(const struct cli_question *question, void *arg,
              struct fc_error *err);

/* Is it yes, y, no or n?  Fails with USAGE. */
FC_MUST_CHECK bool cli_yes_or_no(const char *answer, bool *yes,
                                 struct fc_error *err);

/*
 * As cli_ask, for a secret: what is typed is not shown.  size is 4095 at most:
 * a terminal hands over 4095 bytes of a line and cuts the rest off.  The caller
 * wipes answer.  SIGHUP, SIGINT, SIGQUIT and SIGTERM, unless they were ignored,
 * end the question, and from then on are held back.
 */
FC_MUST_CHECK enum fc_lookup cli_ask_hidden(const char *question,
                                            char *answer, size_t size,
                                            struct fc_error *err);

#endif
