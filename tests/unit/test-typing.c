/* SPDX-License-Identifier: Apache-2.0 */
/* One line as it is typed or pasted. */
#include "oauth/typing.h"

#include "tap.h"

static enum fc_key
type(struct fc_typing *typing, const char *keys)
{
	enum fc_key key = FC_KEY_MORE;

	for (; *keys && key == FC_KEY_MORE; keys++)
		key = fc_typing_take(typing, *keys);
	return key;
}

static void
test_keys(void)
{
	static const struct {
		const char *label;
		const char *keys;
		enum fc_key key;
		const char *line;
	} row[] = {
		{ "letters", "abc", FC_KEY_MORE, "abc" },
		{ "Enter as CR", "abc\r", FC_KEY_ENTER, "abc" },
		{ "Enter as LF", "abc\n", FC_KEY_ENTER, "abc" },
		{ "Enter alone", "\r", FC_KEY_ENTER, "" },
		{ "DEL takes one back", "abc\x7f", FC_KEY_MORE, "ab" },
		{ "backspace takes one back", "abc\b\b", FC_KEY_MORE, "a" },
		{ "backspace on nothing", "\x7f\b", FC_KEY_MORE, "" },
		{ "^U takes all back", "a b c\x15x", FC_KEY_MORE, "x" },
		{ "^W takes a word back", "ab cd \x17", FC_KEY_MORE, "ab " },
		{ "^W on nothing", "\x17", FC_KEY_MORE, "" },
		{ "^D on an empty line", "a\x7f\x04", FC_KEY_END, "" },
		{ "^D elsewhere", "a\x04", FC_KEY_MORE, "a" },
		{ "control bytes", "a\001\t\a\016b", FC_KEY_MORE, "ab" },
		{ "UTF-8", "a\xc3\xa9\xe2\x82\xac" "b", FC_KEY_MORE, "ab" },
		{ "arrow keys", "a\033[A\033OBb", FC_KEY_MORE, "ab" },
		{ "function keys", "a\033[15;2~\033OPb", FC_KEY_MORE, "ab" },
		{ "a bracketed paste", "\033[200~abc\033[201~", FC_KEY_MORE,
		  "abc" },
		{ "Alt and a letter", "a\033xb", FC_KEY_MORE, "ab" },
		{ "Escape twice", "a\033\033[Ab", FC_KEY_MORE, "ab" },
		{ "Enter cuts an escape short", "a\033[1;\r", FC_KEY_ENTER,
		  "a" },
		{ "^U cuts an escape short", "a\033\x15" "b", FC_KEY_MORE,
		  "b" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_typing typing = FC_TYPING_INIT;

		ok(type(&typing, row[i].keys) == row[i].key, "%s: what it is",
		   row[i].label);
		is(fc_buf_str(&typing.line), row[i].line, row[i].label);
		fc_typing_clear(&typing);
	}
}

static void
test_lines(void)
{
	static const struct {
		const char *label;
		const char *keys;
		const char *line;
	} row[] = {
		{ "blanks at both ends are removed", "  a b  \r", "a b" },
		{ "only blanks", "   \r", "" },
		{ "nothing", "\r", "" },
	};
	struct fc_typing typing = FC_TYPING_INIT;
	struct fc_secret line = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		type(&typing, row[i].keys);
		ok(fc_typing_finish(&typing, &line, &err), "%s: finished",
		   row[i].label);
		is(line.plain, row[i].line, row[i].label);
	}
	ok(type(&typing, "\n") == FC_KEY_MORE,
	   "the LF of a CR LF is no second Enter");
	ok(type(&typing, "\n") == FC_KEY_ENTER, "the one after it is");
	fc_secret_clear(&line);
	fc_typing_clear(&typing);
}

static void
test_overlong(void)
{
	struct fc_typing typing = FC_TYPING_INIT;
	struct fc_secret line = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < 2 * FC_TYPING_MAX; i++)
		if (fc_typing_take(&typing, 'x') != FC_KEY_MORE)
			break;
	ok(i == 2 * FC_TYPING_MAX && typing.line.len == FC_TYPING_MAX,
	   "an endless line is cut at %d bytes", FC_TYPING_MAX);
	ok(type(&typing, "\r") == FC_KEY_ENTER &&
	   fc_typing_finish(&typing, &line, &err) && line.len > FC_TOKEN_MAX,
	   "and is still too long for a code");
	fc_secret_clear(&line);
	fc_typing_clear(&typing);
}

static void
test_show(void)
{
	static const struct {
		const char *line;
		size_t columns;
		const char *shown;
	} row[] = {
		{ "", 10, "" },
		{ "abc", 10, "abc" },
		{ "abcdefghij", 10, "abcdefghij" },
		{ "abcdefghijk", 10, "abc...(11)" },
		{ "abcdefghijk", 7, "...(11)" },
		{ "abcdefghijk", 6, "abcdef" },
		{ "abcdefghijk", 0, "" },
	};
	struct fc_typing typing = FC_TYPING_INIT;
	char shown[32];
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		type(&typing, row[i].line);
		fc_typing_show(&typing, row[i].columns, shown, sizeof(shown));
		is(shown, row[i].shown, row[i].line);
		fc_typing_clear(&typing);
	}
	type(&typing, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
	fc_typing_show(&typing, 1000, shown, sizeof(shown));
	ok(strlen(shown) == sizeof(shown) - 1, "no more than fits out");
	fc_typing_clear(&typing);
}

int
main(void)
{
	test_keys();
	test_lines();
	test_overlong();
	test_show();
	return done();
}
