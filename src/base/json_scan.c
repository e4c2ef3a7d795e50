/* SPDX-License-Identifier: Apache-2.0 */
/* Where the members of an object stand in a JSON text. */
#include "base/json_scan.h"

#include <string.h>

#define BLANKS " \t\r\n"

size_t
fc_json_skip_blanks(const struct fc_buf *text, size_t at)
{
	while (at < text->len && strchr(BLANKS, text->data[at]))
		at++;
	return at;
}

size_t
fc_json_skip_string(const struct fc_buf *text, size_t at)
{
	for (at++; at < text->len && text->data[at] != '"'; at++)
		if (text->data[at] == '\\')
			at++;
	return at < text->len ? at + 1 : text->len;
}

size_t
fc_json_skip_value(const struct fc_buf *text, size_t at)
{
	size_t end = at;
	int depth = 0;

	while (at < text->len) {
		char byte = text->data[at];

		if (byte == '{' || byte == '[')
			depth++;
		else if (depth == 0 && strchr(",}]", byte))
			break;
		else if (byte == '}' || byte == ']')
			depth--;
		at = byte == '"' ? fc_json_skip_string(text, at) : at + 1;
		if (!strchr(BLANKS, byte))
			end = at;
	}
	return end;
}

bool
fc_json_member_after(const struct fc_buf *text, size_t at,
                     struct fc_json_member *member)
{
	if (at >= text->len || !strchr("{,", text->data[at]))
		return false;
	member->start = at + 1;
	member->key.from = fc_json_skip_blanks(text, at + 1);
	if (member->key.from >= text->len ||
	    text->data[member->key.from] != '"')
		return false;
	member->key.to = fc_json_skip_string(text, member->key.from);
	at = fc_json_skip_blanks(text, member->key.to);
	if (at >= text->len || text->data[at] != ':')
		return false;
	member->value.from = fc_json_skip_blanks(text, at + 1);
	member->value.to = fc_json_skip_value(text, member->value.from);
	return true;
}

static bool
has_name(const struct fc_buf *text, const struct fc_json_member *member,
         const char *name)
{
	size_t len = strlen(name);

	return member->key.to - member->key.from == len + 2 &&
	       memcmp(text->data + member->key.from + 1, name, len) == 0;
}

bool
fc_json_find(const struct fc_buf *text, size_t object, const char *name,
             struct fc_json_member *found)
{
	struct fc_json_member member;
	bool any = false;

	while (fc_json_member_after(text, object, &member)) {
		if (!name || has_name(text, &member, name)) {
			*found = member;
			any = true;
		}
		object = fc_json_skip_blanks(text, member.value.to);
	}
	return any;
}
