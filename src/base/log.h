/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the person: errors and warnings. */
#ifndef FC_BASE_LOG_H
#define FC_BASE_LOG_H

#include "base/error.h"

/* Name the program for all messages below. */
void fc_log_open(const char *program);

/* "program: text" on stderr: something the person should know.  On a terminal
 * it is wrapped to its width, elsewhere it is one line. */
void fc_warn(const char *fmt, ...) FC_PRINTF(1, 2);

/* Are stdout and stderr one pipe or file, which a client may read as one? */
bool fc_log_is_with_stdout(void);

/*
 * For an answer that a client may read together with stderr: from here on what
 * would be said is held back, unless stderr is a terminal.
 */
void fc_log_hold(void);

/* The same whenever wanted says so; NULL: not any more. */
void fc_log_hold_if(bool (*wanted)(void));

/* Is it held back what would be said now? */
bool fc_log_is_held(void);

/* The messages that are held back, in turn; NULL: no more. */
const struct fc_error *fc_log_held(size_t i);

/* Say them after all, but not where stdout is that very pipe or file. */
void fc_log_release(void);

/* "program: err.text", then the hint on a line of its own. */
void fc_error_report(const struct fc_error *err);

#endif
