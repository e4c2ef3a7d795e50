/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The person's terminal: /dev/tty, never stdin, which belongs to git.  A
 * pasted redirect URL can be longer than the 4095 bytes of a terminal line,
 * so the line is read byte by byte and edited here.
 */
#ifndef FC_OAUTH_CONSOLE_H
#define FC_OAUTH_CONSOLE_H

#include "base/secret.h"

struct fc_console;

/*
 * Open the terminal and switch it to byte-wise reading with our own echo.
 * NULL when there is none or we are not in its foreground: err (LOGIN_NEEDED)
 * says so.  Signals are handled as terminal.h says until fc_console_close;
 * one console at a time.
 */
struct fc_console *fc_console_open(struct fc_error *err);

/* The descriptor to poll for reading; -1 while we are in the background.
 * After a signal, and once a second, fc_console_read is due all the same. */
int fc_console_fd(const struct fc_console *console);

/* Print text for the person, in place of a prompt that stands there (draw it
 * again afterwards).  Dropped while we are in the background. */
void fc_console_print(struct fc_console *console, const char *text);

/* Draw the prompt (static, or alive as long as the console) and what is
 * typed so far.  A line longer than the terminal shows its beginning and its
 * length. */
void fc_console_prompt(struct fc_console *console, const char *prompt);

/*
 * Take what has been typed, without blocking.
 *
 * FC_FOUND:  a line was ended by Enter; line is filled (perhaps empty),
 *            blanks at both ends removed.
 * FC_ABSENT: not yet.
 * FC_FAILED: Ctrl-C or another signal to end, Ctrl-D on an empty line, or
 *            the terminal is gone (CANCELLED).
 */
FC_MUST_CHECK enum fc_lookup fc_console_read(struct fc_console *console,
                                             struct fc_secret *line,
                                             struct fc_error *err);

/* Flush unread typing, restore the terminal and the signals, close.  NULL is
 * fine. */
void fc_console_close(struct fc_console *console);

#endif
