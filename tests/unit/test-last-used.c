/* SPDX-License-Identifier: Apache-2.0 */
/* When a refresh token was last used: of this very token, or not known. */
#include "config/logins.h"
#include "record/last_used.h"

#include "scratch.h"
#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

#define HOST "acme.test:8443"

static struct fc_paths paths;
static char file[FC_PATH_SIZE];

static void
put(const char *text)
{
	scratch_put(file, text, strlen(text), 0600);
}

static void
test_marks(void)
{
	/* From the reference: fnv.h, 64 bit FNV-1a. */
	static const struct {
		const char *token, *mark;
	} row[] = {
		{ "", "cbf29ce484222325" },
		{ "a", "af63dc4c8601ec8c" },
		{ "foobar", "85944171f73967e8" },
	};
	char mark[FC_MARK_SIZE];
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		fc_mark_of(mark, row[i].token, strlen(row[i].token));
		is(mark, row[i].mark, "the mark of a token");
	}
}

static void
test_reading(void)
{
	static const struct {
		const char *label, *text;
		time_t at;
	} row[] = {
		{ "of this token", "1000 85944171f73967e8\n", 1000 },
		{ "of another", "1000 af63dc4c8601ec8c\n", 0 },
		{ "no mark", "1000\n", 0 },
		{ "no time", "85944171f73967e8\n", 0 },
		{ "before any time", "-5 85944171f73967e8\n", 0 },
		{ "never", "0 85944171f73967e8\n", 0 },
		{ "cut off", "1000 85944171f73967e8", 0 },
		{ "something behind it", "1000 85944171f73967e8 x\n", 0 },
		{ "two lines", "1000 85944171f73967e8\n1\n", 0 },
		{ "far too long",
		  "1000 85944171f73967e8                                 "
		  "                                                     \n", 0 },
		{ "nothing", "", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		put(row[i].text);
		ok(fc_last_used_get(&paths, HOST, "85944171f73967e8") ==
		           row[i].at,
		   "read: %s", row[i].label);
	}
}

static void
test_writing(void)
{
	struct stat st;

	put("1234567890123 85944171f73967e8 something longer\n");
	fc_last_used_put(&paths, HOST, "af63dc4c8601ec8c", 2000);
	ok(fc_last_used_get(&paths, HOST, "af63dc4c8601ec8c") == 2000 &&
	   fc_last_used_get(&paths, HOST, "85944171f73967e8") == 0,
	   "another token's takes the place of the first");
	fc_last_used_forget(&paths, HOST);
	ok(access(file, F_OK) != 0, "forgotten");
	fc_last_used_forget(&paths, HOST);
	ok(fc_last_used_get(&paths, HOST, "af63dc4c8601ec8c") == 0,
	   "nothing is known, and nothing to forget");
	umask(0);
	fc_last_used_put(&paths, HOST, "af63dc4c8601ec8c", 3000);
	ok(stat(file, &st) == 0 && (st.st_mode & 07777) == 0600,
	   "private, whatever the umask");
	unlink(file);
	if (symlink("elsewhere", file) == 0) {
		fc_last_used_put(&paths, HOST, "af63dc4c8601ec8c", 4000);
		ok(fc_last_used_get(&paths, HOST, "af63dc4c8601ec8c") == 4000 &&
		   lstat(file, &st) == 0 && S_ISREG(st.st_mode),
		   "a link is replaced, not followed");
	}
	unlink(file);
	if (mkfifo(file, 0600) == 0) {
		ok(fc_last_used_get(&paths, HOST, "af63dc4c8601ec8c") == 0,
		   "a pipe says nothing, and is not waited for");
		fc_last_used_put(&paths, HOST, "af63dc4c8601ec8c", 5000);
		ok(fc_last_used_get(&paths, HOST, "af63dc4c8601ec8c") == 5000,
		   "it is replaced");
	}
	unlink(file);
	if (mkdir(file, 0700) == 0) {
		fc_last_used_put(&paths, HOST, "af63dc4c8601ec8c", 6000);
		fc_last_used_forget(&paths, HOST);
		ok(rmdir(file) == 0, "a directory stays as it is");
	}
}

int
main(void)
{
	scratch_make();
	snprintf(paths.home, sizeof(paths.home), "%s", scratch);
	snprintf(file, sizeof(file), "%s/used/%s", scratch, HOST);
	test_marks();
	ok(fc_last_used_get(&paths, HOST, "85944171f73967e8") == 0,
	   "no directory: nothing is known");
	fc_last_used_put(&paths, HOST, "85944171f73967e8", 1000);
	ok(fc_last_used_get(&paths, HOST, "85944171f73967e8") == 1000,
	   "written for the first time");
	test_reading();
	test_writing();
	return done();
}
