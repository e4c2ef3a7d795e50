/* SPDX-License-Identifier: Apache-2.0 */
/* Static tokens: by host and user, unexpired, the last stored first. */
#include "record/static_tokens.h"

#include "base/log.h"

#include "scratch.h"
#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

#define NOW 1700000000

static struct fc_paths paths;
static char path[FC_PATH_SIZE + 8];

static void
put(const char *text)
{
	scratch_put(path, text, strlen(text), 0600);
}

static void
test_result(void)
{
	static const char text[] =
		"# by hand\n[me@a.example]\ntoken = t1\n"
		"[you@a.example]\ntoken = t2\nexpires_at = 1700000001\n"
		"[gone@a.example]\ntoken = t3\nexpires_at = 1700000000\n"
		"[@b.example]\ntoken = t4\n"
		"[x%40y%3Az@c.example:8443]\ntoken = t5\n"
		"[me@d.example]\nexpires_at = 1700000001\n"
		"[me@[::1]:8443]\ntoken = t6\n"
		"[a.example]\ntoken = no user\n"
		"[me@x@e.example]\ntoken = two signs\n";
	static const struct {
		const char *label, *host, *user;
		const char *token, *found_user; /* NULL: absent */
	} row[] = {
		{ "the one stored last", "a.example", NULL, "t2", "you" },
		{ "that of a user", "a.example", "me", "t1", "me" },
		{ "one with an expiry", "a.example", "you", "t2", "you" },
		{ "not an expired one", "a.example", "gone", NULL, NULL },
		{ "not another user's", "a.example", "she", NULL, NULL },
		{ "not by half a name", "a.example", "m", NULL, NULL },
		{ "not for no name", "a.example", "", NULL, NULL },
		{ "an empty name", "b.example", "", "t4", "" },
		{ "an empty name for anybody", "b.example", NULL, "t4", "" },
		{ "signs in a name", "c.example:8443", "x@y:z", "t5",
		  "x@y:z" },
		{ "not as they are written", "c.example:8443", "x%40y%3Az",
		  NULL, NULL },
		{ "another port is another host", "c.example", NULL, NULL,
		  NULL },
		{ "a section without a token", "d.example", NULL, NULL,
		  NULL },
		{ "brackets", "[::1]:8443", NULL, "t6", "me" },
		{ "a section with two signs is nobody's", "e.example", NULL,
		  NULL, NULL },
		{ "an unknown host", "z.example", NULL, NULL, NULL },
		{ "a host is compared whole", "example", NULL, NULL, NULL },
	};
	size_t i;

	put(text);
	for (i = 0; i < COUNT(row); i++) {
		struct fc_static_token found = FC_STATIC_TOKEN_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_lookup result;

		result = fc_static_token_find(&paths, row[i].host, row[i].user,
		                              NOW, &found, &err);
		ok(result == (row[i].token ? FC_FOUND : FC_ABSENT), "%s%s",
		   row[i].label, err.text);
		is(found.token.access.plain, row[i].token, row[i].label);
		if (row[i].token)
			is(found.user, row[i].found_user, "whose it is");
		fc_static_token_clear(&found);
	}
	{
		struct fc_static_token found = FC_STATIC_TOKEN_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_static_token_find(&paths, "a.example", NULL, 0, &found,
		                        &err) == FC_FOUND &&
		   strcmp(found.user, "gone") == 0 &&
		   found.token.expires_at == NOW,
		   "at the epoch nothing has expired");
		ok(fc_static_token_find(&paths, "a.example", NULL, NOW + 1,
		                        &found, &err) == FC_FOUND &&
		           strcmp(found.user, "me") == 0 &&
		           found.token.expires_at == 0,
		   "one that expires leaves room for an older one");
		fc_static_token_clear(&found);
		fc_static_token_clear(&found);
		ok(!found.token.access.plain, "clearing twice is safe");
	}
}

static void
test_faults(void)
{
	static const struct {
		const char *label, *text;
		enum fc_lookup result;
	} row[] = {
		{ "empty", "", FC_ABSENT },
		{ "comments alone", "# nothing\n", FC_ABSENT },
		{ "rubbish", "rubbish\n", FC_FAILED },
		{ "a section twice",
		  "[me@a.example]\ntoken = t\n[me@a.example]\n", FC_FAILED },
		{ "a token with a blank", "[me@a.example]\ntoken = a b\n",
		  FC_FAILED },
		{ "a token on two lines", "[me@a.example]\ntoken = a\n b\n",
		  FC_FAILED },
		{ "a user name without a token",
		  "[me@a.example]\ntoken =\n", FC_ABSENT },
		{ "an expiry in words",
		  "[me@a.example]\ntoken = t\nexpires_at = never\n",
		  FC_FAILED },
		{ "an expiry below 0",
		  "[me@a.example]\ntoken = t\nexpires_at = -1\n",
		  FC_FAILED },
		{ "a percent sign", "[me@a.example]\ntoken = a%b\n",
		  FC_FAILED },
		{ "a doubled one", "[me@a.example]\ntoken = a%%b\n",
		  FC_FOUND },
		{ "a name with a broken code",
		  "[%zz@a.example]\ntoken = t\n", FC_FAILED },
		{ "a name with a NUL", "[%00@a.example]\ntoken = t\n",
		  FC_FAILED },
		{ "faults of other hosts",
		  "[me@b.example]\ntoken = a b\n[me@a.example]\ntoken = t\n",
		  FC_FOUND },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_static_token found = FC_STATIC_TOKEN_INIT;
		struct fc_error err = FC_ERROR_INIT;

		put(row[i].text);
		ok(fc_static_token_find(&paths, "a.example", NULL, NOW, &found,
		                        &err) == row[i].result, "%s",
		   row[i].label);
		ok(row[i].result == FC_FAILED
		           ? err.kind == FC_ERR_DATA &&
		                     strstr(err.text, path) &&
		                     !strstr(err.text, "a b")
		           : err.kind == FC_ERR_NONE,
		   "with the file's name and no secret: %s", err.text);
		fc_static_token_clear(&found);
	}
}

static void
test_files(void)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_paths nowhere = paths;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	unlink(path);
	ok(fc_static_token_find(&paths, "a.example", NULL, NOW, &found, &err) ==
	   FC_ABSENT, "no file, no token");
	snprintf(nowhere.home, sizeof(nowhere.home), "%s/none", scratch);
	ok(fc_static_token_find(&nowhere, "a.example", NULL, NOW, &found,
	                        &err) == FC_ABSENT,
	   "no home either");
	if (symlink("elsewhere", path) != 0)
		exit(EXIT_FAILURE);
	ok(fc_static_token_find(&paths, "a.example", NULL, NOW, &found, &err) ==
	   FC_FAILED && strstr(err.text, "symbolic link"),
	   "a link is refused: %s", err.text);
	put("[me@a.example]\ntoken = t\n");
	chmod(path, 0644);
	ok(fc_static_token_find(&paths, "a.example", NULL, NOW, &found, &err) ==
	           FC_FOUND &&
	   stat(path, &st) == 0 && (st.st_mode & 07777) == 0600,
	   "a readable one is made private");
	fc_static_token_clear(&found);
}

static void
test_sections(void)
{
	static const struct {
		const char *user, *section;
	} row[] = {
		{ "me", "me@a.example" },
		{ "", "@a.example" },
		{ "a@b", "a%40b@a.example" },
		{ "a]b\nc", "a%5Db%0Ac@a.example" },
		{ "J\xc3\xb6rg", "J%C3%B6rg@a.example" },
		{ "%", "%25@a.example" },
		{ "DEFAULT", "DEFAULT@a.example" },
	};
	char out[FC_STATIC_TOKEN_SECTION_SIZE] = "before", large[257];
	size_t i;

	memset(large, '@', sizeof(large));
	large[256] = '\0';
	ok(!fc_static_token_section("a.example", large, out) &&
	   strcmp(out, "before") == 0, "a name of 256 bytes has no section");
	large[255] = '\0';
	ok(fc_static_token_section("a.example", large, out) &&
	   strlen(out) == 3 * 255 + strlen("@a.example"),
	   "one of 255 has, whatever is in it");
	for (i = 0; i < COUNT(row); i++) {
		ok(fc_static_token_section("a.example", row[i].user, out),
		   "user name %zu has a section", i);
		is(out, row[i].section, "its name");
	}
}

int
main(void)
{
	scratch_make();
	fc_log_open("test-static-tokens");
	snprintf(paths.home, sizeof(paths.home), "%s", scratch);
	snprintf(path, sizeof(path), "%s/" FC_STATIC_TOKENS_FILE, scratch);
	test_result();
	test_faults();
	test_files();
	test_sections();
	return done();
}
