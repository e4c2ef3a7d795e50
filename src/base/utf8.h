/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates. */
#ifndef FC_BASE_UTF8_H
#define FC_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first character of len bytes of text.  Returns how many bytes it takes
 * (1 to 4) and sets *code; 0, and *code untouched, when they are none.
 */
size_t fc_utf8_decode(const char *text, size_t len, uint32_t *code);

bool fc_utf8_is_valid(const char *text, size_t len);

#endif
