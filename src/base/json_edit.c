/* SPDX-License-Identifier: Apache-2.0 */
/* Editing a JSON text that belongs to somebody else. */
#include "base/json_edit.h"

#include "base/json.h"
#include "base/json_scan.h"

#include <json-c/json.h>
#include <string.h>

/* --- editing: at an offset, in the style of the neighbours ---------------- */

static bool
add_json_string(struct fc_buf *out, const char *text, struct fc_error *err)
{
	struct json_object *string = json_object_new_string(text);
	bool done;

	if (!string)
		return fc_fail_memory(err);
	done = fc_buf_add_str(out, json_object_to_json_string_ext(
		string, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
		err);
	json_object_put(string);
	return done;
}

/* "key": value, with the blanks that a neighbour has after its key. */
static bool
add_member(struct fc_buf *out, const struct fc_buf *text,
           const struct fc_json_member *like, const char *key,
           const char *value, struct fc_error *err)
{
	if (!add_json_string(out, key, err))
		return false;
	if (!like)
		return fc_buf_add_str(out, ": ", err) &&
		       fc_buf_add_str(out, value, err);
	return fc_buf_add(out, text->data + like->key.to,
	                  like->value.from - like->key.to, err) &&
	       fc_buf_add_str(out, value, err);
}

/* The line break and indentation before a member, "" when there are none. */
static struct fc_json_span
indent_of(const struct fc_buf *text, const struct fc_json_member *member)
{
	struct fc_json_span indent = { member->start, member->key.from };

	if (!memchr(text->data + indent.from, '\n', indent.to - indent.from))
		indent.to = indent.from;
	return indent;
}

/*
 * What stands before the members of an object that has none yet: the
 * indentation of the object itself, and once more what one level adds.  The
 * members of the outermost object are one level deep.
 */
static bool
add_inner_indent(struct fc_buf *out, const struct fc_buf *text,
                 struct fc_json_span outer, struct fc_error *err)
{
	const char *line = text->data + outer.from;
	size_t len = outer.to - outer.from;
	const char *level = len > 0 ? memrchr(line, '\n', len) : NULL;

	if (!level)
		return true;
	return fc_buf_add(out, line, len, err) &&
	       fc_buf_add(out, level + 1, (size_t)(line + len - level - 1),
	                  err);
}

/* The value "{ key: value }" of the member like's sibling or of like. */
static bool
add_object(struct fc_buf *out, const struct fc_buf *text,
           const struct fc_json_member *like, const char *key,
           const char *value, struct fc_error *err)
{
	struct fc_json_span outer = indent_of(text, like);

	return fc_buf_add(out, "{", 1, err) &&
	       add_inner_indent(out, text, outer, err) &&
	       add_member(out, text, like, key, value, err) &&
	       fc_buf_add(out, text->data + outer.from, outer.to - outer.from,
	                  err) &&
	       fc_buf_add(out, "}", 1, err);
}

/* Put a member behind the last one of an object. */
static bool
append_member(struct fc_buf *text, const struct fc_json_member *last,
              const char *key, const char *value, struct fc_error *err)
{
	struct fc_buf bytes = FC_BUF_INIT(text->max);
	bool done;

	done = fc_buf_add(&bytes, ",", 1, err) &&
	       fc_buf_add(&bytes, text->data + last->start,
	                  last->key.from - last->start, err) &&
	       add_member(&bytes, text, last, key, value, err) &&
	       fc_buf_splice(text, last->value.to, 0, bytes.data, bytes.len,
	                     err);
	fc_buf_clear(&bytes);
	return done;
}

/* A text without a member yet: nothing to be like, so like docker's own. */
static bool
begin_text(struct fc_buf *text, const char *object, const char *key,
           const char *value, struct fc_error *err)
{
	struct fc_buf bytes = FC_BUF_INIT(text->max);
	size_t from = fc_json_skip_blanks(text, 0);
	size_t to = fc_json_skip_value(text, from);
	bool done;

	done = fc_buf_add_str(&bytes, "{\n\t", err) &&
	       add_json_string(&bytes, object, err) &&
	       fc_buf_add_str(&bytes, ": {\n\t\t", err) &&
	       add_member(&bytes, text, NULL, key, value, err) &&
	       fc_buf_add_str(&bytes, to < text->len ? "\n\t}\n}"
	                                             : "\n\t}\n}\n", err) &&
	       fc_buf_splice(text, from, to - from, bytes.data, bytes.len,
	                     err);
	fc_buf_clear(&bytes);
	return done;
}

/* The object is missing: add it with its one member. */
static bool
append_object(struct fc_buf *text, const struct fc_json_member *last,
              const char *object, const char *key, const char *value,
              struct fc_error *err)
{
	struct fc_buf bytes = FC_BUF_INIT(text->max);
	bool done;

	done = add_object(&bytes, text, last, key, value, err) &&
	       append_member(text, last, object, fc_buf_str(&bytes), err);
	fc_buf_clear(&bytes);
	return done;
}

/* The object is there and has nothing in it. */
static bool
fill_object(struct fc_buf *text, const struct fc_json_member *outer,
            const char *key, const char *value, struct fc_error *err)
{
	struct fc_buf bytes = FC_BUF_INIT(text->max);
	bool done;

	done = add_object(&bytes, text, outer, key, value, err) &&
	       fc_buf_splice(text, outer->value.from,
	                     outer->value.to - outer->value.from, bytes.data,
	                     bytes.len, err);
	fc_buf_clear(&bytes);
	return done;
}

static bool
set_in_text(struct fc_buf *text, const char *object, const char *key,
            const char *value, struct fc_error *err)
{
	size_t top = fc_json_skip_blanks(text, 0);
	struct fc_json_member outer, inner, last;

	if (!fc_json_find(text, top, NULL, &last))
		return begin_text(text, object, key, value, err);
	if (!fc_json_find(text, top, object, &outer))
		return append_object(text, &last, object, key, value, err);
	if (fc_json_find(text, outer.value.from, key, &inner))
		return fc_buf_splice(text, inner.value.from,
		                     inner.value.to - inner.value.from, value,
		                     strlen(value), err);
	if (fc_json_find(text, outer.value.from, NULL, &last))
		return append_member(text, &last, key, value, err);
	return fill_object(text, &outer, key, value, err);
}

/* Cut out a member with the comma that it no longer needs; an object that
 * becomes empty keeps no blanks. */
static bool
remove_member(struct fc_buf *text, const struct fc_json_member *member,
              struct fc_error *err)
{
	size_t from = member->start - 1, to = member->value.to;
	size_t next = fc_json_skip_blanks(text, to);

	if (text->data[from] == '{') {
		from++;
		to = next < text->len && text->data[next] == ',' ? next + 1
		                                                 : next;
	}
	return fc_buf_splice(text, from, to - from, "", 0, err);
}

static bool
unset_in_text(struct fc_buf *text, const char *object, const char *key,
              bool drop_empty, struct fc_error *err)
{
	size_t top = fc_json_skip_blanks(text, 0);
	struct fc_json_member outer, inner;

	if (!fc_json_find(text, top, object, &outer) ||
	    !fc_json_find(text, outer.value.from, key, &inner))
		return true;
	if (!remove_member(text, &inner, err))
		return false;
	if (!drop_empty || fc_json_find(text, outer.value.from, NULL, &inner))
		return true;
	return fc_json_find(text, top, object, &outer) &&
	       remove_member(text, &outer, err);
}

/* --- the same by json-c, to compare --------------------------------------- */

static bool
find_object(struct json_object *whole, const char *name,
            struct json_object **object, struct fc_error *err)
{
	*object = NULL;
	if (json_object_object_get_ex(whole, name, object) &&
	    !json_object_is_type(*object, json_type_object))
		return fc_fail(err, FC_ERR_DATA, "\"%s\" is not an object",
		               name);
	return true;
}

static bool
set_in_object(struct json_object *whole, const char *name, const char *key,
              const char *value, struct fc_error *err)
{
	struct json_object *object, *string;

	if (!find_object(whole, name, &object, err))
		return false;
	if (!object) {
		object = json_object_new_object();
		if (!object || json_object_object_add(whole, name, object))
			return fc_fail_memory(err);
	}
	string = json_object_new_string(value);
	if (!string || json_object_object_add(object, key, string))
		return fc_fail_memory(err);
	return true;
}

static bool
unset_in_object(struct json_object *whole, const char *name, const char *key,
                bool drop_empty, struct fc_error *err)
{
	struct json_object *object;

	if (!find_object(whole, name, &object, err))
		return false;
	if (object && json_object_object_get_ex(object, key, NULL)) {
		json_object_object_del(object, key);
		if (drop_empty && json_object_object_length(object) == 0)
			json_object_object_del(whole, name);
	}
	return true;
}

/* What is to be there at the end: value NULL, not the member. */
struct wanted {
	const char *object, *key, *value;
	bool drop_empty;
};

static bool
edit_text(struct fc_buf *text, const struct wanted *wanted,
          struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(text->max);
	bool done;

	if (!wanted->value)
		return unset_in_text(text, wanted->object, wanted->key,
		                     wanted->drop_empty, err);
	done = add_json_string(&value, wanted->value, err) &&
	       set_in_text(text, wanted->object, wanted->key,
	                   fc_buf_str(&value), err);
	fc_buf_clear(&value);
	return done;
}

static struct json_object *
parse(const struct fc_buf *text, struct fc_error *err)
{
	if (fc_json_skip_blanks(text, 0) == text->len)
		return json_object_new_object();
	return fc_json_parse(text->data, text->len, err);
}

static bool
edit(struct fc_buf *text, const struct wanted *wanted, struct fc_error *err)
{
	struct fc_buf edited = FC_BUF_INIT(text->max);
	struct json_object *want = parse(text, err), *got = NULL;
	bool done = false;

	if (!want)
		goto out;
	if (wanted->value ? !set_in_object(want, wanted->object, wanted->key,
	                                   wanted->value, err)
	                : !unset_in_object(want, wanted->object, wanted->key,
	                                   wanted->drop_empty, err))
		goto out;
	if (!fc_buf_add(&edited, fc_buf_str(text), text->len, err) ||
	    !edit_text(&edited, wanted, err))
		goto out;
	got = parse(&edited, err);
	if (!got || !json_object_equal(got, want)) {
		fc_fail(err, FC_ERR_DATA, "it is written in a way that is "
		        "not edited here");
		goto out;
	}
	fc_buf_move(text, &edited);
	done = true;
out:
	fc_json_free(got);
	fc_json_free(want);
	fc_buf_clear(&edited);
	return done;
}

bool
fc_json_text_set(struct fc_buf *text, const char *object, const char *key,
                 const char *value, struct fc_error *err)
{
	const struct wanted wanted = { object, key, value, false };

	return edit(text, &wanted, err);
}

bool
fc_json_text_unset(struct fc_buf *text, const char *object, const char *key,
                   bool drop_empty, struct fc_error *err)
{
	const struct wanted wanted = { object, key, NULL, drop_empty };

	return edit(text, &wanted, err);
}

enum fc_lookup
fc_json_text_get(const struct fc_buf *text, const char *object,
                 const char *key, struct fc_buf *value, struct fc_error *err)
{
	struct json_object *whole = parse(text, err), *inner;
	enum fc_lookup result = FC_FAILED;
	const char *string;
	size_t len;

	if (!whole)
		return FC_FAILED;
	if (find_object(whole, object, &inner, err)) {
		result = inner ? fc_json_string(inner, key, &string, &len, err)
		               : FC_ABSENT;
		if (result == FC_FOUND && !fc_buf_add(value, string, len, err))
			result = FC_FAILED;
	}
	fc_json_free(whole);
	return result;
}
