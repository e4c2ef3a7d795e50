/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of text as wide as a terminal. */
#ifndef FC_BASE_WRAP_H
#define FC_BASE_WRAP_H

#include <stddef.h>

/* Narrower ones are taken for the first, wider ones for the last. */
#define FC_COLUMNS_MIN 40
#define FC_COLUMNS_MAX 120

/* How wide the terminal at fd is, between those two; 0: it is none. */
size_t fc_columns(int fd);

/*
 * Make a newline of a blank wherever a line of text (UTF-8) would have more
 * than so many columns.  A word, such as a path or a URL, is never broken; a
 * command behind "run: " is not either when it fits a line of its own.
 */
void fc_wrap(char *text, size_t columns);

/* The same for the terminal at fd; what is no terminal gets long lines. */
void fc_wrap_for_terminal(char *text, int fd);

#endif
