/* SPDX-License-Identifier: Apache-2.0 */
/* What of docker's configuration is shown: names, and our own word. */
#include "cli/tools/docker/docker.h"

#include <string.h>

/* Past the string that begins at an offset. */
static size_t
string_end(const char *text, size_t at)
{
	for (at++; text[at] && text[at] != '"'; at++)
		if (text[at] == '\\' && text[at + 1])
			at++;
	return text[at] ? at + 1 : at;
}

/* A name, or our own word: anything else may be a password. */
static bool
is_shown_string(const char *text, size_t at, size_t end)
{
	static const char ours[] = "\"" CLI_DOCKER_SUFFIX "\"";

	return text[end + strspn(text + end, " \t\r\n")] == ':' ||
	       (end - at == sizeof(ours) - 1 &&
	        memcmp(text + at, ours, end - at) == 0);
}

bool
cli_docker_mask(const struct fc_buf *text, struct fc_buf *out,
                struct fc_error *err)
{
	static const char structure[] = " \t\r\n{}[]:,";
	const char *data = fc_buf_str(text);
	size_t at = 0, end;
	bool done = true;

	while (done && at < text->len) {
		end = at + strspn(data + at, structure);
		done = fc_buf_add(out, data + at, end - at, err);
		at = end;
		if (!done || at == text->len)
			break;
		if (data[at] == '"') {
			end = string_end(data, at);
			done = is_shown_string(data, at, end)
			       ? fc_buf_add(out, data + at, end - at, err)
			       : fc_buf_add_str(out, "\"...\"", err);
		} else { /* a number or a word, or what is no JSON */
			end = at + strcspn(data + at, " \t\r\n{}[]:,\"");
			end += end == at;
			done = fc_buf_add_str(out, "...", err);
		}
		at = end;
	}
	return done;
}
