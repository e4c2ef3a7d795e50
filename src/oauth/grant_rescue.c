/* SPDX-License-Identifier: Apache-2.0 */
/* The refresh token in a reply that cannot be read as a whole. */
#include "oauth/grant.h"

#include "base/json.h"
#include "base/json_scan.h"

#include <string.h>

/* Room for the longest token, each byte of it as \u0000. */
#define MEMBER_MAX (6 * FC_TOKEN_MAX + 64)

static const char name[] = "\"refresh_token\"";

/* The string behind the name at an offset, as far as it goes; *at goes past
 * it.  from 0: there is none. */
static struct fc_json_span
string_behind(const struct fc_buf *body, size_t *at)
{
	struct fc_json_span string = { 0, 0 };
	size_t from;

	*at += strlen(name);
	from = fc_json_skip_blanks(body, *at);
	if (from == body->len || body->data[from] != ':')
		return string;
	from = fc_json_skip_blanks(body, from + 1);
	if (from == body->len || body->data[from] != '"')
		return string;
	*at = fc_json_skip_string(body, from);
	return (struct fc_json_span){ from, *at };
}

static bool
is_same(const struct fc_buf *body, struct fc_json_span a,
        struct fc_json_span b)
{
	return a.to - a.from == b.to - b.from &&
	       memcmp(body->data + a.from, body->data + b.from,
	              a.to - a.from) == 0;
}

/* False: there is none, or there are several that differ. */
static bool
find(const struct fc_buf *body, struct fc_json_span *found)
{
	const char *next;
	size_t at = 0;

	*found = (struct fc_json_span){ 0, 0 };
	while ((next = memmem(fc_buf_str(body) + at, body->len - at, name,
	                      strlen(name))) != NULL) {
		struct fc_json_span string;

		at = (size_t)(next - body->data);
		string = string_behind(body, &at);
		if (string.from > 0 && found->from > 0 &&
		    !is_same(body, *found, string))
			return false;
		if (string.from > 0)
			*found = string;
	}
	return found->from > 0;
}

bool
fc_grant_rescue(const struct fc_buf *body, struct fc_secret *refresh)
{
	struct fc_buf member = FC_BUF_INIT(MEMBER_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *object = NULL;
	struct fc_json_span string;
	bool done;

	done = find(body, &string) &&
	       fc_buf_add(&member, "{", 1, &ignored) &&
	       fc_buf_add_str(&member, name, &ignored) &&
	       fc_buf_add(&member, ":", 1, &ignored) &&
	       fc_buf_add(&member, body->data + string.from,
	                  string.to - string.from, &ignored) &&
	       fc_buf_add(&member, "}", 1, &ignored);
	if (done)
		object = fc_json_parse(member.data, member.len, &ignored);
	done = object && fc_grant_read_refresh(object, refresh, &ignored) &&
	       refresh->len > 0;
	fc_json_free(object);
	fc_buf_clear(&member);
	return done;
}
