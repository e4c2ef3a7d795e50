/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a JSON object, written without json-c. */
#include "base/json_put.h"

#include <string.h>

static bool
needs_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static bool
put_escaped(struct fc_buf *out, char c, struct fc_error *err)
{
	static const char hex[] = "0123456789abcdef";
	const char control[] = { '\\', 'u', '0', '0', hex[c >> 4 & 0xf],
		                 hex[c & 0xf] };
	const char quoted[] = { '\\', c };

	if ((unsigned char)c < 0x20)
		return fc_buf_add(out, control, sizeof(control), err);
	return fc_buf_add(out, quoted, sizeof(quoted), err);
}

static bool
put_value(struct fc_buf *out, const char *text, struct fc_error *err)
{
	bool done = true;

	while (done && *text) {
		size_t len = 0;

		while (text[len] && !needs_escape(text[len]))
			len++;
		done = fc_buf_add(out, text, len, err) &&
		       (!text[len] || put_escaped(out, text[len], err));
		text += text[len] ? len + 1 : len;
	}
	return done;
}

bool
fc_json_put_string(struct fc_buf *out, const char *value, struct fc_error *err)
{
	return fc_buf_add(out, "\"", 1, err) && put_value(out, value, err) &&
	       fc_buf_add(out, "\"", 1, err);
}

bool
fc_json_put(struct fc_buf *out, const char *name, const char *value,
            struct fc_error *err)
{
	bool first = out->len > 0 && out->data[out->len - 1] == '{';

	return fc_buf_add_str(out, first ? "\"" : ",\"", err) &&
	       fc_buf_add_str(out, name, err) &&
	       fc_buf_add_str(out, "\":", err) &&
	       fc_json_put_string(out, value, err);
}
