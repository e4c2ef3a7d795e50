/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs do, step by step, for whoever sets FOUNDRY_TRACE. */
#ifndef FC_BASE_TRACE_H
#define FC_BASE_TRACE_H

#include "base/error.h"

/*
 * Read FOUNDRY_TRACE: 1 or true is stderr, an absolute path a file that is
 * made (0600) or added to, never through a link.  Empty, 0 or false is
 * nothing; what makes no sense is said.
 */
void fc_trace_open(const char *program);

/* The same in a program that one of ours has started, which has said what makes
 * no sense. */
void fc_trace_join(const char *program);

/* Tell the version, and what is to be done (or NULL). */
void fc_trace_verb(const char *verb);

/* Is anybody to be told?  For what costs something to find out. */
bool fc_trace_wanted(void);

/* Is it told on stderr?  And not there any more, from here on. */
bool fc_trace_is_on_stderr(void);
void fc_trace_leave_stderr(void);

/* Milliseconds since fc_trace_open. */
long fc_trace_ms(void);

/*
 * One line in one write: local time with microseconds, program[pid], text, in
 * the columns of GIT_TRACE.  Never give it a secret.
 */
void fc_trace_tell(const char *fmt, ...) FC_PRINTF(1, 2);

/* The same, at next to no cost when nobody is to be told. */
extern int fc_trace_fd; /* -1: nobody */
#define fc_trace(...) \
	(fc_trace_fd < 0 ? (void)0 : fc_trace_tell(__VA_ARGS__))

#endif
