/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the members of an object stand in a JSON text.  The text is known to
 * be JSON (fc_json_parse); with any other the offsets mean nothing, and are
 * still inside it.
 */
#ifndef FC_BASE_JSON_SCAN_H
#define FC_BASE_JSON_SCAN_H

#include "base/buf.h"

/* The bytes from..to of a text. */
struct fc_json_span {
	size_t from, to;
};

/* A member, and where the bytes before its key began: after '{' or ','. */
struct fc_json_member {
	size_t start;
	struct fc_json_span key; /* with its quotes */
	struct fc_json_span value;
};

/* The first byte from an offset on that is not blank, or the end. */
size_t fc_json_skip_blanks(const struct fc_buf *text, size_t at);

/* Past the string whose opening quote is at an offset, or the end. */
size_t fc_json_skip_string(const struct fc_buf *text, size_t at);

/* Past the value at an offset. */
size_t fc_json_skip_value(const struct fc_buf *text, size_t at);

/* The member that follows the '{' or ',' at an offset.  False: none. */
FC_MUST_CHECK bool fc_json_member_after(const struct fc_buf *text, size_t at,
                                        struct fc_json_member *member);

/*
 * The last member of a name (the one that counts) in the object whose '{' is
 * at an offset; for NULL the last member of all.  False: none.
 */
FC_MUST_CHECK bool fc_json_find(const struct fc_buf *text, size_t object,
                                const char *name,
                                struct fc_json_member *found);

#endif
