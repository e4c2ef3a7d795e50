/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read of a text that Python's configparser refuses. */
#include "base/ini_repair.h"

#include "ini-text.h"
#include "tap.h"


/* The section whose "k" is the greatest word is the best. */
static int
rank(const struct fc_ini *one, const char *section, void *arg)
{
	struct fc_buf value = FC_BUF_INIT(4096);
	struct fc_error err = FC_ERROR_INIT;
	int best = 0;

	(void)arg;
	if (fc_ini_get(one, section, "k", &value, &err) == FC_FOUND)
		best = (unsigned char)fc_buf_str(&value)[0];
	fc_buf_clear(&value);
	return best;
}

static void
test_repair(void)
{
	static const struct {
		const char *label, *text, *want;
	} row[] = {
		{ "nothing", "", "" },
		{ "no section at all", "k = v\n", "" },
		{ "one that is fine", "[a]\nk = v\n", "[a]\nk = v\n\n" },
		{ "what stands before the first section", "x\ny = z\n[a]\nk=v\n",
		  "[a]\nk=v\n\n" },
		{ "a section that comes twice", "[a]\nk = v\n\n[a]\nk = v\n",
		  "[a]\nk = v\n\n" },
		{ "the first of two alike", "[a]\nk = v\nl = 1\n[a]\nk = v\nl = 2\n",
		  "[a]\nk = v\nl = 1\n\n" },
		{ "the better of two", "[a]\nk = b\n[b]\n[a]\nk = c\n[a]\n",
		  "[a]\nk = c\n\n[b]\n\n" },
		{ "sections in another case are others", "[a]\nx\n[A]\nk=v\n",
		  "[a]\n\n[A]\nk=v\n\n" },
		{ "a key that comes twice: the first",
		  "[a]\nk = v\nK = w\nl = u\n", "[a]\nk = v\nl = u\n\n" },
		{ "half a line at the end", "[a]\nk = v\nrefresh_tok",
		  "[a]\nk = v\n\n" },
		{ "no line end at the end", "[a]\nx\nk = v", "[a]\nk = v\n\n" },
		{ "a line that is none, between keys",
		  "[a]\nk = v\nrubbish\nl = w\n", "[a]\nk = v\nl = w\n\n" },
		{ "the same behind empty lines of a person",
		  "[a]\nk = v\n\nl = w\nrubbish\nm = x\n",
		  "[a]\nk = v\nl = w\nm = x\n\n" },
		{ "the end of a longer file, from the middle of a line",
		  "[a]\nk = v\n\nbbish\nl = w\n\n[b]\nk = x\n\n",
		  "[a]\nk = v\n\n[b]\nk = x\n\n" },
		{ "from the beginning of a line",
		  "[a]\nk = v\n\nl = w\nk = y\n\n[b]\nk = x\n\n",
		  "[a]\nk = v\n\n[b]\nk = x\n\n" },
		{ "from the middle of a key",
		  "[a]\nk = v\n\nish = w\nk = y\n\n[b]\nk = x\n\n",
		  "[a]\nk = v\n\n[b]\nk = x\n\n" },
		{ "from the middle of a header",
		  "[a]\nk = v\n\nst]\nk = y\nl = z\n\n[b]\nk = x\n\n",
		  "[a]\nk = v\n\n[b]\nk = x\n\n" },
		{ "a value of several lines", "[a]\nk = v\n\n w\n # c\n x\ny\n",
		  "[a]\nk = v\n\n w\n # c\n x\n\n" },
		{ "indentation", "  [a]\n  k = v\n    w\n l = u\nx\n",
		  "[a]\nk = v\n    w\nl = u\n\n" },
		{ "a value without a key", "[a]\n = v\nk = v\n",
		  "[a]\nk = v\n\n" },
		{ "Latin-1 in a value", "[a]\nk = v\nl = \xe9\n",
		  "[a]\nk = v\n\n" },
		{ "Latin-1 in a header", "[\xe9]\nk = v\n[a]\nk = w\n",
		  "[a]\nk = w\n\n" },
		{ "defaults in pieces",
		  "[DEFAULT]\nd = 1\n[a]\nk = v\n[DEFAULT]\ne = 2\nx\n",
		  "[DEFAULT]\nd = 1\ne = 2\n\n[a]\nk = v\n\n" },
		{ "rubbish inside a value", "[a]\nk = v\nrubbish\n w\nl = u\n",
		  "[a]\nk = v\nl = u\n\n" },
		{ "CR LF", "[a]\r\nk = v\r\nx\r\n", "[a]\nk = v\r\n\n" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_ini ini = FC_INI_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
		struct fc_error err = FC_ERROR_INIT;
		bool fine = parse(&ini, row[i].text, strlen(row[i].text),
		                  &err);

		ok(fc_ini_repair(&ini, rank, NULL, &text, &err),
		   "repaired%s: %s", fine ? "" : " what is refused",
		   row[i].label);
		is(fc_buf_str(&text), row[i].want, row[i].label);
		ok(fc_ini_parse(&ini, &text, &err), "and can be read");
		fc_buf_clear(&text);
		fc_ini_clear(&ini);
	}
}

/* More sections than are looked for one after the other. */
static void
test_many(void)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf repaired = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool done = true;
	int i;

	for (i = 0; done && i < 300; i++)
		done = fc_buf_addf(&text, &err, "[%d]\nk = %c\n", i % 100,
		                   i / 100 == 1 ? 'z' : 'a');
	ok(done && !fc_ini_parse(&ini, &text, &err),
	   "a hundred sections, three times");
	ok(fc_ini_repair(&ini, rank, NULL, &repaired, &err) &&
	   fc_ini_parse(&ini, &repaired, &err) && ini.section_count == 100,
	   "are a hundred");
	for (i = 0; i < 100; i++) {
		char name[8];

		snprintf(name, sizeof(name), "%d", i);
		fc_buf_reset(&text);
		done = done && fc_ini_get(&ini, name, "k", &text, &err) ==
		               FC_FOUND &&
		       strcmp(fc_buf_str(&text), "z") == 0;
	}
	ok(done, "the best of each");
	fc_buf_clear(&text);
	fc_buf_clear(&repaired);
	fc_ini_clear(&ini);
}

int
main(void)
{
	test_repair();
	test_many();
	return done();
}
