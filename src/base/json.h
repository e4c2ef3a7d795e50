/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in and out through json-c, with caps and one way to ask. */
#ifndef FC_BASE_JSON_H
#define FC_BASE_JSON_H

#include "base/buf.h"
#include "base/secret.h"

struct json_object;

/*
 * Parse a whole text that must be one object, as fc_json_check has it: what
 * is taken does not depend on json-c's version.  The last of several members
 * of one name counts; a number that 64 bits cannot hold is the nearest that
 * they can.  NULL and err (DATA) otherwise.  Free with fc_json_free.
 */
struct json_object *fc_json_parse(const char *text, size_t len,
                                  struct fc_error *err);
void fc_json_free(struct json_object *object);

/*
 * A string member.  FC_ABSENT: missing or null.  FC_FAILED (DATA): another
 * type, or a string with a NUL in it.  *out is borrowed from object.
 */
FC_MUST_CHECK enum fc_lookup fc_json_string(struct json_object *object,
                                            const char *name,
                                            const char **out, size_t *len,
                                            struct fc_error *err);

#endif
