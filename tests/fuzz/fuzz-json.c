/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON: only one whole object is taken, nested no deeper than promised, and
 * a string that is handed out has no NUL in it.
 */
#include "base/json.h"

#include "base/json_check.h"
#include "base/utf8.h"
#include "fuzz.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* Levels of objects and arrays, counted down to the limit. */
static void
hold_depth(struct json_object *value, int left)
{
	size_t i, len;

	if (json_object_is_type(value, json_type_object)) {
		hold(left > 0);
		json_object_object_foreach(value, name, member)
		{
			hold(name);
			hold_depth(member, left - 1);
		}
	} else if (json_object_is_type(value, json_type_array)) {
		len = json_object_array_length(value);
		hold(left > 0);
		for (i = 0; i < len; i++)
			hold_depth(json_object_array_get_idx(value, i),
			           left - 1);
	}
}

static void
try_member(struct json_object *object, const char *name,
           struct json_object *member)
{
	struct fc_error err = FC_ERROR_INIT;
	const char *text = NULL;
	size_t len = 0;

	switch (fc_json_string(object, name, &text, &len, &err)) {
	case FC_FOUND:
		hold(json_object_is_type(member, json_type_string));
		hold(text && strlen(text) == len);
		hold(fc_utf8_is_valid(text, len));
		break;
	case FC_ABSENT:
		hold(!member);
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		break;
	}
}

static void
hold_outline(const uint8_t *data, size_t size)
{
	static const char blanks[] = " \t\r\n";
	size_t from = 0, to = size;

	hold(!memchr(data, '\0', size));
	while (from < to && strchr(blanks, data[from]))
		from++;
	while (to > from && strchr(blanks, data[to - 1]))
		to--;
	hold(to - from >= 2 && data[from] == '{' && data[to - 1] == '}');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object =
		fc_json_parse((const char *)data, size, &err);

	if (!object) {
		fuzz_hold_error(&err);
		return 0;
	}
	hold_outline(data, size);
	hold_depth(object, FC_JSON_DEPTH_MAX);
	json_object_object_foreach(object, name, member)
		try_member(object, name, member);
	if (!json_object_object_get_ex(object, "absent", NULL))
		try_member(object, "absent", NULL);
	fc_json_free(object);
	return 0;
}
