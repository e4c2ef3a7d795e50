/* SPDX-License-Identifier: Apache-2.0 */
/* The INI dialect of Python's configparser: reading and refusing. */
#include "ini-text.h"
#include "tap.h"

static void
check_value(const char *label, const char *text, const char *section,
            const char *key, const char *want)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup found = FC_FAILED;

	if (parse(&ini, text, strlen(text), &err))
		found = fc_ini_get(&ini, section, key, &value, &err);
	if (found == FC_FAILED)
		printf("# %s\n", err.text);
	if (want)
		is(found == FC_FOUND ? fc_buf_str(&value) : NULL, want, label);
	else
		ok(found == FC_ABSENT, "%s", label);
	fc_buf_clear(&value);
	fc_ini_clear(&ini);
}

/* Where no other is named: section "a", key "k". */
static void
test_reading(void)
{
	static const struct {
		const char *label, *text, *want;
	} row[] = {
		{ "the usual spelling", "[a]\nk = v\n", "v" },
		{ "no blanks", "[a]\nk=v", "v" },
		{ "a colon", "[a]\nk: v\n", "v" },
		{ "the first delimiter counts", "[a]\nk=a:b=c\n", "a:b=c" },
		{ "the other first", "[a]\nk:=v\n", "=v" },
		{ "an empty value", "[a]\nk =\n", "" },
		{ "keys in any case", "[a]\nK = v\n", "v" },
		{ "blanks around a value go", "[a]\nk = \t v \t \n", "v" },
		{ "blanks inside stay", "[a]\nk = a  b\n", "a  b" },
		{ "Unicode blanks go", "[a]\nk =\xc2\xa0v\xe3\x80\x80\n",
		  "v" },
		{ "a zero-width space is none", "[a]\nk = \xe2\x80\x8bv\n",
		  "\xe2\x80\x8bv" },
		{ "U+0085 is a blank", "[a]\nk = v\xc2\x85\n", "v" },
		{ "a file separator is a blank", "[a]\nk = v\x1c\n", "v" },
		{ "no inline comments", "[a]\nk = a # b ; c\n",
		  "a # b ; c" },
		{ "comment lines", "#x\n;y\n[a]\n # z\nk = v\n", "v" },
		{ "CR LF", "[a]\r\nk = v\r\n", "v" },
		{ "CR alone ends a line", "[a]\rk = v\rl = w\r", "v" },
		{ "a vertical tab does not", "[a]\nk = v\x0bw\n", "v\x0bw" },
		{ "nor does U+2028", "[a]\nk = v\xe2\x80\xa8w\n",
		  "v\xe2\x80\xa8w" },
		{ "a continued value", "[a]\nk = a\n b\n\tc\n", "a\nb\nc" },
		{ "continued from nothing", "[a]\nk =\n a\n", "\na" },
		{ "continued over CR LF", "[a]\r\nk = a\r\n b\r\n", "a\nb" },
		{ "an empty line inside", "[a]\nk = a\n\n b\n", "a\n\nb" },
		{ "empty lines behind", "[a]\nk = a\n\n\nl = b\n", "a" },
		{ "a comment inside is left out", "[a]\nk = a\n# x\n b\n",
		  "a\nb" },
		{ "continued by what looks like a key",
		  "[a]\nk = a\n l = b\n", "a\nl = b" },
		{ "continued by what looks like a header",
		  "[a]\nk = a\n [b]\n", "a\n[b]" },
		{ "the same indent is the next key",
		  "[a]\n  k = a\n  l = b\n", "a" },
		{ "less indent is the next key", "[a]\n  k = a\n l = b\n",
		  "a" },
		{ "an indent counts characters, not bytes",
		  "[a]\n\xe3\x80\x80k = a\n  b\n", "a\nb" },
		{ "an indented header", "  [a]\nk = v\n", "v" },
		{ "no key goes on a header", "[a]\n  k = v\n", "v" },
		{ "nor on the section before it", "[b]\nj = u\n[a]\n  k = v\n",
		  "v" },
		{ "text behind a header", "[a] x\nk = v\n", "v" },
		{ "[DEFAULT] before", "[DEFAULT]\nk = v\n[a]\n", "v" },
		{ "[DEFAULT] behind", "[a]\n[DEFAULT]\nk = v\n", "v" },
		{ "its own key wins", "[DEFAULT]\nk = v\n[a]\nk = w\n", "w" },
		{ "[DEFAULT] twice", "[DEFAULT]\nj=v\n[a]\n[DEFAULT]\nk=w\n",
		  "w" },
		{ "[default] is a section", "[default]\nk = v\n[a]\n", NULL },
		{ "another section's key", "[a]\n[b]\nk = v\n", NULL },
		{ "no such section", "[b]\nk = v\n", NULL },
		{ "no inheriting without a section", "[DEFAULT]\nk = v\n",
		  NULL },
		{ "sections in their own case", "[A]\nk = v\n[a]\n", NULL },
		{ "blanks in a header count", "[ a ]\nk = v\n", NULL },
		{ "an empty file", "", NULL },
		{ "a file of comments", "# c\n\n", NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		check_value(row[i].label, row[i].text, "a", "k", row[i].want);
	check_value("a header reaches to the last bracket", "[a]b]\nk=v\n",
	            "a]b", "k", "v");
	check_value("[]] names a bracket", "[]]\nk=v\n", "]", "k", "v");
	check_value("a header with a delimiter", "[x = a]\nk=v\n", "x = a",
	            "k", "v");
	check_value("a host with its port", "[h:8443]\nk=v\n", "h:8443", "k",
	            "v");
	check_value("the defaults themselves", "[DEFAULT]\nk = v\n",
	            "DEFAULT", "K", "v");
	check_value("no defaults", "[a]\nk = v\n", "DEFAULT", "k", NULL);
	check_value("a key of several words", "[a]\nthe Key = v\n", "a",
	            "The key", "v");
	check_value("a key with a bracket", "[a]\n[k = v\n", "a", "[k", "v");
	check_value("a key beyond ASCII", "[a]\nk\xc3\xa9 = v\n", "a",
	            "K\xc3\xa9", "v");
}

static void
test_interpolation(void)
{
	static const struct {
		const char *label, *text, *want;
	} row[] = {
		{ "a doubled percent sign", "[a]\nk = 100%%\n", "100%" },
		{ "three and one", "[a]\nk = %%%%\n", "%%" },
		{ "another key", "[a]\nk = <%(x)s>\nx = v\n", "<v>" },
		{ "another key in any case", "[a]\nk = %(X)s\nx = v\n", "v" },
		{ "a key of the defaults", "[a]\nk=%(x)s\n[DEFAULT]\nx=v\n",
		  "v" },
		{ "the section's own before the default",
		  "[DEFAULT]\nk=%(x)s\nx=v\n[a]\nx=w\n", "w" },
		{ "across two", "[a]\nk = %(x)s\nx = %(y)s%%\ny = v\n",
		  "v%" },
		{ "a doubled sign is no reference", "[a]\nk = %%(x)s\n",
		  "%(x)s" },
		{ "an empty value", "[a]\nk = a%(x)sb\nx =\n", "ab" },
		{ "several lines", "[a]\nk = %(x)s\nx = a\n b\n", "a\nb" },
		{ "ten levels", "[a]\nk=%(b)s\nb=%(c)s\nc=%(d)s\n"
		  "d=%(e)s\ne=%(f)s\nf=%(g)s\ng=%(h)s\nh=%(i)s\ni=%(j)s\n"
		  "j=%%\n", "%" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		check_value(row[i].label, row[i].text, "a", "k", row[i].want);
}

static void
test_broken_values(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *error;
	} row[] = {
		{ "a percent sign alone", TEXT("[a]\nk = 100%\n"),
		  "line 2: '%' must be doubled" },
		{ "one before a letter", TEXT("[a]\n\nk = %20\n"),
		  "line 3: '%' must be doubled" },
		{ "one that was not doubled", TEXT("[a]\nk = %%%\n"),
		  "line 2: '%' must be doubled" },
		{ "no closing bracket", TEXT("[a]\nk = %(x\n"),
		  "line 2: '%(' without ')s'" },
		{ "no s", TEXT("[a]\nk = %(x)\nx = v\n"),
		  "line 2: '%(' without ')s'" },
		{ "a d", TEXT("[a]\nk = %(x)d\nx = v\n"),
		  "line 2: '%(' without ')s'" },
		{ "a key that is nowhere", TEXT("[a]\nk = %(x)s\n"),
		  "line 2: '%(...)s' names a key that is not there" },
		{ "blanks are part of a key", TEXT("[a]\nk=%( x)s\nx=v\n"),
		  "line 2: '%(...)s' names a key that is not there" },
		{ "no key", TEXT("[a]\nk = %()s\n"),
		  "line 2: '%(...)s' names a key that is not there" },
		{ "the line of the mistake, not of the key",
		  TEXT("[a]\nk = %(x)s\nx = %\n"),
		  "line 3: '%' must be doubled" },
		{ "a key that names itself", TEXT("[a]\nk = %(k)s\n"),
		  "line 2: '%(...)s' goes too deep" },
		{ "eleven levels", TEXT("[a]\nk=%(b)s\nb=%(c)s\nc=%(d)s\n"
		  "d=%(e)s\ne=%(f)s\nf=%(g)s\ng=%(h)s\nh=%(i)s\ni=%(j)s\n"
		  "j=%(l)s\nl=%%\n"), "line 12: '%(...)s' goes too deep" },
		{ "a NUL", TEXT("[a]\nk = v\0w\n"),
		  "line 2: a NUL in the value" },
		{ "a NUL from elsewhere", TEXT("[a]\nk = %(x)s\nx = \0\n"),
		  "line 3: a NUL in the value" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_ini ini = FC_INI_INIT;
		struct fc_buf value = FC_BUF_INIT(100);
		struct fc_error err = FC_ERROR_INIT;
		bool failed;

		failed = parse(&ini, row[i].text, row[i].len, &err) &&
		         fc_buf_add_str(&value, "before", &err) &&
		         fc_ini_get(&ini, "a", "k", &value, &err) == FC_FAILED;
		ok(failed && err.kind == FC_ERR_DATA, "%s: is an error",
		   row[i].label);
		is(err.text, row[i].error, row[i].label);
		is(fc_buf_str(&value), "before", "the value is untouched");
		fc_buf_clear(&value);
		fc_ini_clear(&ini);
	}
}

static void
test_refusing(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *error;
	} row[] = {
		{ "a key before any section", TEXT("# c\n\nk = v\n[a]\n"),
		  "line 3: no [section] stands before it" },
		{ "a byte order mark", TEXT("\xef\xbb\xbf[a]\nk = v\n"),
		  "line 1: no [section] stands before it" },
		{ "a file of NULs", TEXT("\0\0\0\0"),
		  "line 1: no [section] stands before it" },
		{ "an empty header", TEXT("[a]\n[]\n"),
		  "line 2: neither a [section] nor a key with a value" },
		{ "an open header", TEXT("[a]\n[b\nk = v\n"),
		  "line 2: neither a [section] nor a key with a value" },
		{ "a word", TEXT("[a]\nk = v\nword\n"),
		  "line 3: neither a [section] nor a key with a value" },
		{ "an indented word with no value to go on with",
		  TEXT("[a]\n  word\n"),
		  "line 2: neither a [section] nor a key with a value" },
		{ "no key", TEXT("[a]\n= v\n"),
		  "line 2: a value without a key" },
		{ "blanks for a key", TEXT("[a]\n \xc2\xa0 : v\n"),
		  "line 2: a value without a key" },
		{ "a section twice", TEXT("[a]\n[b]\n[a]\n"),
		  "line 3: a section or a key comes twice" },
		{ "a key twice", TEXT("[a]\nk = v\nl = v\nk = v\n"),
		  "line 4: a section or a key comes twice" },
		{ "a key twice in other letters", TEXT("[a]\nk = v\nK = v\n"),
		  "line 3: a section or a key comes twice" },
		{ "a key twice in two [DEFAULT]s",
		  TEXT("[DEFAULT]\nk = v\n[a]\nk = w\n[DEFAULT]\nk = x\n"),
		  "line 6: a section or a key comes twice" },
		{ "lines ended by CR are counted", TEXT("[a]\rk = v\r\nk = v"),
		  "line 3: a section or a key comes twice" },
		{ "the first mistake of several",
		  TEXT("[a]\nk = v\nword\nk = v\n[a]\n"),
		  "line 3: neither a [section] nor a key with a value" },
		{ "the first of two kinds",
		  TEXT("[a]\nk = v\nk = v\nword\n"),
		  "line 3: a section or a key comes twice" },
		{ "the first in the file, not in [DEFAULT]",
		  TEXT("[DEFAULT]\nk=v\n[a]\nl=v\nl=w\n[DEFAULT]\nk=x\n"),
		  "line 5: a section or a key comes twice" },
		{ "not UTF-8", TEXT("[a]\nk = \xff\n"), "line 2: not UTF-8" },
		{ "not UTF-8 in a comment", TEXT("# \x80\n[a]\n"),
		  "line 1: not UTF-8" },
		{ "an overlong slash", TEXT("[a]\nk = \xc0\xaf\n"),
		  "line 2: not UTF-8" },
		{ "an overlong form of three bytes",
		  TEXT("[a]\nk = \xe0\x9f\xbf\n"), "line 2: not UTF-8" },
		{ "an overlong form of four bytes",
		  TEXT("[a]\nk = \xf0\x8f\xbf\xbf\n"), "line 2: not UTF-8" },
		{ "a surrogate", TEXT("[a]\nk = \xed\xa0\x80\n"),
		  "line 2: not UTF-8" },
		{ "past the last character",
		  TEXT("[a]\nk = \xf4\x90\x80\x80\n"), "line 2: not UTF-8" },
		{ "a character cut short", TEXT("[a]\nk = \xe2\x82"),
		  "line 2: not UTF-8" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_ini ini = FC_INI_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(!parse(&ini, row[i].text, row[i].len, &err) &&
		   err.kind == FC_ERR_DATA, "%s: is refused", row[i].label);
		is(err.text, row[i].error, row[i].label);
		fc_ini_clear(&ini);
	}
}

static void
test_broken_file_can_be_asked(void)
{
	static const char text[] =
		"[a]\nk = v\n= x\n  y\nword\n[b]\nk = w\n[a]\n";
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf value = FC_BUF_INIT(100);
	struct fc_error err = FC_ERROR_INIT;

	ok(!parse(&ini, TEXT(text), &err), "a broken file is refused");
	ok(fc_ini_section(&ini, "a") && fc_ini_section(&ini, "b") &&
	   !fc_ini_section(&ini, "c"), "its sections are known");
	ok(fc_ini_get(&ini, "b", "k", &value, &err) == FC_FOUND,
	   "its values are known");
	is(fc_buf_str(&value), "w", "the value behind the mistake");
	fc_buf_reset(&value);
	ok(fc_ini_get(&ini, "a", "k", &value, &err) == FC_FOUND &&
	   strcmp(fc_buf_str(&value), "v") == 0, "and the one before it");
	ok(!fc_ini_set(&ini, "b", "k", "x", &err), "it cannot be edited");
	is(fc_buf_str(&ini.text), text, "it is as before");
	fc_buf_clear(&value);
	fc_ini_clear(&ini);
}

static void
test_places(void)
{
	static const char text[] =
		"# c\n[a]\nk = v\n  w\n\n# d\n[b]\nl = x\n";
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error err = FC_ERROR_INIT;
	const struct fc_ini_section *section;
	const struct fc_ini_entry *entry;

	ok(parse(&ini, TEXT(text), &err), "a file of two sections");
	section = fc_ini_section(&ini, "a");
	ok(section && section->line == 2 && section->start == 4 &&
	   section->end == strlen(text) - strlen("[b]\nl = x\n"),
	   "a section reaches to the next header");
	entry = section ? fc_ini_entry(section, "K") : NULL;
	ok(entry && entry->line == 3 && entry->start == 8 &&
	   entry->end - entry->start == strlen("k = v\n  w\n"),
	   "an entry reaches to its last line");
	section = fc_ini_section(&ini, "b");
	ok(section && section->end == strlen(text),
	   "the last section reaches to the end");
	fc_ini_clear(&ini);
	fc_ini_clear(&ini);
	ok(!ini.sections && !ini.text.data, "clearing twice is safe");
}

int
main(void)
{
	test_reading();
	test_interpolation();
	test_broken_values();
	test_refusing();
	test_broken_file_can_be_asked();
	test_places();
	return done();
}
