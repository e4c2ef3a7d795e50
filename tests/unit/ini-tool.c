/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/ini on a pipe, for tests/system/ini-differential.py.
 *
 * Every line of stdin is a request, a verb and its operands in hexadecimal
 * ("-" for an empty one), and gets one line of stdout:
 *
 *   dump TEXT                      "read ITEM..." or "refused N"
 *   set TEXT SECTION KEY VALUE     "text TEXT" or "refused N"
 *   unset TEXT SECTION KEY         the same
 *   remove TEXT SECTION            the same
 *
 * ITEM: s:SECTION (k:KEY and v:VALUE, or f:N when it cannot be had)..., with
 * what the section inherits.  N: the line that the error names, or 0.
 */
#include "base/ini.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPERANDS_MAX 4

static void
put_hex(const char *bytes, size_t len)
{
	size_t i;

	if (len == 0)
		putchar('-');
	for (i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		putchar("0123456789abcdef"[byte >> 4]);
		putchar("0123456789abcdef"[byte & 15]);
	}
}

static int
digit(char hex)
{
	return hex <= '9' ? hex - '0' : hex - 'a' + 10;
}

/* Decode in place; the length is returned.  The bytes end with a NUL. */
static size_t
take_hex(char *word)
{
	size_t len = strcmp(word, "-") == 0 ? 0 : strlen(word) / 2;
	size_t i;

	for (i = 0; i < len; i++)
		word[i] = (char)(digit(word[2 * i]) << 4 |
		                 digit(word[2 * i + 1]));
	word[len] = '\0';
	return len;
}

/* Where it says the fault is; 0: nowhere. */
static unsigned long
line_of(const struct fc_error *err)
{
	return strncmp(err->text, "line ", 5) == 0
	               ? strtoul(err->text + 5, NULL, 10) : 0;
}

static void
put_refusal(const struct fc_error *err)
{
	if (err->kind != FC_ERR_DATA)
		printf("error %s\n", err->text);
	else
		printf("refused %lu\n", line_of(err));
}

static void
dump_entry(const struct fc_ini *ini, const char *section,
           const struct fc_ini_entry *entry)
{
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	char *key = strndup(entry->key, entry->key_len);

	printf(" k:");
	put_hex(entry->key, entry->key_len);
	switch (key ? fc_ini_get(ini, section, key, &value, &err)
	            : FC_ABSENT) {
	case FC_FOUND:
		printf(" v:");
		put_hex(fc_buf_str(&value), value.len);
		break;
	case FC_ABSENT:
		printf(" absent");
		break;
	case FC_FAILED:
		if (line_of(&err) > 0)
			printf(" f:%lu", line_of(&err));
		break;
	}
	free(key);
	fc_buf_clear(&value);
}

static void
dump(const struct fc_ini *ini)
{
	const struct fc_ini_section *defaults =
		fc_ini_section(ini, FC_INI_DEFAULTS);
	size_t i, j;

	printf("read");
	for (i = 0; i < ini->section_count; i++) {
		const struct fc_ini_section *section = &ini->sections[i];
		char *name = strndup(section->name, section->name_len);

		printf(" s:");
		put_hex(section->name, section->name_len);
		for (j = 0; name && j < section->entry_count; j++)
			dump_entry(ini, name, &section->entries[j]);
		for (j = 0; name && defaults && j < defaults->entry_count; j++)
			dump_entry(ini, name, &defaults->entries[j]);
		free(name);
	}
	putchar('\n');
}

static void
edit(struct fc_ini *ini, const char *verb,
     const char *const operand[OPERANDS_MAX])
{
	struct fc_error err = FC_ERROR_INIT;
	bool done = false;

	if (strcmp(verb, "set") == 0)
		done = fc_ini_set(ini, operand[1], operand[2], operand[3],
		                  &err);
	else if (strcmp(verb, "unset") == 0)
		done = fc_ini_unset(ini, operand[1], operand[2], &err);
	else if (strcmp(verb, "remove") == 0)
		done = fc_ini_remove(ini, operand[1], &err);
	if (!done) {
		put_refusal(&err);
		return;
	}
	printf("text ");
	put_hex(fc_buf_str(&ini->text), ini->text.len);
	putchar('\n');
}

static void
answer(char *request)
{
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_ini ini = FC_INI_INIT;
	const char *verb = strsep(&request, " \n");
	const char *operand[OPERANDS_MAX] = { "", "", "", "" };
	size_t len = 0;
	size_t i;
	char *word;

	for (i = 0; i < OPERANDS_MAX; i++) {
		word = strsep(&request, " \n");
		if (!word || !*word)
			break;
		operand[i] = word;
		if (i == 0)
			len = take_hex(word);
		else
			take_hex(word);
	}
	if (!fc_buf_add(&text, operand[0], len, &err) ||
	    !fc_ini_parse(&ini, &text, &err))
		put_refusal(&err);
	else if (strcmp(verb, "dump") == 0)
		dump(&ini);
	else
		edit(&ini, verb, operand);
	fc_buf_clear(&text);
	fc_ini_clear(&ini);
}

int
main(void)
{
	char *request = NULL;
	size_t size = 0;

	while (getline(&request, &size, stdin) > 0) {
		answer(request);
		fflush(stdout);
	}
	free(request);
	return EXIT_SUCCESS;
}
