/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INI: every section and entry lies where it says and is found by its name,
 * a refusal names a line, and every value is one string.
 */
#include "base/ini.h"

#include "base/ini_line.h"
#include "base/ini_repair.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static bool
lies_within(const struct fc_ini *ini, const char *name, size_t len)
{
	const char *text = fc_buf_str(&ini->text);

	return name >= text && len <= ini->text.len &&
	       (size_t)(name - text) <= ini->text.len - len;
}

static void
try_get(const struct fc_ini *ini, const char *section, const char *key)
{
	struct fc_buf value = FC_BUF_INIT(4096);
	struct fc_error err = FC_ERROR_INIT;

	switch (fc_ini_get(ini, section, key, &value, &err)) {
	case FC_FOUND:
		hold(strlen(fc_buf_str(&value)) == value.len);
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		hold(value.len == 0);
		break;
	case FC_ABSENT:
		/* A NUL in the name, or the section comes twice. */
		break;
	}
	fc_buf_clear(&value);
}

static void
try_section(const struct fc_ini *ini, const struct fc_ini_section *section,
            bool good)
{
	char *name = fuzz_string(section->name, section->name_len);
	bool is_string = strlen(name) == section->name_len;
	size_t i;

	hold(section->name_len > 0 && section->line > 0);
	hold(lies_within(ini, section->name, section->name_len));
	hold(section->start < section->end && section->end <= ini->text.len);
	hold(!good || !is_string || fc_ini_section(ini, name) == section);
	for (i = 0; i < section->entry_count; i++) {
		const struct fc_ini_entry *entry = &section->entries[i];
		char *key = fuzz_string(entry->key, entry->key_len);

		hold(entry->key_len > 0 && entry->line > section->line);
		hold(lies_within(ini, entry->key, entry->key_len));
		hold(entry->start < entry->end && entry->end <= ini->text.len);
		hold(i == 0 || section->entries[i - 1].end <= entry->start);
		hold(!good || strlen(key) != entry->key_len ||
		     fc_ini_entry(section, key) == entry);
		try_get(ini, name, key);
		free(key);
	}
	free(name);
}

/* The lines follow one another without a gap. */
static void
try_lines(const struct fc_ini *ini)
{
	struct fc_ini_line line = { .end = 0 };
	size_t end = 0, number = 0;

	while (fc_ini_line_next(&ini->text, &line)) {
		hold(line.number == ++number && line.start == end);
		hold(line.start <= line.from && line.from <= line.to &&
		     line.to <= line.stop && line.stop <= line.end);
		hold(line.end > line.start && line.end - line.stop <= 2);
		hold(fc_ini_line_delimiter(&ini->text, &line) <= line.to);
		end = line.end;
	}
	hold(end == ini->text.len);
}

static int
rank(const struct fc_ini *one, const char *section, void *arg)
{
	(void)arg;
	hold(one->section_count == 1);
	hold(strlen(section) <= one->sections[0].name_len);
	return (int)one->sections[0].entry_count;
}

/* What could be read of a text that is refused can be read. */
static void
try_repair(const struct fc_ini *broken)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	hold(fc_ini_repair(broken, rank, NULL, &text, &err));
	hold(fc_ini_parse(&ini, &text, &err));
	hold(ini.section_count <= broken->section_count);
	for (i = 0; i < ini.section_count; i++)
		try_section(&ini, &ini.sections[i], true);
	fc_ini_clear(&ini);
	fc_buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool good;
	size_t i;

	if (!fc_buf_add(&text, size ? (const char *)data : "", size, &err))
		return 0;
	good = fc_ini_parse(&ini, &text, &err);
	if (!good) {
		fuzz_hold_error(&err);
		hold(err.kind == FC_ERR_DATA &&
		     strncmp(err.text, "line ", strlen("line ")) == 0);
	}
	hold(ini.text.len == size);
	hold(size == 0 || memcmp(ini.text.data, data, size) == 0);
	try_lines(&ini);
	for (i = 0; i < ini.section_count; i++)
		try_section(&ini, &ini.sections[i], good);
	try_get(&ini, "no such section", "key");
	try_repair(&ini);
	fc_ini_clear(&ini);
	fc_buf_clear(&text);
	return 0;
}
