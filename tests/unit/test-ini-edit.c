/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of an INI text: their own lines change, every other byte stays. */
#include "ini-text.h"
#include "tap.h"

enum verb {
	SET,
	UNSET,
	REMOVE,
};

static bool
edit(struct fc_ini *ini, enum verb verb, const char *section, const char *key,
     const char *value, struct fc_error *err)
{
	switch (verb) {
	case SET:
		return fc_ini_set(ini, section, key, value, err);
	case UNSET:
		return fc_ini_unset(ini, section, key, err);
	case REMOVE:
		return fc_ini_remove(ini, section, err);
	}
	return false;
}

static const struct {
	const char *label;
	enum verb verb;
	const char *section, *key, *value, *before, *after;
} edits[] = {
	{ "a new value", SET, "a", "k", "new", "[a]\nk = v\nl = w\n",
	  "[a]\nk = new\nl = w\n" },
	{ "key and delimiter stay as written", SET, "a", "key", "new",
	  "[a]\n  Key  :  v  \nl: w\n", "[a]\n  Key  :  new\nl: w\n" },
	{ "a value where there was none", SET, "a", "k", "new",
	  "[a]\nk =\nl =\n", "[a]\nk = new\nl =\n" },
	{ "an empty value", SET, "a", "k", "", "[a]\nk = v\n",
	  "[a]\nk = \n" },
	{ "the line end stays", SET, "a", "k", "new",
	  "[a]\nk = v\r\nl = w\n", "[a]\nk = new\r\nl = w\n" },
	{ "a percent sign is doubled", SET, "a", "k", "%(x)s 100%",
	  "[a]\nk = v\n", "[a]\nk = %%(x)s 100%%\n" },
	{ "continued lines are the key's own", SET, "a", "k", "new",
	  "[a]\nk = v\n w\n\n x\n\n# c\nl = y\n",
	  "[a]\nk = new\n\n# c\nl = y\n" },
	{ "a comment between them is not", SET, "a", "k", "new",
	  "[a]\nk = v\n # c\n w\nl = y\n", "[a]\nk = new\n # c\nl = y\n" },
	{ "a new key after the last", SET, "a", "l", "w",
	  "[a]\nk = v\n\n# about b\n[b]\nm = x\n",
	  "[a]\nk = v\nl = w\n\n# about b\n[b]\nm = x\n" },
	{ "a new key where there is none", SET, "a", "k", "v",
	  "[a]\n\n[b]\n", "[a]\nk = v\n\n[b]\n" },
	{ "a new key behind a line without an end", SET, "a", "l", "w",
	  "[a]\nk = v", "[a]\nk = v\nl = w\n" },
	{ "a new key behind a header without an end", SET, "a", "k", "v",
	  "[a]", "[a]\nk = v\n" },
	{ "a new key is indented as the last", SET, "a", "l", "w",
	  "[a]\n\tk = v\n\t[b]\n", "[a]\n\tk = v\n\tl = w\n\t[b]\n" },
	{ "an only key as the next header", SET, "a", "k", "v",
	  "[a]\n  [b]\n", "[a]\n  k = v\n  [b]\n" },
	{ "a new key overrides an inherited one", SET, "a", "k", "v",
	  "[DEFAULT]\nk = d\n[a]\n", "[DEFAULT]\nk = d\n[a]\nk = v\n" },
	{ "a key of the second [DEFAULT]", SET, "DEFAULT", "k", "w",
	  "[DEFAULT]\n[a]\n[DEFAULT]\nk = v\n",
	  "[DEFAULT]\n[a]\n[DEFAULT]\nk = w\n" },
	{ "CR LF is kept for new lines", SET, "a", "l", "w",
	  "[a]\r\nk = v\r\n", "[a]\r\nk = v\r\nl = w\r\n" },
	{ "a new section comes last", SET, "b", "k", "v",
	  "# c\n[a]\nk = v\n", "# c\n[a]\nk = v\n\n[b]\nk = v\n" },
	{ "one empty line before it is enough", SET, "b", "k", "v",
	  "[a]\nk = v\n\n", "[a]\nk = v\n\n[b]\nk = v\n" },
	{ "a new section in an empty file", SET, "b", "k", "v", "",
	  "[b]\nk = v\n" },
	{ "a new section behind a line without an end", SET, "b", "k", "v",
	  "[a]\r\nk = v", "[a]\r\nk = v\r\n\r\n[b]\r\nk = v\r\n" },
	{ "a section with a bracket", SET, "[::1]:8443", "k", "v", "",
	  "[[::1]:8443]\nk = v\n" },
	{ "a key goes", UNSET, "a", "K", NULL, "[a]\nj = u\nk = v\nl = w\n",
	  "[a]\nj = u\nl = w\n" },
	{ "a key goes with its lines, not with comments", UNSET, "a", "k",
	  NULL, "[a]\nk = v\n\n # c\n w\n# d\n", "[a]\n # c\n# d\n" },
	{ "a key that is not there", UNSET, "a", "l", NULL, "[a]\nk = v",
	  "[a]\nk = v" },
	{ "a key that is inherited", UNSET, "a", "k", NULL,
	  "[DEFAULT]\nk = v\n[a]\n", "[DEFAULT]\nk = v\n[a]\n" },
	{ "a key of no section", UNSET, "b", "k", NULL, "[a]\nk = v\n",
	  "[a]\nk = v\n" },
	{ "a section goes", REMOVE, "b", NULL, NULL,
	  "[a]\nk = v\n\n[b]\n# d\nl = w\n\n[c]\n", "[a]\nk = v\n\n[c]\n" },
	{ "the next section's comment stays", REMOVE, "a", NULL, NULL,
	  "# a\n[a]\nk = v\n\n# b\n\n[b]\n", "# a\n# b\n\n[b]\n" },
	{ "the last section goes", REMOVE, "b", NULL, NULL,
	  "[a]\nk = v\n[b]\nl = w", "[a]\nk = v\n" },
	{ "a section that is not there", REMOVE, "c", NULL, NULL,
	  "[a]\nk = v\n", "[a]\nk = v\n" },
	{ "an indented header does not become a value", REMOVE, "b", NULL,
	  NULL, "[a]\nk = v\n[b]\n  l = w\n# c\n  [c]\nm = x\n",
	  "[a]\nk = v\n# c\n[c]\nm = x\n" },
};

static void
test_editing(void)
{
	size_t i;

	for (i = 0; i < COUNT(edits); i++) {
		struct fc_ini ini = FC_INI_INIT;
		struct fc_error err = FC_ERROR_INIT;

		if (!parse(&ini, edits[i].before, strlen(edits[i].before),
		           &err) ||
		    !edit(&ini, edits[i].verb, edits[i].section, edits[i].key,
		          edits[i].value, &err))
			printf("# %s\n", err.text);
		is(fc_buf_str(&ini.text), edits[i].after, edits[i].label);
		fc_ini_clear(&ini);
	}
}

static void
test_refused_edits(void)
{
	static const char before[] = "[a]\nk = v\n";
	static const struct {
		const char *label, *section, *key, *value;
	} row[] = {
		{ "a new line in a value", "a", "k", "v\n[b]" },
		{ "a carriage return", "a", "k", "v\rl = w" },
		{ "an escape", "a", "k", "\x1b[31m" },
		{ "a tab", "a", "k", "v\tw" },
		{ "a delete", "a", "k", "v\x7f" },
		{ "a blank before", "a", "k", " v" },
		{ "a blank behind", "a", "l", "v " },
		{ "a Unicode blank behind", "b", "l", "v\xc2\xa0" },
		{ "a value that is not UTF-8", "a", "k", "\xff" },
		{ "a key that is empty", "a", "", "v" },
		{ "a key that is a comment", "a", "#k", "v" },
		{ "a key with a delimiter", "a", "l=m", "v" },
		{ "a key with a colon", "a", "l:m", "v" },
		{ "a key with a blank before", "b", " k", "v" },
		{ "a key that makes a header", "a", "[l", "v]" },
		{ "a key with a new line", "a", "l\n", "v" },
		{ "a section that is empty", "", "k", "v" },
		{ "a section with a new line", "b]\n[c", "k", "v" },
		{ "a section that is not UTF-8", "\xc0\x80", "k", "v" },
	};
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	ok(parse(&ini, TEXT(before), &err), "a file to edit");
	for (i = 0; i < COUNT(row); i++) {
		fc_error_clear(&err);
		ok(!fc_ini_set(&ini, row[i].section, row[i].key, row[i].value,
		               &err) && err.kind == FC_ERR_DATA,
		   "%s is refused", row[i].label);
		is(fc_buf_str(&ini.text), before, "the text is as before");
	}
	ok(fc_ini_set(&ini, "DEFAULT", "d", "v", &err) &&
	   !fc_ini_remove(&ini, "DEFAULT", &err),
	   "[DEFAULT] cannot be removed");
	fc_ini_clear(&ini);
}

static void
test_caps(void)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(20);
	struct fc_buf value = FC_BUF_INIT(5);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_buf_add_str(&text, "[a]\nk = 123456\n", &err) &&
	   fc_ini_parse(&ini, &text, &err) && !text.data,
	   "parsing takes the text over");
	ok(fc_ini_get(&ini, "a", "k", &value, &err) == FC_FAILED &&
	   value.len == 0, "a value past its cap fails");
	ok(!fc_ini_set(&ini, "a", "k", "12345678901234567890", &err),
	   "a file past its cap fails");
	is(fc_buf_str(&ini.text), "[a]\nk = 123456\n", "the text is as before");
	ok(fc_ini_set(&ini, "a", "k", "1234567890", &err),
	   "a file within its cap");
	fc_buf_clear(&value);
	fc_ini_clear(&ini);
}

static void
test_long_lines(void)
{
	enum { LONG = 65536 };
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf token = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;

	while (token.len < LONG && fc_buf_add(&token, "x", 1, &err))
		continue;
	ok(token.len == LONG && fc_ini_set(&ini, "a", "k", token.data, &err),
	   "a token of 64 KiB is written");
	ok(fc_ini_get(&ini, "a", "k", &value, &err) == FC_FOUND &&
	   value.len == LONG && strcmp(value.data, token.data) == 0,
	   "and read in one piece");
	ok(fc_ini_set(&ini, token.data, token.data, "v", &err) &&
	   fc_ini_section(&ini, token.data), "so are a section and a key");
	fc_buf_clear(&value);
	fc_buf_clear(&token);
	fc_ini_clear(&ini);
}

int
main(void)
{
	test_editing();
	test_refused_edits();
	test_caps();
	test_long_lines();
	return done();
}
