/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read of an INI text that cannot be read as a whole. */
#include "base/ini_repair.h"

#include "base/ini_line.h"
#include "base/ini_names.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Lines that belong to no key. */
struct between {
	bool gap;  /* an empty one */
	bool torn; /* and behind it one that is no comment either */
};

static struct between
look_between(const struct fc_buf *text, size_t from, size_t to)
{
	struct fc_ini_line line = { .end = from };
	struct between seen = { false, false };

	while (line.end < to && fc_ini_line_next(text, &line)) {
		seen.gap = seen.gap || line.kind == FC_INI_BLANK;
		seen.torn = seen.torn ||
		            (seen.gap && line.kind == FC_INI_TEXT);
	}
	return seen;
}

/* How many of its keys are the section's own: see the header. */
static size_t
count_own(const struct fc_ini *ini, const struct fc_ini_section *section)
{
	struct fc_ini_line header = { .end = section->start };
	size_t gap = 0, i, at;

	(void)fc_ini_line_next(&ini->text, &header);
	at = header.end;
	for (i = 0; i < section->entry_count; i++) {
		const struct fc_ini_entry *entry = &section->entries[i];
		struct between seen =
			look_between(&ini->text, at, entry->start);

		if (seen.gap && i > 0)
			gap = i;
		if (gap > 0 && (seen.torn || entry->again))
			return gap;
		at = entry->end;
	}
	return section->entry_count;
}

/*
 * Behind another one an indented key would go on with its value.  A line that
 * is none may stand before others that go on with this one.
 */
static bool
add_entry(struct fc_buf *text, const struct fc_buf *from,
          const struct fc_ini_entry *entry, struct fc_error *err)
{
	struct fc_ini_line line = { .end = entry->start };
	size_t indent, end, len;
	const char *bytes;

	(void)fc_ini_line_next(from, &line);
	bytes = from->data + line.from;
	indent = line.indent;
	end = line.end;
	while (end < entry->end && fc_ini_line_next(from, &line) &&
	       (line.kind != FC_INI_TEXT || line.indent > indent))
		end = line.end;
	len = (size_t)(from->data + end - bytes);
	if (!fc_utf8_is_valid(bytes, len))
		return true;
	return fc_buf_add(text, bytes, len, err) &&
	       (strchr("\r\n", bytes[len - 1]) ||
	        fc_buf_add(text, "\n", 1, err));
}

static bool
add_section(struct fc_buf *text, const struct fc_ini *ini,
            const struct fc_ini_section *section, struct fc_error *err)
{
	const bool defaults = section->name_len == strlen(FC_INI_DEFAULTS) &&
		memcmp(section->name, FC_INI_DEFAULTS, section->name_len) == 0;
	/* [DEFAULT] may come in pieces. */
	const size_t own = defaults ? section->entry_count
	                            : count_own(ini, section);
	bool done;
	size_t i;

	done = fc_buf_add(text, "[", 1, err) &&
	       fc_buf_add(text, section->name, section->name_len, err) &&
	       fc_buf_add(text, "]\n", 2, err);
	for (i = 0; done && i < own; i++)
		if (!section->entries[i].again)
			done = add_entry(text, &ini->text,
			                 &section->entries[i], err);
	return done && fc_buf_add(text, "\n", 1, err);
}

static int
rank_of(const struct fc_buf *text, fc_ini_rank *rank, void *arg)
{
	struct fc_buf copy = FC_BUF_INIT(text->max);
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_ini one = FC_INI_INIT;
	char *name = NULL;
	int value = -1;

	if (fc_buf_add(&copy, text->data, text->len, &ignored) &&
	    fc_ini_parse(&one, &copy, &ignored) && one.section_count == 1)
		name = strndup(one.sections[0].name, one.sections[0].name_len);
	if (name)
		value = rank(&one, name, arg);
	free(name);
	fc_ini_clear(&one);
	fc_buf_clear(&copy);
	return value;
}

/* The best of those that have this name. */
static bool
add_best(struct fc_buf *text, const struct fc_ini *ini,
         const struct fc_ini_section *section, fc_ini_rank *rank, void *arg,
         struct fc_error *err)
{
	struct fc_buf best = FC_BUF_INIT(text->max);
	struct fc_buf other = FC_BUF_INIT(text->max);
	bool done = add_section(&best, ini, section, err);
	int value = 0, best_value = -1;

	section = fc_ini_names_next(ini, section);
	if (done && section)
		best_value = rank_of(&best, rank, arg);
	for (; done && section; section = fc_ini_names_next(ini, section)) {
		fc_buf_reset(&other);
		done = add_section(&other, ini, section, err);
		value = done ? rank_of(&other, rank, arg) : 0;
		if (value > best_value) {
			fc_buf_move(&best, &other);
			best_value = value;
		}
	}
	done = done && fc_buf_add(text, best.data, best.len, err);
	fc_buf_clear(&best);
	fc_buf_clear(&other);
	return done;
}

bool
fc_ini_repair(const struct fc_ini *broken, fc_ini_rank *rank, void *arg,
              struct fc_buf *text, struct fc_error *err)
{
	bool done = true;
	size_t i;

	for (i = 0; done && i < broken->section_count; i++) {
		const struct fc_ini_section *section = &broken->sections[i];

		if (!section->again &&
		    fc_utf8_is_valid(section->name, section->name_len))
			done = add_best(text, broken, section, rank, arg, err);
	}
	return done;
}
