/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: kinds and statuses, texts and hints. */
#include "base/error.h"

#include "tap.h"

#include <errno.h>

#define TEXT(literal) (literal), sizeof(literal) - 1

/* design.md, "Exit status". */
static void
test_statuses(void)
{
	static const struct {
		const char *label;
		enum fc_error_kind kind;
		int status;
	} row[] = {
		{ "done", FC_ERR_NONE, 0 },
		{ "failed", FC_ERR_INTERNAL, 1 },
		{ "usage", FC_ERR_USAGE, 2 },
		{ "login needed", FC_ERR_LOGIN_NEEDED, 3 },
		{ "network", FC_ERR_NETWORK, 4 },
		{ "denied", FC_ERR_DENIED, 5 },
		{ "cancelled", FC_ERR_CANCELLED, 5 },
		{ "config", FC_ERR_CONFIG, 6 },
		{ "file", FC_ERR_IO, 6 },
		{ "data", FC_ERR_DATA, 6 },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		ok(fc_error_status(row[i].kind) == row[i].status,
		   "exit status: %s", row[i].label);
}

static void
test_filling(void)
{
	struct fc_error err = FC_ERROR_INIT;
	char large[2 * FC_ERROR_TEXT_SIZE];

	ok(!fc_fail(&err, FC_ERR_USAGE, "no %s", "HOST") &&
	   err.kind == FC_ERR_USAGE && err.sys == 0, "an error has a kind");
	is(err.text, "no HOST", "and a text");
	fc_error_hint(&err, "name %d", 1);
	is(err.hint, "name 1", "a hint");
	errno = EACCES;
	ok(!fc_fail_sys(&err, "opening %s", "/x") && err.kind == FC_ERR_IO &&
	   err.sys == EACCES, "a system's error keeps its number");
	is(err.text, "opening /x: Permission denied", "and says it");
	is(err.hint, "", "an older hint is gone");
	ok(!fc_fail_memory(&err) && err.kind == FC_ERR_INTERNAL,
	   "no memory");

	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	fc_error_hint(&err, "%s", large);
	ok(!fc_fail(&err, FC_ERR_DATA, "%s", large) &&
	   strlen(err.text) == FC_ERROR_TEXT_SIZE - 1 &&
	   strstr(err.text, "x..."), "a long text is cut, and says so");
	fc_error_hint(&err, "%s", large);
	ok(strlen(err.hint) == FC_ERROR_TEXT_SIZE - 1, "a long hint too");
	errno = ENOENT;
	ok(!fc_fail_sys(&err, "%s", large) &&
	   strlen(err.text) == FC_ERROR_TEXT_SIZE - 1 &&
	   strstr(err.text, "xxx...: No such file or directory"),
	   "there is always room for the system's reason");
	fc_error_clear(&err);
	ok(err.kind == FC_ERR_NONE && err.sys == 0 && !*err.text && !*err.hint,
	   "clearing leaves nothing");
}

static void
test_printable(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *out;
	} row[] = {
		{ "plain text stays", TEXT("a ~!\"b"), "a ~!\"b" },
		{ "an escape sequence", TEXT("\x1b[31mred"), "?[31mred" },
		{ "line ends", TEXT("a\r\nb"), "a??b" },
		{ "a NUL", TEXT("a\0b"), "a?b" },
		{ "delete", TEXT("a\x7f"), "a?" },
		{ "C1 controls in UTF-8", TEXT("\xc2\x9b" "31m"), "??31m" },
		{ "letters beyond ASCII", TEXT("\xc3\xa4"), "??" },
		{ "nothing", TEXT(""), "" },
	};
	char out[256], small[4], large[1000];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		fc_printable(out, sizeof(out), row[i].text, row[i].len);
		is(out, row[i].out, row[i].label);
	}
	memset(large, 'x', sizeof(large));
	fc_printable(out, sizeof(out), large, sizeof(large));
	ok(strlen(out) == 120 && strcmp(out + 116, "x...") == 0,
	   "never more than 120 bytes, and that is seen");
	fc_printable(small, sizeof(small), TEXT("abcdef"));
	is(small, "abc", "nor more than there is room for");
	fc_printable(small, 1, TEXT("abcdef"));
	is(small, "", "room for the NUL alone");
}

int
main(void)
{
	test_statuses();
	test_filling();
	test_printable();
	return done();
}
