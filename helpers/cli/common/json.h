/* SPDX-License-Identifier: Apache-2.0 */
/* JSON for programs, built member by member: each is always there, null when
 * it is not known.  false stays in *done once anything had no memory. */
#ifndef HELPERS_CLI_COMMON_JSON_H
#define HELPERS_CLI_COMMON_JSON_H

#include "base/buf.h"

#include <time.h>

struct json_object;

/* Takes over value. */
void cli_json_add(struct json_object *object, const char *name,
                  struct json_object *value, bool *done);

/* NULL and "" are null. */
void cli_json_add_text(struct json_object *object, const char *name,
                       const char *text, bool *done);

/* Seconds since the epoch; 0 is null. */
void cli_json_add_time(struct json_object *object, const char *name, time_t at,
                       bool *done);
void cli_json_add_bool(struct json_object *object, const char *name, bool is,
                       bool *done);

/* Takes over value. */
void cli_json_append(struct json_object *array, struct json_object *value,
                     bool *done);

/* Append object as indented JSON, with a line end. */
FC_MUST_CHECK bool cli_json_text(struct json_object *object,
                                 struct fc_buf *text, struct fc_error *err);

#endif
