/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of "key=value": git's credential grammar (gitcredentials
 * input/output format), also used in our own records and between programs.
 */
#ifndef FC_BASE_RECORD_H
#define FC_BASE_RECORD_H

#include "base/buf.h"

#include <string.h>

/* A message or a record as a whole, and one line of it with its LF. */
#define FC_RECORD_MAX (1024 * 1024)
#define FC_RECORD_LINE_MAX (128 * 1024)

/* The latest time that is taken for one: the end of the year 9999. */
#define FC_TIME_MAX 253402300799LL

/* A place in a record that is being read. */
struct fc_record_cursor {
	struct fc_buf *text; /* borrowed; reading writes NULs into it */
	size_t at;
};

/*
 * Take the next line: split at the first '=', no trimming.  key and value
 * point into the text and live as long as it.
 *
 * FC_FOUND:  key and value are set.
 * FC_ABSENT: an empty line or the end.
 * FC_FAILED: a NUL or CR, a line without '=' or with an empty key, or one
 *            longer than line_max (its LF counted): the whole message is
 *            refused, never resynchronised.
 */
FC_MUST_CHECK enum fc_lookup fc_record_next(struct fc_record_cursor *cursor,
                                            size_t line_max, const char **key,
                                            const char **value,
                                            struct fc_error *err);

/* Is it this key?  Most are another, and begin with another byte. */
static inline bool
fc_record_key_is(const char *key, const char *name)
{
	return *key == *name && strcmp(key, name) == 0;
}

/* Keep a value, with its NUL.  Fails (DATA) when there is no room for it. */
FC_MUST_CHECK bool fc_record_text(char *out, size_t size, const char *value,
                                  struct fc_error *err);

/*
 * Append "key=value\n".  Fails (DATA) on a NUL-terminated value with LF, CR
 * or another control byte in it: no reader downstream can be trusted with it.
 */
FC_MUST_CHECK bool fc_record_put(struct fc_buf *text, const char *key,
                                 const char *value, struct fc_error *err);

/* The same for a whole number in decimal. */
FC_MUST_CHECK bool fc_record_put_number(struct fc_buf *text, const char *key,
                                        long long value, struct fc_error *err);

/*
 * A decimal number, digits only with an optional '-', within [min, max].
 * False otherwise; *out is then untouched.
 */
FC_MUST_CHECK bool fc_number_parse(const char *text, long long min,
                                   long long max, long long *out);

#endif
