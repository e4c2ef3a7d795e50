/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a record as a table: which key is which member of a struct, so
 * that nothing can be written that is not read, or otherwise.
 */
#ifndef FC_RECORD_FIELDS_H
#define FC_RECORD_FIELDS_H

#include "base/buf.h"
#include "base/secret.h"

#include <stddef.h>
#include <time.h>

enum fc_field_type {
	FC_FIELD_TEXT,
	FC_FIELD_FLAG,     /* bool: 1 or 0 */
	FC_FIELD_NUMBER,   /* int, not below 0 */
	FC_FIELD_TIME,     /* time_t, up to FC_TIME_MAX */
	FC_FIELD_WORD,     /* an enum: its word, or its number */
	FC_FIELD_PURPOSES, /* bool[FC_PURPOSE_COUNT]: their names, by blanks */
	FC_FIELD_SECRET,   /* struct fc_secret: one line */
	FC_FIELD_BUF,      /* struct fc_buf: one line */
};

/* What is empty ("", 0, false, nothing) has no line, but for these. */
#define FC_FIELD_ALWAYS 1
/* A text of any bytes: what no line can have is replaced. */
#define FC_FIELD_SAID 2

struct fc_field {
	const char *key;
	enum fc_field_type type;
	size_t offset, size;      /* of the member */
	const char *const *words; /* of an enum, up to NULL; without them its
	                             numbers, below last */
	int last;
	unsigned int flags;
};

/* The key, and the member of a struct that it is; its type follows from that
 * of the member. */
#define FC_FIELD(of, member, name) \
	.key = (name), .offset = offsetof(of, member), \
	.size = sizeof(((of *)NULL)->member), \
	.type = _Generic(((of *)NULL)->member, \
		char *: FC_FIELD_TEXT, bool: FC_FIELD_FLAG, \
		int: FC_FIELD_NUMBER, time_t: FC_FIELD_TIME, \
		bool *: FC_FIELD_PURPOSES, struct fc_secret: FC_FIELD_SECRET, \
		struct fc_buf: FC_FIELD_BUF, default: FC_FIELD_WORD)

/* Append a line for each field of an object, in the order of the table. */
FC_MUST_CHECK bool fc_fields_put(struct fc_buf *text,
                                 const struct fc_field fields[], size_t count,
                                 const void *object, struct fc_error *err);

/*
 * Take a line into the object.  FC_ABSENT: no field has that key.  FC_FAILED
 * (DATA): its value is none of that type, or has no room; the member is then
 * as it was.
 */
FC_MUST_CHECK enum fc_lookup fc_fields_take(const struct fc_field fields[],
                                            size_t count, void *object,
                                            const char *key,
                                            const char *value,
                                            struct fc_error *err);

#endif
