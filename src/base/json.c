/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in and out through json-c, with caps and one way to ask. */
#include "base/json.h"

#include "base/utf8.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#define DEPTH_MAX 32

static struct json_object *
parse(struct json_tokener *tokener, const char *text, size_t len,
      struct fc_error *err)
{
	struct json_object *object =
		json_tokener_parse_ex(tokener, text, (int)len);
	enum json_tokener_error problem = json_tokener_get_error(tokener);
	size_t end = json_tokener_get_parse_end(tokener);

	if (problem != json_tokener_success) {
		fc_fail(err, FC_ERR_DATA, "not JSON at byte %zu: %s", end,
		        json_tokener_error_desc(problem));
		return NULL;
	}
	while (end < len && strchr(" \t\r\n", text[end]))
		end++;
	if (end != len)
		fc_fail(err, FC_ERR_DATA, "JSON with something behind it");
	else if (!json_object_is_type(object, json_type_object))
		fc_fail(err, FC_ERR_DATA, "JSON that is not an object");
	else
		return object;
	json_object_put(object);
	return NULL;
}

struct json_object *
fc_json_parse(const char *text, size_t len, struct fc_error *err)
{
	struct json_tokener *tokener;
	struct json_object *object;

	if (len == 0 || len > INT_MAX || memchr(text, '\0', len) ||
	    !fc_utf8_is_valid(text, len)) {
		fc_fail(err, FC_ERR_DATA, "not JSON: empty, or not UTF-8");
		return NULL;
	}
	/* json-c counts what stands in the innermost object as a level. */
	tokener = json_tokener_new_ex(DEPTH_MAX + 1);
	if (!tokener) {
		fc_fail_memory(err);
		return NULL;
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
	                                JSON_TOKENER_ALLOW_TRAILING_CHARS);
	object = parse(tokener, text, len, err);
	json_tokener_free(tokener);
	return object;
}

void
fc_json_free(struct json_object *object)
{
	json_object_put(object);
}

enum fc_lookup
fc_json_string(struct json_object *object, const char *name, const char **out,
               size_t *len, struct fc_error *err)
{
	struct json_object *member = NULL;
	const char *text;
	size_t text_len;

	if (!json_object_object_get_ex(object, name, &member) || !member)
		return FC_ABSENT;
	if (!json_object_is_type(member, json_type_string)) {
		fc_fail(err, FC_ERR_DATA, "'%s' is not a string", name);
		return FC_FAILED;
	}
	text = json_object_get_string(member);
	text_len = (size_t)json_object_get_string_len(member);
	if (memchr(text, '\0', text_len)) {
		fc_fail(err, FC_ERR_DATA, "a NUL in '%s'", name);
		return FC_FAILED;
	}
	*out = text;
	*len = text_len;
	return FC_FOUND;
}
