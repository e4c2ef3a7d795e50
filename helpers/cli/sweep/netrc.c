/* SPDX-License-Identifier: Apache-2.0 */
/* netrc: "machine HOST login NAME password TOKEN", on any lines. */
#include "cli/sweep/scan.h"

#include <ctype.h>
#include <string.h>

struct word {
	size_t from, to; /* without its quotes */
	size_t next;
};

static bool
is_blank(char byte)
{
	return byte == '\0' || isspace((unsigned char)byte);
}

static bool
next_word(const struct fc_buf *text, size_t at, struct word *word)
{
	const char *data = text->data, *end;

	while (at < text->len && is_blank(data[at]))
		at++;
	if (at == text->len)
		return false;
	word->from = at;
	if (data[at] == '"') {
		end = memchr(data + at + 1, '"', text->len - at - 1);
		word->from++;
		word->to = end ? (size_t)(end - data) : text->len;
		word->next = word->to + (end != NULL);
		return true;
	}
	while (at < text->len && !is_blank(data[at]))
		at++;
	word->to = word->next = at;
	return true;
}

static bool
is_word(const struct fc_buf *text, const struct word *word, const char *other)
{
	return strlen(other) == word->to - word->from &&
	       memcmp(text->data + word->from, other, strlen(other)) == 0;
}

/* Past a macro, which an empty line ends. */
static size_t
macro_end(const struct fc_buf *text, size_t at)
{
	const char *end = memmem(text->data + at, text->len - at, "\n\n", 2);

	return end ? (size_t)(end - text->data) + 2 : text->len;
}

static void
take_machine(const struct cli_scan *scan, const struct word *name,
             struct cli_sweep_beside *beside)
{
	beside->host[0] = '\0';
	beside->foreign = !cli_sweep_hosts_know(
		scan->hosts, scan->text.data + name->from,
		name->to - name->from, beside->host);
}

void
cli_scan_netrc(struct cli_scan *scan)
{
	struct cli_sweep_beside beside = { .secret = true };
	const struct fc_buf *text = &scan->text;
	struct word word, value;
	size_t at = 0, line;

	while (scan->done && next_word(text, at, &word)) {
		at = word.next;
		if (text->data[word.from] == '#') {
			(void)cli_scan_line_end(text, word.from, &line);
			at = line;
		} else if (is_word(text, &word, "macdef")) {
			at = macro_end(text, at);
		} else if (is_word(text, &word, "default")) {
			beside.host[0] = '\0';
			beside.foreign = false;
		} else if (next_word(text, at, &value)) {
			at = value.next;
			if (is_word(text, &word, "machine"))
				take_machine(scan, &value, &beside);
			else if (is_word(text, &word, "password"))
				cli_scan_value(scan, value.from,
				               text->data + value.from,
				               value.to - value.from, &beside,
				               "password of a machine");
		}
	}
}
