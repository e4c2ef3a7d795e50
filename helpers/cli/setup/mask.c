/* SPDX-License-Identifier: Apache-2.0 */
/* What of the files is shown: names, and values that setup writes itself.
 * Those of others may be secrets, whatever they are called. */
#include "cli/setup/setup.h"

#include "cli/common/helper_lookup.h"

#include "base/ini_line.h"

#include <ctype.h>
#include <string.h>

static size_t
past_blanks(const char *line, size_t from, size_t len)
{
	while (from < len && isspace((unsigned char)line[from]))
		from++;
	return from;
}

/* The line up to an offset, and "..." for what follows, if anything does. */
static bool
show(struct fc_buf *out, const char *line, size_t shown, size_t len,
     struct fc_error *err)
{
	size_t rest = past_blanks(line, shown, len);

	if (!fc_buf_add(out, line, rest == len ? shown : rest, err))
		return false;
	return rest == len || fc_buf_add_str(out, "...", err);
}

/* --- lines of git's and of secrets ---------------------------------------- */

typedef size_t mask_line(const char *line, size_t len, bool *goes_on);

/* Each line, without its end, as far as the function says. */
static bool
mask_lines(const struct fc_buf *text, mask_line *shown, struct fc_buf *out,
           struct fc_error *err)
{
	const char *at = fc_buf_str(text), *end = at + text->len;
	bool goes_on = false, done = true;

	while (done && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop ? stop : end) - at);

		done = show(out, at, shown(at, len, &goes_on), len, err) &&
		       (!stop || fc_buf_add(out, "\n", 1, err));
		at += len + (stop ? 1 : 0);
	}
	return done;
}

static size_t
nothing_of_line(const char *line, size_t len, bool *goes_on)
{
	(void)line;
	(void)len;
	(void)goes_on;
	return 0;
}

bool
cli_setup_secret_mask(const struct fc_buf *text, struct fc_buf *out,
                      struct fc_error *err)
{
	return mask_lines(text, nothing_of_line, out, err);
}

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
	value = past_blanks(line, (size_t)(sign - line) + 1, len);
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
	size_t from = past_blanks(line, marked ? 3 : 0, len);

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
cli_setup_git_mask(const struct fc_buf *text, struct fc_buf *out,
                   struct fc_error *err)
{
	return mask_lines(text, shown_of_git_line, out, err);
}

/* --- our own configuration ------------------------------------------------ */

/* What setup writes there. */
static bool
is_shown(const char *key, size_t len)
{
	static const char *const shown[] = { "client_id", "scopes", "ca_file",
		"client_secret_file", "foundry", "username", NULL };
	int i;

	for (i = 0; shown[i]; i++)
		if (fc_ini_key_equals(key, len, shown[i], strlen(shown[i])))
			return true;
	return false;
}

static size_t
shown_of_option(const struct fc_buf *text, const struct fc_ini_line *line)
{
	size_t sign = fc_ini_line_delimiter(text, line);
	size_t from = line->from, to = sign;

	fc_ini_trim(text, &from, &to);
	if (sign == line->to || is_shown(text->data + from, to - from))
		return line->stop;
	return sign + 1;
}

bool
cli_setup_config_mask(const struct fc_buf *text, struct fc_buf *out,
                      struct fc_error *err)
{
	struct fc_ini_line line = { .kind = FC_INI_BLANK };
	size_t indent = 0, shown;
	bool in_value = false, done = true;

	while (done && fc_ini_line_next(text, &line)) {
		if (line.kind == FC_INI_BLANK) {
			shown = line.stop;
		} else if (line.kind == FC_INI_COMMENT) {
			shown = line.from + 1;
		} else if (in_value && line.indent > indent) {
			shown = line.from;
		} else {
			indent = line.indent;
			in_value = text->data[line.from] != '[';
			shown = in_value ? shown_of_option(text, &line)
			                 : line.stop;
		}
		done = show(out, text->data + line.start, shown - line.start,
		            line.stop - line.start, err) &&
		       fc_buf_add(out, text->data + line.stop,
		                  line.end - line.stop, err);
	}
	return done;
}

/* --- docker's ------------------------------------------------------------- */

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
	static const char ours[] = "\"" CLI_HELPER_SUFFIX "\"";

	return text[end + strspn(text + end, " \t\r\n")] == ':' ||
	       (end - at == sizeof(ours) - 1 &&
	        memcmp(text + at, ours, end - at) == 0);
}

bool
cli_setup_docker_mask(const struct fc_buf *text, struct fc_buf *out,
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
