/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in and out through json-c, with caps and one way to ask. */
#include "base/json.h"

#include "base/json_check.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

/*
 * By now the text is known to be JSON.  Whatever json-c means by strict, in
 * this version or the next, is not asked for; as it is, numbers of more than
 * 64 bits become the nearest that fit.  Its levels count scalars too.
 */
static struct json_object *
read_checked(const char *text, size_t len, struct fc_error *err)
{
	struct json_tokener *tokener =
		json_tokener_new_ex(FC_JSON_DEPTH_MAX + 1);
	struct json_object *object;

	if (!tokener) {
		fc_fail_memory(err);
		return NULL;
	}
	object = json_tokener_parse_ex(tokener, text, (int)len);
	/* Older versions have no word for it. */
	if (!object)
		fc_fail_memory(err);
	json_tokener_free(tokener);
	return object;
}

struct json_object *
fc_json_parse(const char *text, size_t len, struct fc_error *err)
{
	const char *wrong = "empty, or too long";
	size_t at = 0;

	if (len > 0 && len <= INT_MAX)
		wrong = fc_json_check(text, len, &at);
	if (!wrong)
		return read_checked(text, len, err);
	fc_fail(err, FC_ERR_DATA, "not JSON at byte %zu: %s", at, wrong);
	return NULL;
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
