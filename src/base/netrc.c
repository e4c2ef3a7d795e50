/* SPDX-License-Identifier: Apache-2.0 */
/* The netrc files of other programs. */
#include "base/netrc.h"

#include <string.h>
#include <strings.h>

/* What is read, and the word that was read last. */
struct reader {
	const char *text;
	size_t len;
	size_t from, to;
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void
skip_line(struct reader *reader)
{
	const char *start = reader->text + reader->to;
	const char *end = memchr(start, '\n', reader->len - reader->to);

	reader->to = end ? (size_t)(end - reader->text) : reader->len;
}

/* A backslash quotes what follows; a line end only between quotes. */
static bool
is_escape(const struct reader *reader, size_t at, bool quoted)
{
	return reader->text[at] == '\\' && at + 1 < reader->len &&
	       (quoted || reader->text[at + 1] != '\n');
}

/* A word, perhaps in quotes. */
static bool
next_word(struct reader *reader)
{
	const char *text = reader->text;
	size_t at = reader->to;
	bool quoted;

	while (at < reader->len && is_blank(text[at]))
		at++;
	reader->from = at;
	quoted = at < reader->len && text[at] == '"';
	for (at += quoted; at < reader->len; at++) {
		if (quoted ? text[at] == '"' : is_blank(text[at]))
			break;
		at += is_escape(reader, at, quoted);
	}
	reader->to = at + (quoted && at < reader->len);
	return reader->from < reader->len;
}

static bool
word_is(const struct reader *reader, const char *word)
{
	const size_t len = reader->to - reader->from;

	return len == strlen(word) &&
	       memcmp(reader->text + reader->from, word, len) == 0;
}

static bool
word_names(const struct reader *reader, const char *machine)
{
	const char *word = reader->text + reader->from;
	size_t len = reader->to - reader->from;

	if (len >= 2 && *word == '"') {
		word++;
		len -= 2;
	}
	return len == strlen(machine) && strncasecmp(word, machine, len) == 0;
}

/* A word that stands for something, past comments; false: the end. */
static bool
next_keyword(struct reader *reader)
{
	while (next_word(reader)) {
		if (reader->text[reader->from] != '#')
			return true;
		reader->to = reader->from;
		skip_line(reader);
	}
	return false;
}

static bool
has_value(const struct reader *reader)
{
	return word_is(reader, "login") || word_is(reader, "user") ||
	       word_is(reader, "account") || word_is(reader, "password");
}

/* Up to the empty line behind it. */
static void
skip_macro(struct reader *reader)
{
	do {
		skip_line(reader);
		reader->to += reader->to < reader->len;
	} while (reader->to < reader->len && reader->text[reader->to] != '\n');
}

/* What belongs to a machine, behind its name: the end of the last word. */
static size_t
entry_end(struct reader *reader)
{
	size_t end = reader->to;

	while (next_keyword(reader) && has_value(reader)) {
		(void)next_word(reader);
		end = reader->to;
	}
	reader->to = end;
	return end;
}

bool
fc_netrc_add_without(struct fc_buf *out, const char *text, size_t len,
                     const char *machine, struct fc_error *err)
{
	struct reader reader = { text, len, 0, 0 };
	size_t copied = 0, entry;

	while (next_keyword(&reader)) {
		if (word_is(&reader, "macdef")) {
			skip_macro(&reader);
			continue;
		}
		if (!word_is(&reader, "machine")) {
			if (has_value(&reader))
				(void)next_word(&reader);
			continue;
		}
		entry = reader.from;
		if (!next_word(&reader) || !word_names(&reader, machine))
			continue;
		if (!fc_buf_add(out, text + copied, entry - copied, err))
			return false;
		copied = entry_end(&reader);
	}
	return fc_buf_add(out, text + copied, len - copied, err);
}
