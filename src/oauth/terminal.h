/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mode of the person's terminal: changed while we read from it, and
 * given back at every end that a process can come to, short of SIGKILL.
 */
#ifndef FC_OAUTH_TERMINAL_H
#define FC_OAUTH_TERMINAL_H

#include "base/error.h"

/*
 * For the rest of this process: SIGINT, SIGTERM, SIGHUP and SIGQUIT give the
 * terminal back at once, if it was entered, and are then to be asked for
 * (fc_terminal_signal), however often they come.  SIGTSTP gives it back and
 * stops.  Signals that were ignored stay so.  Safe twice.
 */
void fc_terminal_watch(void);

/*
 * Read byte-wise and without echo from fd, the controlling terminal, which
 * must be open without blocking.  One at a time in a process: signals know
 * no arguments.  Typing that nobody has read yet is dropped.  Watches.
 *
 * False (LOGIN_NEEDED): no terminal, or we are not in its foreground.
 */
FC_MUST_CHECK bool fc_terminal_enter(int fd, struct fc_error *err);

/* Give it back for good.  Safe without fc_terminal_enter. */
void fc_terminal_leave(void);

/* Are we in the foreground, so that reading and writing do not stop us? */
bool fc_terminal_is_ours(int fd);

/* Was it closed?  A terminal that only others read from was not. */
bool fc_terminal_is_gone(int fd);

/* Do we read from it now?  Not while we run in the background. */
bool fc_terminal_is_entered(void);

/* After fg: true when the mode was entered anew and the line is to be drawn
 * again. */
FC_MUST_CHECK bool fc_terminal_resume(void);

/* The signal that asks us to end, or 0. */
int fc_terminal_signal(void);

#endif
