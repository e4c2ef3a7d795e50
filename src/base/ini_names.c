/* SPDX-License-Identifier: Apache-2.0 */
/* Names of sections and keys: looked up, and found to come twice. */
#include "base/ini_names.h"

#include "base/ini_line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* So many sections are found sooner one after the other than by an index. */
#define FEW 8

/* A section, or a key of one. */
struct name {
	const char *text; /* NULL: an unused slot */
	size_t len;
	size_t section; /* whose key it is, counted from 1; 0: a section */
};

/* A hash table with linear probing, made once at its full size. */
struct names {
	struct name *slots;
	size_t mask;
};

static size_t
count_names(const struct fc_ini *ini)
{
	size_t count = ini->section_count;
	size_t i;

	for (i = 0; i < ini->section_count; i++)
		count += ini->sections[i].entry_count;
	return count;
}

/* FNV-1a.  Keys, and with any_case sections, are the same in upper case. */
static size_t
hash(const struct name *name, bool any_case)
{
	uint64_t value = 0xcbf29ce484222325u ^ name->section;
	size_t i;

	any_case = any_case || name->section > 0;
	for (i = 0; i < name->len; i++) {
		const char byte = name->text[i];

		value ^= (unsigned char)(any_case ? fc_ini_lower(byte) : byte);
		value *= 0x100000001b3u;
	}
	return (size_t)(value ^ value >> 32);
}

static bool
is_same(const struct name *a, const struct name *b)
{
	if (a->section != b->section)
		return false;
	if (a->section > 0)
		return fc_ini_key_equals(a->text, a->len, b->text, b->len);
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* False when it has been there before. */
static bool
add(struct names *names, const struct name *name)
{
	size_t at = hash(name, false) & names->mask;

	while (names->slots[at].text) {
		if (is_same(&names->slots[at], name))
			return false;
		at = (at + 1) & names->mask;
	}
	names->slots[at] = *name;
	return true;
}

static void
note(size_t *twice, size_t line)
{
	if (*twice == 0 || line < *twice)
		*twice = line;
}

static void
add_section(struct names *names, struct fc_ini *ini, size_t index,
            size_t *twice)
{
	struct fc_ini_section *section = &ini->sections[index];
	struct name name = { section->name, section->name_len, 0 };
	size_t i;

	section->again = !add(names, &name);
	if (section->again)
		note(twice, section->line);
	for (i = 0; i < section->entry_count; i++) {
		struct fc_ini_entry *entry = &section->entries[i];

		name = (struct name){ entry->key, entry->key_len, index + 1 };
		entry->again = !add(names, &name);
		if (entry->again)
			note(twice, entry->line);
	}
}

bool
fc_ini_names_check(struct fc_ini *ini, size_t *twice,
                   struct fc_error *err)
{
	size_t count = count_names(ini);
	size_t size = 8;
	struct names names;
	size_t i;

	while (size < 2 * count)
		size *= 2;
	names.mask = size - 1;
	names.slots = calloc(size, sizeof(*names.slots));
	if (!names.slots)
		return fc_fail_memory(err);

	*twice = 0;
	for (i = 0; i < ini->section_count; i++)
		add_section(&names, ini, i, twice);
	free(names.slots);
	return true;
}

/* Where a section of this name, however it is spelled, is looked for. */
static size_t
place_of(const struct fc_ini *ini, const char *text, size_t len)
{
	struct name name = { text, len, 0 };

	if (len > 4 && memcmp(text + len - 4, ":443", 4) == 0)
		name.len -= 4;
	return hash(&name, true) & ini->index_mask;
}

bool
fc_ini_names_index(struct fc_ini *ini, struct fc_error *err)
{
	size_t size = 8, i;

	if (ini->section_count <= FEW)
		return true;
	while (size < 2 * ini->section_count)
		size *= 2;
	ini->index = calloc(size, sizeof(*ini->index));
	ini->next = calloc(ini->section_count, sizeof(*ini->next));
	if (!ini->index || !ini->next)
		return fc_fail_memory(err);
	ini->index_mask = size - 1;
	/* The last one first: so those of one place are in their order. */
	for (i = ini->section_count; i-- > 0;) {
		const struct fc_ini_section *section = &ini->sections[i];
		size_t at = place_of(ini, section->name, section->name_len);

		ini->next[i] = ini->index[at];
		ini->index[at] = i + 1;
	}
	return true;
}

/* Of a few sections there is no index, nor while a text is being read. */
static const struct fc_ini_section *
search(const struct fc_ini *ini, const char *name, size_t len,
       fc_ini_is_meant *is_meant)
{
	size_t i;

	for (i = 0; i < ini->section_count; i++)
		if (is_meant(&ini->sections[i], name, len))
			return &ini->sections[i];
	return NULL;
}

const struct fc_ini_section *
fc_ini_section_like(const struct fc_ini *ini, const char *name,
                    fc_ini_is_meant *is_meant)
{
	size_t len = strlen(name), at;

	if (!ini->index)
		return search(ini, name, len, is_meant);
	for (at = ini->index[place_of(ini, name, len)]; at;
	     at = ini->next[at - 1])
		if (is_meant(&ini->sections[at - 1], name, len))
			return &ini->sections[at - 1];
	return NULL;
}

static bool
is_named(const struct fc_ini_section *section, const char *name, size_t len)
{
	return section->name_len == len &&
	       memcmp(section->name, name, len) == 0;
}

/* The next one in the same place, or of all; past the last one: the count. */
static size_t
after(const struct fc_ini *ini, size_t index)
{
	if (!ini->index)
		return index + 1;
	return ini->next[index] ? ini->next[index] - 1 : ini->section_count;
}

const struct fc_ini_section *
fc_ini_names_next(const struct fc_ini *ini,
                  const struct fc_ini_section *section)
{
	size_t at = after(ini, (size_t)(section - ini->sections));

	while (at < ini->section_count &&
	       !is_named(&ini->sections[at], section->name,
	                 section->name_len))
		at = after(ini, at);
	return at < ini->section_count ? &ini->sections[at] : NULL;
}

const struct fc_ini_section *
fc_ini_section(const struct fc_ini *ini, const char *name)
{
	return fc_ini_section_like(ini, name, is_named);
}

const struct fc_ini_entry *
fc_ini_find(const struct fc_ini_section *section, const char *key, size_t len)
{
	size_t i;

	for (i = 0; i < section->entry_count; i++) {
		const struct fc_ini_entry *entry = &section->entries[i];

		if (fc_ini_key_equals(entry->key, entry->key_len, key, len))
			return entry;
	}
	return NULL;
}

const struct fc_ini_entry *
fc_ini_entry(const struct fc_ini_section *section, const char *key)
{
	return fc_ini_find(section, key, strlen(key));
}
