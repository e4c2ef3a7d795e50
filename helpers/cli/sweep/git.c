/* SPDX-License-Identifier: Apache-2.0 */
/* git's configuration (git-config(1), "Syntax"): the URLs of remotes, those of
 * url.*.insteadOf, headers. */
#include "cli/sweep/scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct section {
	size_t name, name_len; /* between the bracket and what follows */
	size_t sub, sub_len;   /* between its quotes */
	struct cli_sweep_beside beside;
};

static size_t
past_blanks(const struct fc_buf *text, size_t at, size_t end)
{
	while (at < end && isspace((unsigned char)text->data[at]))
		at++;
	return at;
}

/* A line that a backslash continues goes on. */
static size_t
logical_end(const struct fc_buf *text, size_t at, size_t *next)
{
	size_t end = cli_scan_line_end(text, at, next);

	while (end > at && text->data[end - 1] == '\\' && *next < text->len)
		end = cli_scan_line_end(text, *next, next);
	return end;
}

static bool
is_section(const struct cli_scan *scan, const struct section *section,
           const char *name)
{
	return section->name_len == strlen(name) &&
	       strncasecmp(scan->text.data + section->name, name,
	                   section->name_len) == 0;
}

/* Another name than a plain one may be anything. */
static bool
is_shown(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) &&
		    !strchr("-_./", name[i]))
			return false;
	return len > 0 && len <= 32 && strncmp(name, "eyJ", 3) != 0;
}

static void
name_place(const struct cli_scan *scan, const struct section *section,
           size_t key, size_t key_len, char what[CLI_SWEEP_WHAT_SIZE])
{
	static const char *const kinds[] = { "remote", "submodule", NULL };
	const char *text = scan->text.data;
	char name[40];
	size_t i;

	for (i = 0; kinds[i]; i++) {
		if (!is_section(scan, section, kinds[i]))
			continue;
		if (!is_shown(text + section->sub, section->sub_len))
			fc_text_join(name, sizeof(name), "", NULL);
		else
			fc_text_slice(name, sizeof(name), text + section->sub,
			              section->sub_len);
		fc_text_join(what, CLI_SWEEP_WHAT_SIZE, "URL of ",
		             *name ? "" : "a ", kinds[i], *name ? " " : "",
		             name, NULL);
		return;
	}
	if (is_shown(text + key, key_len))
		fc_text_slice(what, CLI_SWEEP_WHAT_SIZE, text + key, key_len);
	else
		fc_text_join(what, CLI_SWEEP_WHAT_SIZE, "token", NULL);
}

static void
look_at_entry(struct cli_scan *scan, const struct section *section,
              size_t at, size_t end)
{
	const char *text = scan->text.data;
	const char *sign = memchr(text + at, '=', end - at);
	char what[CLI_SWEEP_WHAT_SIZE];
	size_t key_end = sign ? (size_t)(sign - text) : end;

	while (key_end > at && isspace((unsigned char)text[key_end - 1]))
		key_end--;
	name_place(scan, section, at, key_end - at, what);
	cli_scan_part(scan, sign ? (size_t)(sign - text) + 1 : at, end,
	              &section->beside, what);
}

static void
take_name(const struct cli_scan *scan, size_t at, size_t end,
          struct section *section)
{
	const char *text = scan->text.data;

	section->name = at;
	while (at < end && (isalnum((unsigned char)text[at]) ||
	                    text[at] == '-'))
		at++;
	section->name_len = at - section->name;
}

/* Returns where it ends. */
static size_t
take_subsection(const struct cli_scan *scan, size_t at, size_t end,
                struct section *section)
{
	const char *text = scan->text.data;

	while (at < end && !strchr("\"]", text[at]))
		at++;
	section->sub = at + (at < end && text[at] == '"');
	if (section->sub > at)
		for (at++; at < end && text[at] != '"'; at++)
			at += text[at] == '\\' && at + 1 < end;
	section->sub_len = at - section->sub;
	return at;
}

/* [NAME] or [NAME "SUB"]; returns where it ends. */
static size_t
take_header(struct cli_scan *scan, size_t at, size_t end,
            struct section *section)
{
	const struct cli_sweep_beside none = { .foreign = false };

	section->beside = none;
	take_name(scan, at + 1, end, section);
	at = take_subsection(scan, section->name + section->name_len, end,
	                     section);
	if (section->sub_len > 0) {
		cli_scan_beside(scan, section->sub, at, &section->beside);
		cli_scan_part(scan, section->sub, at, &none,
		              is_section(scan, section, "url")
		              ? "url.*.insteadOf" : "name of a section");
	}
	while (at < end && scan->text.data[at] != ']')
		at++;
	return at + (at < end);
}

void
cli_scan_git(struct cli_scan *scan)
{
	struct section section = { .name = 0 };
	const struct fc_buf *text = &scan->text;
	size_t at = 0, next, end;

	for (; scan->done && at < text->len; at = next) {
		end = logical_end(text, at, &next);
		at = past_blanks(text, at, end);
		if (at < end && text->data[at] == '[')
			at = past_blanks(text, take_header(scan, at, end,
			                                   &section), end);
		if (at < end)
			look_at_entry(scan, &section, at, end);
	}
}
