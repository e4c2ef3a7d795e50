/* SPDX-License-Identifier: Apache-2.0 */
/* What text may do to the terminal that it is shown on. */
#ifndef FC_BASE_CONTROLS_H
#define FC_BASE_CONTROLS_H

#include <stddef.h>

/*
 * Make a ? of every byte in text that could rule a terminal: control
 * characters, also C1 and as bytes of their own; those that change the
 * direction of what follows or are not seen; what is no UTF-8.
 *
 * For everything that comes from outside: a path, a variable, a value in a
 * file, the name of a remote.  What is left can be the value in a record.
 */
void fc_strip_controls(char *text, size_t len);

/* The same for a line of a file, as it is laid out: tabs stay. */
void fc_strip_line(char *text, size_t len);

/*
 * The same for whole lines, last before a terminal gets them: newlines stay.
 * Where the locale is not of UTF-8, a character with a byte that would be a C1
 * control there goes as well.
 */
void fc_strip_for_terminal(char *text, size_t len);

#endif
