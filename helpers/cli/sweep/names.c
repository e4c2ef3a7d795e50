/* SPDX-License-Identifier: Apache-2.0 */
/* NAME=VALUE, in any file: what a name says of its value. */
#include "cli/sweep/scan.h"

#include "base/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_SHOWN 48

static bool
ends_with(const char *name, size_t len, const char *end)
{
	const size_t count = strlen(end);

	return len >= count &&
	       strncasecmp(name + len - count, end, count) == 0;
}

static bool
has_word(const char *name, size_t len, const char *word)
{
	const size_t count = strlen(word);
	size_t i;

	for (i = 0; i + count <= len; i++)
		if (strncasecmp(name + i, word, count) == 0)
			return true;
	return false;
}

/* "TOKEN", "api_token": of no product in particular. */
static bool
is_general(const char *name, size_t len)
{
	static const char *const words[] = { "token", "password", "passwd",
		"jwt", "auth", "access", "api", "bearer", "user", "http",
		NULL };
	size_t at = 0, i;

	while (at < len) {
		size_t end = at;

		while (end < len && !strchr("_-.", name[end]))
			end++;
		for (i = 0; words[i]; i++)
			if (strlen(words[i]) == end - at &&
			    strncasecmp(words[i], name + at, end - at) == 0)
				break;
		if (!words[i])
			return false;
		at = end + 1;
	}
	return true;
}

void
cli_scan_name(const char *name, size_t len, struct cli_sweep_beside *beside)
{
	static const char *const ends[] = { "token", "password", "passwd",
		"jwt", "_auth", "secret_access_key", NULL };
	size_t i;

	beside->secret = false;
	for (i = 0; ends[i] && !beside->secret; i++)
		beside->secret = ends_with(name, len, ends[i]);
	beside->encoded = ends_with(name, len, "_auth");
	if (has_word(name, len, "foundry") || has_word(name, len, "palantir") ||
	    (len > 4 && strncasecmp(name, "FDT_", 4) == 0))
		beside->named = true;
	if (!*beside->host && !beside->foreign && is_general(name, len))
		memcpy(beside->host, beside->file, sizeof(beside->host));
}

static bool
is_of_name(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '-' ||
	       byte == '.';
}

/* Ends a value that has no quotes: ASCII blanks, and what follows a command, a
 * parameter, a text in XML. */
static bool
ends_value(char byte)
{
	return isspace((unsigned char)byte) || strchr(";&|<", byte);
}

/* The value behind a '=' or ':', without its quotes. */
static void
value_of(const struct fc_buf *text, size_t at, size_t to, size_t *from,
         size_t *end)
{
	const char *data = text->data;
	const char *quote;

	while (at < to && strchr(" \t", data[at]))
		at++;
	*from = at;
	if (at < to && strchr("\"'", data[at])) {
		++*from;
		quote = memchr(data + *from, data[at], to - *from);
		*end = quote ? (size_t)(quote - data) : to;
		return;
	}
	while (at < to && !ends_value(data[at]))
		at++;
	*end = at;
}

/* Returns where to go on. */
static size_t
look_at_name(struct cli_scan *scan, size_t start, size_t sign, size_t to,
             const struct cli_sweep_beside *around)
{
	struct cli_sweep_beside beside = *around;
	const char *text = scan->text.data;
	size_t name_end = sign, name, from, end;
	char what[CLI_SWEEP_WHAT_SIZE];

	while (name_end > start && strchr(" \t\"'", text[name_end - 1]))
		name_end--;
	for (name = name_end; name > start && is_of_name(text[name - 1]);)
		name--;
	cli_scan_name(text + name, name_end - name, &beside);
	if (!beside.secret)
		return sign + 1;
	value_of(&scan->text, sign + 1, to, &from, &end);
	/* A long one may be a token itself. */
	if (name_end - name > NAME_MAX_SHOWN)
		fc_text_join(what, sizeof(what), "token", NULL);
	else
		fc_text_slice(what, sizeof(what), text + name,
		              name_end - name);
	cli_scan_value(scan, from, text + from, end - from, &beside, what);
	return end > sign ? end : sign + 1;
}

/* YAML's colon has a blank behind it, and stands in no URL. */
static bool
is_sign(const char *text, size_t at, size_t to)
{
	return text[at] == '=' ||
	       (text[at] == ':' && (at + 1 == to || text[at + 1] == ' '));
}

void
cli_scan_part_with_names(struct cli_scan *scan, size_t from, size_t to,
                         const struct cli_sweep_beside *around)
{
	struct cli_sweep_beside beside = *around;
	size_t at, start = from;

	cli_scan_beside(scan, from, to, &beside);
	for (at = from; at < to;)
		if (is_sign(scan->text.data, at, to))
			start = at = look_at_name(scan, start, at, to, &beside);
		else
			at++;
	cli_scan_part(scan, from, to, around, NULL);
}
