/* SPDX-License-Identifier: Apache-2.0 */
/* Putting short texts together without stdio, which costs the fast path
 * more than all else that it does. */
#ifndef FC_BASE_TEXT_H
#define FC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A path as we handle it; longer ones are refused. */
#define FC_PATH_SIZE 1024

/*
 * Join the parts, ended by a NULL, in out.  False: they do not fit; out then
 * holds what does, and a NUL.
 */
bool fc_text_join(char *out, size_t size, ...) __attribute__((sentinel));

/* The first len bytes of text in out, and a NUL.  False: as above. */
bool fc_text_slice(char *out, size_t size, const char *text, size_t len);

/* Append a list of words, ended by a NULL, to the text in out, with a comma
 * between two.  What does not fit is left out. */
void fc_text_list(char *out, size_t size, const char *const *words);

/* The value of an environment variable; NULL: it is not set, or empty. */
const char *fc_variable(const char *name);

/* A whole number in decimal, with its NUL; returns out. */
#define FC_NUMBER_SIZE 24
const char *fc_text_number(char out[FC_NUMBER_SIZE], long long number);

#endif
