/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown of a file in which others' secrets may be. */
#include "cli/edit/mask.h"

#include <ctype.h>
#include <string.h>

size_t
cli_mask_past_blanks(const char *line, size_t from, size_t len)
{
	while (from < len && isspace((unsigned char)line[from]))
		from++;
	return from;
}

bool
cli_mask_show(struct fc_buf *out, const char *line, size_t shown, size_t len,
              struct fc_error *err)
{
	size_t rest = cli_mask_past_blanks(line, shown, len);

	if (!fc_buf_add(out, line, rest == len ? shown : rest, err))
		return false;
	return rest == len || fc_buf_add_str(out, "...", err);
}

bool
cli_mask_lines(const struct fc_buf *text, cli_mask_line *shown,
               struct fc_buf *out, struct fc_error *err)
{
	const char *at = fc_buf_str(text), *end = at + text->len;
	bool goes_on = false, done = true;

	while (done && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop ? stop : end) - at);

		done = cli_mask_show(out, at, shown(at, len, &goes_on), len,
		                     err) &&
		       (!stop || fc_buf_add(out, "\n", 1, err));
		at += len + (stop ? 1 : 0);
	}
	return done;
}
