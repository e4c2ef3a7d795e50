/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an INI text into sections and entries. */
#include "base/ini.h"

#include "base/ini_line.h"
#include "base/ini_names.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4

/* Where the parser stands; Python's _read keeps the same in local names. */
struct parser {
	struct fc_ini *ini;
	struct fc_ini_section *section; /* NULL before the first header */
	struct fc_ini_section *open;    /* the one whose end is not known */
	struct fc_ini_entry *entry;     /* the value a line may continue */
	size_t indent;                  /* of the last line that did not */
	size_t bad_line;                /* the first mistake, 0 if none */
	struct fc_error *err;
};

/* Only the first mistake is told. */
static void
refuse(struct parser *parser, size_t number, const char *why)
{
	if (parser->bad_line != 0 && parser->bad_line <= number)
		return;
	parser->bad_line = number;
	(void)fc_fail(parser->err, FC_ERR_DATA, "line %zu: %s", number, why);
}

/* An array with room for one more element after count; NULL: no memory. */
static void *
grow(void *array, size_t count, size_t *size, size_t element_size)
{
	size_t wanted = *size ? *size * 2 : FIRST_SIZE;
	void *larger;

	if (count < *size)
		return array;
	larger = calloc(wanted, element_size);
	if (!larger)
		return NULL;
	if (array)
		memcpy(larger, array, count * element_size);
	free(array);
	*size = wanted;
	return larger;
}

static struct fc_ini_section *
add_section(struct fc_ini *ini, const char *name, size_t name_len)
{
	struct fc_ini_section *sections =
		grow(ini->sections, ini->section_count, &ini->section_size,
	             sizeof(*ini->sections));
	struct fc_ini_section *section;

	if (!sections)
		return NULL;
	ini->sections = sections;
	section = &sections[ini->section_count++];
	section->name = name;
	section->name_len = name_len;
	return section;
}

static struct fc_ini_entry *
add_entry(struct fc_ini_section *section)
{
	struct fc_ini_entry *entries =
		grow(section->entries, section->entry_count,
	             &section->entry_size, sizeof(*section->entries));

	if (!entries)
		return NULL;
	section->entries = entries;
	return &entries[section->entry_count++];
}

/* The end of the name in "[name]", the last bracket; 0 for no header. */
static size_t
header_end(const struct fc_buf *text, const struct fc_ini_line *line)
{
	size_t at = line->to;

	if (text->data[line->from] != '[')
		return 0;
	while (at > line->from + 2)
		if (text->data[--at] == ']')
			return at;
	return 0;
}

/* [DEFAULT] again: the section it goes on with, otherwise NULL. */
static struct fc_ini_section *
earlier_defaults(struct fc_ini *ini, const char *name, size_t len)
{
	const struct fc_ini_section *first;

	if (len != strlen(FC_INI_DEFAULTS) ||
	    memcmp(name, FC_INI_DEFAULTS, len) != 0)
		return NULL;
	first = fc_ini_section(ini, FC_INI_DEFAULTS);
	return first ? &ini->sections[first - ini->sections] : NULL;
}

static bool
read_header(struct parser *parser, const struct fc_ini_line *line, size_t end)
{
	struct fc_ini *ini = parser->ini;
	const char *name = ini->text.data + line->from + 1;
	size_t len = end - line->from - 1;
	struct fc_ini_section *section;

	if (parser->open)
		parser->open->end = line->start;
	parser->open = NULL;
	parser->entry = NULL;

	section = earlier_defaults(ini, name, len);
	if (!section) {
		section = add_section(ini, name, len);
		if (!section)
			return fc_fail_memory(parser->err);
		section->line = line->number;
		section->start = line->start;
		section->end = ini->text.len;
		parser->open = section;
	}
	parser->section = section;
	return true;
}

static bool
read_option(struct parser *parser, const struct fc_ini_line *line)
{
	const struct fc_buf *text = &parser->ini->text;
	size_t from = line->from;
	size_t to = fc_ini_line_delimiter(text, line);
	struct fc_ini_entry *entry;

	if (to == line->to) {
		refuse(parser, line->number,
		       "neither a [section] nor a key with a value");
		return true;
	}
	parser->entry = NULL;
	fc_ini_trim(text, &from, &to);
	if (from == to) {
		refuse(parser, line->number, "a value without a key");
		return true;
	}
	entry = add_entry(parser->section);
	if (!entry)
		return fc_fail_memory(parser->err);
	entry->key = text->data + from;
	entry->key_len = to - from;
	entry->line = line->number;
	entry->start = line->start;
	entry->end = line->end;
	parser->entry = entry;
	return true;
}

/* An editor of another system may put a mark before all, which nobody sees. */
static void
refuse_text(struct parser *parser, const struct fc_ini_line *line)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	const struct fc_buf *text = &parser->ini->text;

	refuse(parser, line->number, "no [section] stands before it");
	if (line->start == 0 && text->len >= sizeof(mark) - 1 &&
	    memcmp(text->data, mark, sizeof(mark) - 1) == 0)
		fc_error_hint(parser->err, "the file begins with a byte order "
		              "mark: save it without one");
}

static bool
read_line(struct parser *parser, const struct fc_ini_line *line)
{
	const struct fc_buf *text = &parser->ini->text;
	size_t end;

	if (!fc_utf8_is_valid(text->data + line->start,
	                      line->stop - line->start))
		refuse(parser, line->number, "not UTF-8");
	if (line->kind != FC_INI_TEXT)
		return true;
	if (parser->entry && line->indent > parser->indent) {
		parser->entry->end = line->end;
		return true;
	}
	parser->indent = line->indent;

	end = header_end(text, line);
	if (end > 0)
		return read_header(parser, line, end);
	if (!parser->section) {
		refuse_text(parser, line);
		return true;
	}
	return read_option(parser, line);
}

bool
fc_ini_parse(struct fc_ini *ini, struct fc_buf *text, struct fc_error *err)
{
	struct parser parser = { .ini = ini, .err = err };
	struct fc_ini_line line = { .kind = FC_INI_BLANK };
	size_t twice;

	fc_ini_clear(ini);
	fc_buf_move(&ini->text, text);
	while (fc_ini_line_next(&ini->text, &line))
		if (!read_line(&parser, &line))
			return false;

	if (!fc_ini_names_check(ini, &twice, err))
		return false;
	if (twice > 0)
		refuse(&parser, twice, "a section or a key comes twice");
	if (!fc_ini_names_index(ini, err))
		return false;
	return parser.bad_line == 0;
}

void
fc_ini_clear(struct fc_ini *ini)
{
	size_t i;

	for (i = 0; i < ini->section_count; i++)
		free(ini->sections[i].entries);
	free(ini->sections);
	free(ini->index);
	free(ini->next);
	fc_buf_clear(&ini->text);
	*ini = (struct fc_ini){ .text = FC_BUF_INIT(ini->text.max) };
}
