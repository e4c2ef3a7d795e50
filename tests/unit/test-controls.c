/* SPDX-License-Identifier: Apache-2.0 */
/* What text may do to the terminal that it is shown on. */
#include "base/controls.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

static void
test_strip(void)
{
	static const struct {
		const char *label, *text, *out;
	} row[] = {
		{ "a path stays", "/srv/j\xc3\xb6rg/a b", "/srv/j\xc3\xb6rg/a b" },
		{ "a tab goes", "\tx", "?x" },
		{ "an escape sequence goes", "\x1b[31m\r\n", "?[31m??" },
		{ "delete goes", "\x7f", "?" },
		{ "C1 controls in UTF-8 go", "\xc2\x9b" "31m", "??31m" },
		{ "as bytes of their own too", "\x9b" "31m", "?31m" },
		{ "letters beside them stay", "\xc2\xa0x", "\xc2\xa0x" },
		{ "half a character goes", "a\xc2", "a?" },
		{ "what has no width goes", "\xe2\x80\x8b\xef\xbb\xbf", "??????" },
		{ "tags go", "\xf3\xa0\x81\x81", "????" },
		{ "other large ones stay", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	};
	char text[64];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		memcpy(text, row[i].text, strlen(row[i].text) + 1);
		fc_strip_controls(text, strlen(text));
		is(text, row[i].out, row[i].label);
	}
	memcpy(text, "\t\x1b\n", 4);
	fc_strip_line(text, 3);
	is(text, "\t??", "in a line a tab stays");
}

/* Spelt out, they would rule whoever reads this. */
static void
test_direction(void)
{
	static const char last[] = {
		(char)0x8e, (char)0x8f, (char)0xaa, (char)0xab, (char)0xac,
		(char)0xad, (char)0xae,
	};
	char text[] = "a???b";
	size_t i;

	for (i = 0; i < sizeof(last); i++) {
		text[1] = (char)0xe2;
		text[2] = (char)0x80;
		text[3] = last[i];
		fc_strip_controls(text, strlen(text));
		is(text, "a???b", "what changes the direction goes");
	}
}

static void
test_for_terminal(void)
{
	static const struct {
		const char *label, *all, *type, *lang, *text, *out;
	} row[] = {
		{ "lines stay", "", "", "", "a\nb\x1b\n", "a\nb?\n" },
		{ "UTF-8 by LANG", "", "", "de_DE.UTF-8", "\xc3\x80", "\xc3\x80" },
		{ "as others spell it", "", "", "C.utf8", "\xc3\x80", "\xc3\x80" },
		{ "LC_CTYPE comes before", "", "C", "C.UTF-8", "\xc3\x80", "??" },
		{ "LC_ALL before that", "C.UTF-8", "C", "C", "\xc3\x80", "\xc3\x80" },
		{ "elsewhere a C1 byte in it goes", "C", "", "", "\xc3\x80", "??" },
		{ "and what has none stays", "C", "", "", "\xc3\xa9", "\xc3\xa9" },
		{ "no locale is C", "", "", "", "\xe2\x86\x92", "???" },
	};
	char text[64];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		setenv("LC_ALL", row[i].all, 1);
		setenv("LC_CTYPE", row[i].type, 1);
		setenv("LANG", row[i].lang, 1);
		memcpy(text, row[i].text, strlen(row[i].text) + 1);
		fc_strip_for_terminal(text, strlen(text));
		is(text, row[i].out, row[i].label);
	}
}

int
main(void)
{
	test_strip();
	test_direction();
	test_for_terminal();
	return done();
}
