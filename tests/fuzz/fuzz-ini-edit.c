/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editing an INI text: the value that was set is read, all other entries and
 * every comment keep their bytes, an edit that fails changes nothing.
 *
 * Input: section, key and value on a line each, then the text.
 */
#include "base/ini.h"
#include "base/ini_line.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* What an edit was asked for. */
struct edit {
	char *section, *key, *value;
};

static bool
parse(struct fc_ini *ini, const char *bytes, size_t len)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool good = fc_buf_add(&text, bytes, len, &err) &&
	            fc_ini_parse(ini, &text, &err);

	fc_buf_clear(&text);
	return good;
}

static bool
is_section(const struct fc_ini_section *section, const char *name)
{
	return section->name_len == strlen(name) &&
	       memcmp(section->name, name, section->name_len) == 0;
}

static bool
is_entry(const struct fc_ini_entry *entry, const char *key)
{
	return fc_ini_key_equals(entry->key, entry->key_len, key, strlen(key));
}

/* The bytes of an entry less its last line end, which an edit may add. */
static size_t
raw(const struct fc_ini *ini, const struct fc_ini_entry *entry,
    const char **bytes)
{
	size_t len = entry->end - entry->start;

	*bytes = ini->text.data + entry->start;
	while (len > 0 &&
	       ((*bytes)[len - 1] == '\n' || (*bytes)[len - 1] == '\r'))
		len--;
	return len;
}

static bool
entries_are_same(const struct fc_ini *a, const struct fc_ini_entry *left,
                 const struct fc_ini *b, const struct fc_ini_entry *right)
{
	const char *x, *y;
	size_t len = raw(a, left, &x);

	return raw(b, right, &y) == len && memcmp(x, y, len) == 0;
}

/* All but key (NULL: none is left out), in the same order. */
static void
hold_same_entries(const struct fc_ini *a, const struct fc_ini_section *left,
                  const struct fc_ini *b, const struct fc_ini_section *right,
                  const char *key)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (key && i < left->entry_count &&
		       is_entry(&left->entries[i], key))
			i++;
		while (key && j < right->entry_count &&
		       is_entry(&right->entries[j], key))
			j++;
		if (i == left->entry_count || j == right->entry_count)
			break;
		hold(entries_are_same(a, &left->entries[i], b,
		                      &right->entries[j]));
		i++;
		j++;
	}
	hold(i == left->entry_count && j == right->entry_count);
}

/* All sections but the one named have their entries; in that one, all but
 * key. */
static void
hold_same_others(const struct fc_ini *before, const struct fc_ini *after,
                 const char *section, const char *key)
{
	size_t i = 0, j = 0;

	for (;;) {
		const struct fc_ini_section *left =
			i < before->section_count ? &before->sections[i]
			                          : NULL;
		const struct fc_ini_section *right =
			j < after->section_count ? &after->sections[j]
			                         : NULL;
		bool mine = left && is_section(left, section);
		bool mine_now = right && is_section(right, section);

		if (mine && mine_now && key) {
			hold_same_entries(before, left, after, right, key);
			i++;
			j++;
		} else if (mine || mine_now) {
			i += mine;
			j += mine_now;
		} else if (left && right) {
			hold(left->name_len == right->name_len &&
			     memcmp(left->name, right->name, left->name_len) ==
			             0);
			hold_same_entries(before, left, after, right, NULL);
			i++;
			j++;
		} else {
			hold(!left && !right);
			break;
		}
	}
}

static bool
next_comment(const struct fc_ini *ini, struct fc_ini_line *line)
{
	while (fc_ini_line_next(&ini->text, line))
		if (line->kind == FC_INI_COMMENT)
			return true;
	return false;
}

static void
hold_same_comments(const struct fc_ini *a, const struct fc_ini *b)
{
	struct fc_ini_line x = { .end = 0 }, y = { .end = 0 };

	while (next_comment(a, &x)) {
		hold(next_comment(b, &y));
		hold(x.stop - x.start == y.stop - y.start &&
		     memcmp(a->text.data + x.start, b->text.data + y.start,
		            x.stop - x.start) == 0);
	}
	hold(!next_comment(b, &y));
}

static void
hold_unchanged(const struct fc_ini *ini, const char *bytes, size_t len)
{
	hold(ini->text.len == len &&
	     memcmp(fc_buf_str(&ini->text), bytes, len) == 0);
}

static void
hold_value(const struct fc_ini *ini, const struct edit *edit)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;

	hold(fc_ini_get(ini, edit->section, edit->key, &value, &err) ==
	     FC_FOUND);
	hold(strcmp(fc_buf_str(&value), edit->value) == 0);
	fc_buf_clear(&value);
}

static void
hold_absent(const struct fc_ini *ini, const struct edit *edit)
{
	const struct fc_ini_section *section =
		fc_ini_section(ini, edit->section);

	hold(!section || !fc_ini_entry(section, edit->key));
}

/* What is written is what is parsed: another program reads the bytes. */
static void
hold_reads_same(const struct fc_ini *ini)
{
	struct fc_ini again = FC_INI_INIT;

	hold(parse(&again, fc_buf_str(&ini->text), ini->text.len));
	hold_same_others(ini, &again, "", NULL);
	fc_ini_clear(&again);
}

static void
try_set(const struct fc_ini *before, const char *bytes, size_t len,
        const struct edit *edit)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t once;

	hold(parse(&ini, bytes, len));
	if (!fc_ini_set(&ini, edit->section, edit->key, edit->value, &err)) {
		fuzz_hold_error(&err);
		hold_unchanged(&ini, bytes, len);
		fc_ini_clear(&ini);
		return;
	}
	hold_value(&ini, edit);
	hold_same_others(before, &ini, edit->section, edit->key);
	hold_same_comments(before, &ini);
	hold_reads_same(&ini);

	/* A blank before an empty value may come, but no more than that. */
	once = ini.text.len;
	hold(fc_ini_set(&ini, edit->section, edit->key, edit->value, &err));
	hold(ini.text.len <= once + 1);
	hold_value(&ini, edit);
	hold_same_others(before, &ini, edit->section, edit->key);

	hold(fc_ini_unset(&ini, edit->section, edit->key, &err));
	hold_absent(&ini, edit);
	hold_same_others(before, &ini, edit->section, edit->key);
	fc_ini_clear(&ini);
}

static void
try_unset(const struct fc_ini *before, const char *bytes, size_t len,
          const struct edit *edit)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error err = FC_ERROR_INIT;

	hold(parse(&ini, bytes, len));
	hold(fc_ini_unset(&ini, edit->section, edit->key, &err));
	hold_absent(&ini, edit);
	hold_same_others(before, &ini, edit->section, edit->key);
	hold_same_comments(before, &ini);
	hold_reads_same(&ini);
	fc_ini_clear(&ini);
}

static void
try_remove(const struct fc_ini *before, const char *bytes, size_t len,
           const struct edit *edit)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error err = FC_ERROR_INIT;
	bool defaults = strcmp(edit->section, FC_INI_DEFAULTS) == 0;

	hold(parse(&ini, bytes, len));
	if (fc_ini_remove(&ini, edit->section, &err)) {
		hold(!fc_ini_section(&ini, edit->section));
		hold_same_others(before, &ini, edit->section, NULL);
		hold_reads_same(&ini);
	} else {
		hold(defaults && fc_ini_section(before, edit->section));
		hold_unchanged(&ini, bytes, len);
	}
	fc_ini_clear(&ini);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_ini ini = FC_INI_INIT;
	struct edit edit;

	edit.section = fuzz_line(&input);
	edit.key = fuzz_line(&input);
	edit.value = fuzz_line(&input);
	if (parse(&ini, input.left ? input.at : "", input.left)) {
		const char *bytes = fc_buf_str(&ini.text);

		try_set(&ini, bytes, ini.text.len, &edit);
		try_unset(&ini, bytes, ini.text.len, &edit);
		try_remove(&ini, bytes, ini.text.len, &edit);
	}
	fc_ini_clear(&ini);
	free(edit.section);
	free(edit.key);
	free(edit.value);
	return 0;
}
