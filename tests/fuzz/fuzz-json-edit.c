/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editing docker's config.json: what was set is read back, what was not to
 * change stands there byte for byte, and taking it back leaves the text that
 * was there before.
 *
 * Input: the object, the key and the value, a line each; then the text.
 */
#include "base/json_edit.h"

#include "base/json.h"
#include "fuzz.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (1024 * 1024)

struct edit {
	char *object, *key, *value;
};

/* As a host is, and what else JSON does not escape. */
static bool
is_plain(const char *name)
{
	return !fuzz_has_control(name) && !strpbrk(name, "\"\\/");
}

static bool
is_same(const struct fc_buf *a, const struct fc_buf *b)
{
	return a->len == b->len &&
	       memcmp(fc_buf_str(a), fc_buf_str(b), a->len) == 0;
}

static void
copy(struct fc_buf *to, const struct fc_buf *from)
{
	struct fc_error err = FC_ERROR_INIT;

	hold(fc_buf_add(to, fc_buf_str(from), from->len, &err));
}

static enum fc_lookup
get(const struct fc_buf *text, const struct edit *edit, struct fc_buf *value)
{
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result;

	fc_buf_clear(value);
	result = fc_json_text_get(text, edit->object, edit->key, value, &err);
	if (result == FC_FAILED)
		fuzz_hold_error(&err);
	return result;
}

/* The object is missing, or there and has something in it: an empty one
 * loses its blanks. */
static bool
is_undone_to_the_byte(const struct fc_buf *text, const char *object)
{
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *whole = fc_json_parse(text->data, text->len, &err);
	struct json_object *inner = NULL;
	bool any;

	if (!whole)
		return false; /* nothing but blanks */
	any = json_object_object_get_ex(whole, object, &inner)
	      ? json_object_object_length(inner) > 0
	      : json_object_object_length(whole) > 0;
	fc_json_free(whole);
	return any;
}

/* Every byte of before stands in after, around one insertion. */
static bool
is_insertion(const struct fc_buf *before, const struct fc_buf *after)
{
	size_t head = 0, tail = 0;

	while (head < before->len && head < after->len &&
	       before->data[head] == after->data[head])
		head++;
	while (tail < before->len - head && tail < after->len - head &&
	       before->data[before->len - 1 - tail] ==
	               after->data[after->len - 1 - tail])
		tail++;
	return head + tail == before->len;
}

static void
hold_added(const struct fc_buf *before, struct fc_buf *text,
           const struct edit *edit)
{
	struct fc_error err = FC_ERROR_INIT;

	hold(is_insertion(before, text));
	if (fc_json_text_unset(text, edit->object, edit->key, true, &err))
		hold(is_same(text, before));
	else
		fuzz_hold_error(&err);
}

static void
try_set(const struct fc_buf *before, const struct edit *edit)
{
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	struct fc_buf again = FC_BUF_INIT(TEXT_MAX);
	struct fc_buf value = FC_BUF_INIT(TEXT_MAX);
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup was = get(before, edit, &value);

	copy(&text, before);
	if (!fc_json_text_set(&text, edit->object, edit->key, edit->value,
	                      &err)) {
		fuzz_hold_error(&err);
		hold(is_same(&text, before));
		goto out;
	}
	hold(get(&text, edit, &value) == FC_FOUND);
	hold(strcmp(fc_buf_str(&value), edit->value) == 0);
	copy(&again, &text);
	hold(fc_json_text_set(&again, edit->object, edit->key, edit->value,
	                      &err));
	hold(is_same(&again, &text));
	if (was == FC_ABSENT && is_undone_to_the_byte(before, edit->object))
		hold_added(before, &text, edit);
out:
	fc_buf_clear(&text);
	fc_buf_clear(&again);
	fc_buf_clear(&value);
}

static void
try_unset(const struct fc_buf *before, const struct edit *edit, bool drop)
{
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	struct fc_buf value = FC_BUF_INIT(TEXT_MAX);
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup was = get(before, edit, &value);

	copy(&text, before);
	if (fc_json_text_unset(&text, edit->object, edit->key, drop, &err)) {
		hold(get(&text, edit, &value) == FC_ABSENT);
		hold(was != FC_ABSENT || is_same(&text, before));
	} else {
		fuzz_hold_error(&err);
		hold(is_same(&text, before));
	}
	fc_buf_clear(&text);
	fc_buf_clear(&value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	struct fc_error err = FC_ERROR_INIT;
	struct edit edit;

	edit.object = fuzz_line(&input);
	edit.key = fuzz_line(&input);
	edit.value = fuzz_line(&input);
	if (is_plain(edit.object) && is_plain(edit.key) &&
	    fc_buf_add(&text, input.left ? input.at : "", input.left, &err)) {
		try_set(&text, &edit);
		try_unset(&text, &edit, true);
		try_unset(&text, &edit, false);
	}
	fc_buf_clear(&text);
	free(edit.object);
	free(edit.key);
	free(edit.value);
	return 0;
}
