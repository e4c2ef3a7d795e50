/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editing an INI text.  Each edit is made on a copy, which is parsed again,
 * so that a failure leaves everything as it was.
 */
#include "base/ini.h"

#include "base/ini_line.h"
#include "base/utf8.h"

#include <string.h>

/* Bytes to put in the place of others. */
struct change {
	size_t at, len;
	struct fc_buf bytes;
};

#define CHANGE_INIT { 0, 0, FC_BUF_INIT(FC_INI_MAX) }

/* What a set is asked for. */
struct setting {
	const char *section, *key, *value;
};

static struct fc_ini_line
line_at(const struct fc_ini *ini, size_t at)
{
	struct fc_ini_line line = { .end = at };

	(void)fc_ini_line_next(&ini->text, &line);
	return line;
}

/* End a line as the line at an offset ends. */
static bool
add_line_end(struct fc_buf *bytes, const struct fc_ini *ini, size_t like,
             struct fc_error *err)
{
	struct fc_ini_line line = line_at(ini, like);

	if (line.stop == line.end)
		return fc_buf_add(bytes, "\n", 1, err);
	return fc_buf_add(bytes, ini->text.data + line.stop,
	                  line.end - line.stop, err);
}

/* The last line of a file may lack its end. */
static bool
finish_line(struct change *change, const struct fc_ini *ini, size_t like,
            struct fc_error *err)
{
	const char *text = fc_buf_str(&ini->text);

	if (change->at == 0 || text[change->at - 1] == '\n' ||
	    text[change->at - 1] == '\r')
		return true;
	return add_line_end(&change->bytes, ini, like, err);
}

static bool
add_value(struct fc_buf *bytes, const char *value, struct fc_error *err)
{
	const char *percent;

	while ((percent = strchr(value, '%')) != NULL) {
		if (!fc_buf_add(bytes, value, (size_t)(percent - value),
		                err) ||
		    !fc_buf_add(bytes, "%%", 2, err))
			return false;
		value = percent + 1;
	}
	return fc_buf_add_str(bytes, value, err);
}

static bool
add_option(struct fc_buf *bytes, const struct setting *setting,
           struct fc_error *err)
{
	return fc_buf_add_str(bytes, setting->key, err) &&
	       fc_buf_add_str(bytes, " = ", err) &&
	       add_value(bytes, setting->value, err);
}

/* The comments among the lines of an entry outlive it. */
static bool
keep_comments(struct change *change, const struct fc_ini *ini,
              struct fc_error *err)
{
	struct fc_ini_line line = { .end = change->at };

	while (line.end < change->at + change->len &&
	       fc_ini_line_next(&ini->text, &line))
		if (line.kind == FC_INI_COMMENT &&
		    !fc_buf_add(&change->bytes, ini->text.data + line.start,
		                line.end - line.start, err))
			return false;
	return true;
}

/* Everything on the key's line before the old value stays as written. */
static bool
replace_value(struct change *change, const struct fc_ini *ini,
              const struct fc_ini_entry *entry, const char *value,
              struct fc_error *err)
{
	const struct fc_buf *text = &ini->text;
	struct fc_ini_line line = line_at(ini, entry->start);
	size_t old = fc_ini_line_delimiter(text, &line) + 1;
	struct fc_buf *bytes = &change->bytes;

	change->at = entry->start;
	change->len = entry->end - entry->start;
	fc_ini_trim(text, &old, &line.to);
	return fc_buf_add(bytes, text->data + line.start, old - line.start,
	                  err) &&
	       (old < line.to || fc_buf_add(bytes, " ", 1, err)) &&
	       add_value(bytes, value, err) &&
	       add_line_end(bytes, ini, entry->start, err) &&
	       keep_comments(change, ini, err);
}

/*
 * The new key goes after the section's last, as far indented as that one: a
 * line must be indented no deeper than the one before it, or it would go on
 * with that one's value.  An only key obeys the line that follows it.
 */
static bool
insert_option(struct change *change, const struct fc_ini *ini,
              const struct fc_ini_section *section,
              const struct setting *setting, struct fc_error *err)
{
	struct fc_ini_line like = line_at(ini, section->end);

	change->at = line_at(ini, section->start).end;
	if (section->entry_count > 0) {
		const struct fc_ini_entry *last =
			&section->entries[section->entry_count - 1];

		change->at = last->end;
		like = line_at(ini, last->start);
	}
	return finish_line(change, ini, section->start, err) &&
	       fc_buf_add(&change->bytes, fc_buf_str(&ini->text) + like.start,
	                  like.from - like.start, err) &&
	       add_option(&change->bytes, setting, err) &&
	       add_line_end(&change->bytes, ini, section->start, err);
}

/* Is the last line of the text an empty one? */
static bool
ends_with_gap(const struct fc_buf *text)
{
	size_t at = text->len;

	if (at > 0 && text->data[at - 1] == '\n')
		at--;
	if (at > 0 && text->data[at - 1] == '\r')
		at--;
	return at == 0 || text->data[at - 1] == '\n' ||
	       text->data[at - 1] == '\r';
}

static bool
append_section(struct change *change, const struct fc_ini *ini,
               const struct setting *setting, struct fc_error *err)
{
	struct fc_buf *bytes = &change->bytes;

	change->at = ini->text.len;
	return finish_line(change, ini, 0, err) &&
	       (ends_with_gap(&ini->text) ||
	        add_line_end(bytes, ini, 0, err)) &&
	       fc_buf_add_str(bytes, "[", err) &&
	       fc_buf_add_str(bytes, setting->section, err) &&
	       fc_buf_add_str(bytes, "]", err) &&
	       add_line_end(bytes, ini, 0, err) &&
	       add_option(bytes, setting, err) &&
	       add_line_end(bytes, ini, 0, err);
}

static bool
is_printable(const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return fc_utf8_is_valid(text, i);
}

/* Blanks around the value, a ':' in the key: what was written may differ. */
static bool
reads_back(const struct fc_ini *ini, const struct setting *setting,
           struct fc_error *err)
{
	const struct fc_ini_section *section =
		fc_ini_section(ini, setting->section);
	struct fc_buf found = FC_BUF_INIT(FC_INI_MAX);
	enum fc_lookup result = FC_ABSENT;
	bool equal = false;

	if (section && fc_ini_entry(section, setting->key))
		result = fc_ini_get(ini, setting->section, setting->key,
		                    &found, err);
	if (result != FC_FAILED) {
		equal = result == FC_FOUND &&
		        strcmp(fc_buf_str(&found), setting->value) == 0;
		if (!equal)
			fc_fail(err, FC_ERR_DATA,
			        "no INI file can hold this section, key or "
			        "value");
	}
	fc_buf_clear(&found);
	return equal;
}

/* Put the changed text in the place of ini.  setting, if any, must be there. */
static bool
commit(struct fc_ini *ini, const struct change *change,
       const struct setting *setting, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(ini->text.max);
	struct fc_ini edited = FC_INI_INIT;
	bool done = false;

	if (!fc_buf_add(&text, fc_buf_str(&ini->text), ini->text.len, err) ||
	    !fc_buf_splice(&text, change->at, change->len,
	                   fc_buf_str(&change->bytes), change->bytes.len,
	                   err) ||
	    !fc_ini_parse(&edited, &text, err) ||
	    (setting && !reads_back(&edited, setting, err)))
		goto out;

	fc_ini_clear(ini);
	*ini = edited;
	edited = (struct fc_ini)FC_INI_INIT;
	done = true;
out:
	fc_ini_clear(&edited);
	fc_buf_clear(&text);
	return done;
}

bool
fc_ini_set(struct fc_ini *ini, const char *section, const char *key,
           const char *value, struct fc_error *err)
{
	const struct setting setting = { section, key, value };
	const struct fc_ini_section *found = fc_ini_section(ini, section);
	const struct fc_ini_entry *entry =
		found ? fc_ini_entry(found, key) : NULL;
	struct change change = CHANGE_INIT;
	bool done;

	if (!is_printable(section) || !is_printable(key) ||
	    !is_printable(value))
		return fc_fail(err, FC_ERR_DATA,
		               "a control byte, or not UTF-8, in a section, "
		               "key or value");
	if (entry)
		done = replace_value(&change, ini, entry, value, err);
	else if (found)
		done = insert_option(&change, ini, found, &setting, err);
	else
		done = append_section(&change, ini, &setting, err);

	done = done && commit(ini, &change, &setting, err);
	fc_buf_clear(&change.bytes);
	return done;
}

bool
fc_ini_unset(struct fc_ini *ini, const char *section, const char *key,
             struct fc_error *err)
{
	const struct fc_ini_section *found = fc_ini_section(ini, section);
	const struct fc_ini_entry *entry =
		found ? fc_ini_entry(found, key) : NULL;
	struct change change = CHANGE_INIT;
	bool done;

	if (!entry)
		return true;
	change.at = entry->start;
	change.len = entry->end - entry->start;
	done = keep_comments(&change, ini, err) &&
	       commit(ini, &change, NULL, err);
	fc_buf_clear(&change.bytes);
	return done;
}

/* Where a section stops to be its own: comments may be the next one's. */
static size_t
own_end(const struct fc_ini *ini, const struct fc_ini_section *section)
{
	struct fc_ini_line line = line_at(ini, section->start);

	if (section->entry_count > 0)
		line.end = section->entries[section->entry_count - 1].end;
	while (line.end < section->end &&
	       fc_ini_line_next(&ini->text, &line))
		if (line.kind == FC_INI_COMMENT)
			return line.start;
	return section->end;
}

/*
 * The next header moves up behind another section's keys: indented, it would
 * go on with the last of their values.
 */
static bool
unindent_next(struct change *change, const struct fc_ini *ini,
              const struct fc_ini_section *section, struct fc_error *err)
{
	struct fc_ini_line header = line_at(ini, section->end);
	size_t kept = change->at + change->len;

	if (header.from == header.start)
		return true;
	change->len = header.from - change->at;
	return fc_buf_add(&change->bytes, ini->text.data + kept,
	                  section->end - kept, err);
}

bool
fc_ini_remove(struct fc_ini *ini, const char *section, struct fc_error *err)
{
	const struct fc_ini_section *found = fc_ini_section(ini, section);
	struct change change = CHANGE_INIT;
	bool done;

	if (!found)
		return true;
	if (strcmp(section, FC_INI_DEFAULTS) == 0)
		return fc_fail(err, FC_ERR_DATA, "[%s] cannot be removed",
		               section);
	change.at = found->start;
	change.len = own_end(ini, found) - found->start;
	done = unindent_next(&change, ini, found, err) &&
	       commit(ini, &change, NULL, err);
	fc_buf_clear(&change.bytes);
	return done;
}
