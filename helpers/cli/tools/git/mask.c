/* SPDX-License-Identifier: Apache-2.0 */
/* What of git's configuration is shown: names, and our own helper. */
#include "cli/tools/git/git.h"

#include "cli/edit/mask.h"

#include <ctype.h>
#include <string.h>

static bool
ends_with(const char *text, size_t len, const char *end)
{
	const size_t count = strlen(end);

	return len >= count && memcmp(text + len - count, end, count) == 0;
}

/* [section] whole, and [credential "https://HOST"]; another's subsection may
 * be a URL with a password. */
static size_t
shown_of_header(const char *line, size_t from, size_t len)
{
	static const char ours[] = "[credential \"https://";
	const char *quote = memchr(line + from, '"', len - from);
	const char *close = memchr(line + from, ']', len - from);
	size_t end = close ? (size_t)(close - line) + 1 : len;

	if (len - from > sizeof(ours) &&
	    memcmp(line + from, ours, sizeof(ours) - 1) == 0 &&
	    !memchr(line + from, '@', len - from))
		return end;
	return quote && quote < line + end ? (size_t)(quote - line) + 1 : end;
}

/* An empty one, and our helper by its path, without an argument. */
static bool
is_our_value(const char *value, size_t len)
{
	size_t i;

	if (len > 0 && (value[0] != '/' ||
	                !ends_with(value, len, "/git-credential-foundry")))
		return false;
	for (i = 1; i < len; i++)
		if (isspace((unsigned char)value[i]) && value[i - 1] != '\\')
			return false;
	return true;
}

static bool
is_continued(const char *line, size_t len)
{
	size_t count = 0;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	while (count < len && line[len - 1 - count] == '\\')
		count++;
	return count % 2 == 1;
}

static size_t
shown_of_key(const char *line, size_t from, size_t len)
{
	const char *sign = memchr(line + from, '=', len - from);
	size_t value, to = len;

	if (!sign)
		return len;
	value = cli_mask_past_blanks(line, (size_t)(sign - line) + 1, len);
	while (to > value && isspace((unsigned char)line[to - 1]))
		to--;
	return is_our_value(line + value, to - value)
	       ? len : (size_t)(sign - line) + 1;
}

/* git-config(1), "Syntax". */
static size_t
shown_of_git_line(const char *line, size_t len, bool *goes_on)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	const bool continues = *goes_on;
	const bool marked = len >= 3 && memcmp(line, mark, 3) == 0;
	size_t from = cli_mask_past_blanks(line, marked ? 3 : 0, len);

	*goes_on = is_continued(line, len);
	if (continues)
		return 0;
	if (from == len)
		return len;
	if (line[from] == '#' || line[from] == ';')
		return from + 1;
	return line[from] == '[' ? shown_of_header(line, from, len)
	                         : shown_of_key(line, from, len);
}

bool
cli_git_mask(const struct fc_buf *text, struct fc_buf *out,
             struct fc_error *err)
{
	return cli_mask_lines(text, shown_of_git_line, out, err);
}
