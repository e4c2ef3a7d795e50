/* SPDX-License-Identifier: Apache-2.0 */
/* Files of lines: NAME=VALUE, sections of these, commands. */
#include "cli/sweep/scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void
cli_scan_each_line(struct cli_scan *scan, bool about,
                   void (*look)(struct cli_scan *scan, size_t from, size_t to,
                                const struct cli_sweep_beside *beside))
{
	struct cli_sweep_beside beside = { .foreign = false };
	const struct fc_buf *text = &scan->text;
	size_t at = 0, next;

	if (about &&
	    !cli_sweep_hosts_find(scan->hosts, text->data, text->len,
	                          beside.file))
		beside.file[0] = '\0';
	for (; scan->done && at < text->len; at = next) {
		const size_t end = cli_scan_line_end(text, at, &next);

		look(scan, at, end, &beside);
	}
}

void
cli_scan_lines(struct cli_scan *scan)
{
	cli_scan_each_line(scan, false, cli_scan_part_with_names);
}

/* A line is an entry, which goes as a whole. */
void
cli_scan_store(struct cli_scan *scan)
{
	const struct cli_sweep_beside beside = { .foreign = false };
	const struct fc_buf *text = &scan->text;
	size_t at = 0, next;

	for (; scan->done && at < text->len; at = next) {
		const size_t end = cli_scan_line_end(text, at, &next);

		cli_scan_part(scan, at, end, &beside, NULL);
	}
}

void
cli_scan_values(struct cli_scan *scan)
{
	cli_scan_each_line(scan, true, cli_scan_part_with_names);
}

/* --- sections ------------------------------------------------------------- */

static bool
is_header(const struct fc_buf *text, size_t at, size_t end)
{
	while (at < end && isspace((unsigned char)text->data[at]))
		at++;
	return at < end && text->data[at] == '[';
}

/* Where the section that an offset is in ends, its header or no header being
 * there. */
static size_t
section_end(const struct fc_buf *text, size_t at)
{
	size_t start;

	(void)cli_scan_line_end(text, at, &at);
	while (at < text->len) {
		start = at;
		if (is_header(text, start,
		              cli_scan_line_end(text, start, &at)))
			return start;
	}
	return text->len;
}

static void
look_at_section(struct cli_scan *scan, size_t at, size_t to,
                const struct cli_sweep_beside *around)
{
	struct cli_sweep_beside beside = *around;
	size_t next;

	cli_scan_beside(scan, at, to, &beside);
	for (; scan->done && at < to; at = next) {
		const size_t end = cli_scan_line_end(&scan->text, at, &next);

		cli_scan_part_with_names(scan, at, end, &beside);
	}
}

static void
look_at_sections(struct cli_scan *scan, bool named)
{
	struct cli_sweep_beside beside = { .named = named };
	const struct fc_buf *text = &scan->text;
	size_t at, next;

	if (!named ||
	    !cli_sweep_hosts_find(scan->hosts, text->data, text->len,
	                          beside.file))
		beside.file[0] = '\0';
	for (at = 0; scan->done && at < text->len; at = next) {
		next = section_end(text, at);
		look_at_section(scan, at, next, &beside);
	}
}

void
cli_scan_sections(struct cli_scan *scan)
{
	look_at_sections(scan, false);
}

void
cli_scan_foundrys(struct cli_scan *scan)
{
	look_at_sections(scan, true);
}

/* --- commands ------------------------------------------------------------- */

static size_t
next_word(const char *text, size_t *at, size_t to)
{
	size_t from;

	while (*at < to && strchr(" \t\"'", text[*at]))
		++*at;
	for (from = *at; *at < to && !strchr(" \t\"'", text[*at]);)
		++*at;
	return from;
}

static bool
is_word(const char *word, size_t len, const char *other)
{
	return strlen(other) == len && memcmp(word, other, len) == 0;
}

/* "-p TOKEN" of a login, "-u NAME:TOKEN", "--password TOKEN". */
static void
look_at_options(struct cli_scan *scan, size_t at, size_t to,
                struct cli_sweep_beside *beside)
{
	const char *text = scan->text.data;
	const bool login = memmem(text + at, to - at, "login", 5) != NULL;

	beside->secret = true;
	while (at < to) {
		const size_t option = next_word(text, &at, to);
		const size_t len = at - option;
		size_t behind = at, from = next_word(text, &behind, to);
		const char *colon = memchr(text + from, ':', behind - from);

		if (is_word(text + option, len, "-u") ||
		    is_word(text + option, len, "--user"))
			from = colon ? (size_t)(colon - text) + 1 : behind;
		else if (!(login && is_word(text + option, len, "-p")) &&
		         !is_word(text + option, len, "--password") &&
		         !is_word(text + option, len, "--token"))
			continue;
		cli_scan_value(scan, from, text + from, behind - from, beside,
		               "password of a command");
	}
}

static void
look_at_command(struct cli_scan *scan, size_t from, size_t to,
                const struct cli_sweep_beside *around)
{
	struct cli_sweep_beside beside = *around;

	cli_scan_part_with_names(scan, from, to, around);
	cli_scan_beside(scan, from, to, &beside);
	if (*beside.host)
		look_at_options(scan, from, to, &beside);
}

void
cli_scan_shell(struct cli_scan *scan)
{
	cli_scan_each_line(scan, true, look_at_command);
}

void
cli_scan_history(struct cli_scan *scan)
{
	cli_scan_each_line(scan, false, look_at_command);
}
