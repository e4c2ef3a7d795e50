/* SPDX-License-Identifier: Apache-2.0 */
/* JSON for programs, built member by member. */
#include "cli/common/json.h"

#include <json-c/json.h>

void
cli_json_add(struct json_object *object, const char *name,
             struct json_object *value, bool *done)
{
	if (!object || json_object_object_add(object, name, value) != 0) {
		json_object_put(value);
		*done = false;
	}
}

void
cli_json_add_text(struct json_object *object, const char *name,
                  const char *text, bool *done)
{
	struct json_object *value =
		text && *text ? json_object_new_string(text) : NULL;

	*done = *done && (value || !text || !*text);
	cli_json_add(object, name, value, done);
}

void
cli_json_add_time(struct json_object *object, const char *name, time_t at,
                  bool *done)
{
	cli_json_add(object, name, at > 0 ? json_object_new_int64(at) : NULL,
	             done);
}

void
cli_json_add_bool(struct json_object *object, const char *name, bool is,
                  bool *done)
{
	cli_json_add(object, name, json_object_new_boolean(is), done);
}

void
cli_json_append(struct json_object *array, struct json_object *value,
                bool *done)
{
	if (!array || !value || json_object_array_add(array, value) != 0) {
		json_object_put(value);
		*done = false;
	}
}

bool
cli_json_text(struct json_object *object, struct fc_buf *text,
              struct fc_error *err)
{
	const char *json = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				JSON_C_TO_STRING_NOSLASHESCAPE);

	return json ? fc_buf_add_str(text, json, err) &&
	                      fc_buf_add(text, "\n", 1, err)
	            : fc_fail_memory(err);
}
