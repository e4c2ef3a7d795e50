/* SPDX-License-Identifier: Apache-2.0 */
/* Is it JSON?  The grammar of RFC 8259, without any library. */
#ifndef FC_BASE_JSON_CHECK_H
#define FC_BASE_JSON_CHECK_H

#include <stddef.h>

/* Objects and arrays, one in the other; an empty one counts. */
#define FC_JSON_DEPTH_MAX 32

/* Members and elements in all: to json-c a million of them are a quarter of a
 * gigabyte, and as long to read as a refresh. */
#define FC_JSON_VALUES_MAX 8192

/*
 * Is a text one object as RFC 8259 has it, UTF-8, nested no deeper than
 * FC_JSON_DEPTH_MAX and with no more than FC_JSON_VALUES_MAX values, blanks
 * around it and nothing else?  Numbers may have any
 * size, names may come twice.  No name has a NUL in it, spelled \u0000 either:
 * json-c would cut it there, and take it for another.
 *
 * NULL: it is.  Else what is wrong, and *at is where.
 */
const char *fc_json_check(const char *text, size_t len, size_t *at);

#endif
