/* SPDX-License-Identifier: Apache-2.0 */
/* INI files that nobody writes by hand: large ones, and endless ones. */
#include "base/ini.h"

#include "tap.h"

/* Slow, to be seen in the time of the test, if anything takes n * n steps. */
static void
test_large_files(void)
{
	enum { SECTIONS = 10000, KEYS = 100000, LINES = 1000000 };
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf value = FC_BUF_INIT(100);
	struct fc_error err = FC_ERROR_INIT;
	bool filled = true;
	int i;

	for (i = 0; i < SECTIONS && filled; i++)
		filled = fc_buf_addf(&text, &err,
		                     "[h%d.example]\nk = %d\nl = w\n", i, i);
	ok(filled && fc_ini_parse(&ini, &text, &err) &&
	   ini.section_count == SECTIONS, "10,000 sections");
	ok(fc_ini_get(&ini, "h9999.example", "k", &value, &err) == FC_FOUND,
	   "the last of them");
	is(fc_buf_str(&value), "9999", "its value");

	filled = fc_buf_add_str(&text, "[a]\n", &err);
	for (i = 0; i < KEYS && filled; i++)
		filled = fc_buf_addf(&text, &err, "k%d = v\n", i);
	ok(filled && fc_ini_parse(&ini, &text, &err) &&
	   ini.sections[0].entry_count == KEYS, "100,000 keys");

	filled = fc_buf_add_str(&text, "[a]\rk = v\r", &err);
	for (i = 0; i < LINES && filled; i++)
		filled = fc_buf_add_str(&text, " w\r", &err);
	ok(filled && fc_ini_parse(&ini, &text, &err) &&
	   ini.sections[0].entries[0].end == ini.text.len,
	   "a million lines that end with CR");

	ok(fc_buf_addf(&text, &err, "[a]\nk =%*s\n", LINES, "") &&
	   fc_ini_parse(&ini, &text, &err), "a million blanks");
	fc_buf_clear(&value);
	fc_buf_clear(&text);
	fc_ini_clear(&ini);
}

/* Ten levels of ten references each, to nothing: no cap on bytes sees it. */
static void
test_endless_interpolation(void)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf value = FC_BUF_INIT(100);
	struct fc_error err = FC_ERROR_INIT;
	bool filled = fc_buf_add_str(&text, "[a]\nk9 =\n", &err);
	int level, i;

	for (level = 0; level < 9 && filled; level++) {
		filled = fc_buf_addf(&text, &err, "k%d = ", level);
		for (i = 0; i < 10 && filled; i++)
			filled = fc_buf_addf(&text, &err, "%%(k%d)s",
			                     level + 1);
		filled = filled && fc_buf_add_str(&text, "\n", &err);
	}
	ok(filled && fc_ini_parse(&ini, &text, &err),
	   "a thousand million references");
	ok(fc_ini_get(&ini, "a", "k0", &value, &err) == FC_FAILED,
	   "are refused: %s", err.text);
	ok(fc_ini_get(&ini, "a", "k7", &value, &err) == FC_FOUND,
	   "a hundred are not");
	fc_buf_clear(&value);
	fc_buf_clear(&text);
	fc_ini_clear(&ini);
}

int
main(void)
{
	test_large_files();
	test_endless_interpolation();
	return done();
}
