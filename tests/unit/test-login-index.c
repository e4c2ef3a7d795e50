/* SPDX-License-Identifier: Apache-2.0 */
/* The index of the shared file: what it says, of which version, and that it
 * is whole. */
#include "config/login_index.h"

#include "base/draft.h"
#include "vault/index.h"

#include "scratch.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/file.h>

#define ACME "acme.example"
#define LOGIN "[" ACME "]\ntoken_uri = https://" ACME "/t\nclient_id = id\n" \
	"scopes = a,\n b%%c\nclient_secret = hidden-1\n" \
	"refresh_token = hidden-2\n"

static struct fc_paths paths;

static const char *
at(const char *directory, const char *name)
{
	static char path[2][2 * FC_PATH_SIZE];
	static int turn;

	turn = (turn + 1) % 2;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", directory, name);
	return path[turn];
}

static void
put(const char *path, const char *text)
{
	scratch_put(path, text, text ? strlen(text) : 0, 0600);
}

/* As foundry-oauth does when it is asked. */
static void
make(struct fc_logins *logins)
{
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_index_make(logins, &paths, &err) &&
	   fc_index_keep(&paths, logins, &err), "it is made: %s", err.text);
}

static void
test_what_it_says(void)
{
	struct fc_logins made = FC_LOGINS_INIT, logins = FC_LOGINS_INIT;
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char mark[FC_MARK_SIZE];

	put(at(paths.home, "oauth"), "[B.example:443]\nclient_id = b\n" LOGIN
	    "[odd name]\nclient_id = c\n[d.example]\nclient_id = %(x)s\n"
	    "[b.example]\nclient_id = second\n");
	make(&made);
	ok(!strstr(fc_buf_str(&made.index), "hidden"), "no secret is in it");
	ok(!strstr(fc_buf_str(&made.index), "odd"), "nor what is no host");
	ok(fc_index_look(&logins, &paths) == FC_FOUND, "it is found");
	ok(fc_logins_find(&logins, ACME, &entry, &err) == FC_FOUND, "a login");
	is(fc_buf_str(&entry.token_uri), "https://" ACME "/t", "token_uri");
	is(fc_buf_str(&entry.scopes), "a,\nb%c", "a value of two lines");
	fc_mark_of(mark, "hidden-2", 8);
	is(entry.mark, mark, "the mark of its token");
	ok(entry.has_client_secret && entry.has_refresh_token, "both secrets");
	ok(fc_logins_find(&logins, "b.example", &entry, &err) == FC_FOUND &&
	   strcmp(fc_buf_str(&entry.client_id), "b") == 0 &&
	   !entry.has_client_secret && !entry.has_refresh_token,
	   "a host spelled otherwise, and twice");
	ok(fc_logins_find(&logins, "d.example", &entry, &err) == FC_FAILED &&
	   strncmp(err.text, "line 13:", 8) == 0,
	   "a value that cannot be read: %s", err.text);
	ok(fc_logins_find(&logins, "e.example", &entry, &err) == FC_ABSENT &&
	   fc_logins_find(&logins, "example", &entry, &err) == FC_ABSENT &&
	   fc_logins_find(&logins, "", &entry, &err) == FC_ABSENT,
	   "hosts that are not in it");
	fc_login_entry_clear(&entry);
	fc_logins_clear(&made);
	fc_logins_clear(&logins);
}

static void
test_of_a_broken_file(void)
{
	struct fc_logins made = FC_LOGINS_INIT, logins = FC_LOGINS_INIT;

	put(at(paths.home, "oauth"), LOGIN "half a li\n");
	make(&made);
	ok(fc_index_look(&logins, &paths) == FC_FOUND &&
	   logins.broken.kind == FC_ERR_DATA, "what is wrong with the file");
	is(logins.broken.text, made.broken.text, "the message");
	is(logins.broken.hint, made.broken.hint, "the hint");
	ok(fc_logins_configure(&logins, ACME), "whom it concerns");
	fc_logins_clear(&made);
	fc_logins_clear(&logins);
}

/* Whom it concerns, by its text alone. */
static void
test_names(void)
{
	static const struct {
		const char *label, *text;
		mode_t home;
		bool told;
	} row[] = {
		{ "half a header", LOGIN "[b.example\n", 0700, true },
		{ "a URL", LOGIN "x\n y = https://b.example/c\n", 0700, true },
		{ "a value", LOGIN "x\ny = [b.example\n", 0700, false },
		{ "a part of a name", LOGIN "[a.b.example\n", 0700, false },
		{ "a file that is fine", LOGIN "[b.example.com]\n"
		  "token_uri = https://b.example/t\n", 0700, false },
		{ "a section that others could have written",
		  LOGIN "[b.example]\n", 0777, true },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_logins logins = FC_LOGINS_INIT;
		struct fc_error err = FC_ERROR_INIT;

		put(at(paths.home, "oauth"), row[i].text);
		chmod(paths.home, row[i].home);
		ok(fc_index_make(&logins, &paths, &err) &&
		   fc_logins_names(&logins, "b.example") == row[i].told,
		   "%s: %s", row[i].label, logins.broken.text);
		ok(fc_logins_names(&logins, ACME) &&
		   fc_logins_configure(&logins, ACME) ==
		           (row[i].home == 0700), "and the other one");
		ok(!strstr(fc_buf_str(&logins.index), "hidden"), "no secret");
		fc_logins_clear(&logins);
	}
	chmod(paths.home, 0700);
}

static void
test_versions(void)
{
	static const struct {
		const char *label, *text;
		enum fc_lookup result;
	} row[] = {
		{ "the same bytes, written again", LOGIN, FC_FAILED },
		{ "emptied", "", FC_FAILED },
		{ "removed", NULL, FC_ABSENT },
	};
	struct fc_logins made = FC_LOGINS_INIT, logins = FC_LOGINS_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		put(at(paths.home, "oauth"), LOGIN);
		make(&made);
		ok(fc_index_look(&logins, &paths) == FC_FOUND, "of this one");
		put(at(paths.home, "oauth"), row[i].text);
		ok(fc_index_look(&logins, &paths) == row[i].result &&
		   logins.index.len == 0, "not when it is %s", row[i].label);
	}
	put(at(paths.home, "oauth"), LOGIN);
	make(&made);
	chmod(at(paths.home, "oauth"), 0400);
	ok(fc_index_look(&logins, &paths) == FC_FAILED, "nor of another mode");
	fc_logins_clear(&made);
	fc_logins_clear(&logins);
}

static void
test_garbage(void)
{
	struct fc_logins made = FC_LOGINS_INIT, logins = FC_LOGINS_INIT;
	char text[4096];
	size_t len, cut;

	put(at(paths.home, "oauth"), LOGIN);
	make(&made);
	len = made.index.len;
	memcpy(text, made.index.data, len + 1);
	for (cut = 0; cut < len; cut++) {
		scratch_put(at(paths.home, FC_INDEX_FILE), text, cut, 0600);
		if (fc_index_look(&logins, &paths) != FC_FAILED)
			break;
	}
	ok(cut == len, "cut off at %zu of %zu, it is none", cut, len);
	text[8]++;
	put(at(paths.home, FC_INDEX_FILE), text);
	ok(fc_index_look(&logins, &paths) == FC_FAILED, "another version");
	text[8]--;
	text[len / 2] = '\0';
	scratch_put(at(paths.home, FC_INDEX_FILE), text, len, 0600);
	ok(fc_index_look(&logins, &paths) == FC_FAILED, "a NUL in it");
	fc_logins_clear(&made);
	fc_logins_clear(&logins);
}

/* Whatever lies in its place in the home. */
static void
test_places(void)
{
	struct fc_logins made = FC_LOGINS_INIT, logins = FC_LOGINS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_paths homeless = paths;
	const char *index = at(paths.home, FC_INDEX_FILE);

	put(at(paths.home, "oauth"), LOGIN);
	unlink(index);
	mkdir(index, 0700);
	make(&made);
	ok(access(at(paths.run, FC_INDEX_FILE), F_OK) == 0 &&
	   fc_index_look(&logins, &paths) == FC_FOUND,
	   "the runtime directory will do");
	homeless.run[0] = '\0';
	ok(!fc_index_keep(&homeless, &made, &err) && *err.text,
	   "else it is said: %s", err.text);
	ok(fc_index_forget(&paths, &err) &&
	   access(at(paths.run, FC_INDEX_FILE), F_OK) != 0, "it is forgotten");
	rmdir(at(paths.home, FC_INDEX_FILE));
	mkfifo(at(paths.home, FC_INDEX_FILE), 0600);
	ok(fc_index_look(&logins, &paths) == FC_FAILED, "a pipe is none");
	make(&made);
	ok(fc_index_look(&logins, &paths) == FC_FOUND, "and gives way");
	fc_logins_clear(&made);
	fc_logins_clear(&logins);
}

static void
test_several_writers(void)
{
	struct fc_draft one = FC_DRAFT_INIT, other = FC_DRAFT_INIT;
	struct fc_dir home = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	ok(fc_dir_open(&home, paths.home, false, &err) == FC_FOUND, "home");
	put(at(paths.home, "precious"), "x");
	ok(symlink("precious", at(paths.home, ".f.new")) == 0 &&
	   fc_draft_try(&one, &home, "f", &err) == FC_FOUND,
	   "a link in the place of the draft gives way");
	ok(fc_draft_try(&other, &home, "f", &err) == FC_ABSENT,
	   "one writes, another does not");
	ok(fc_draft_commit(&one, "12345", 5, &err), "it is written");
	ok(stat(at(paths.home, "f"), &st) == 0 && st.st_size == 5 &&
	   (st.st_mode & 0777) == 0600, "whole, and private");
	ok(stat(at(paths.home, "precious"), &st) == 0 && st.st_size == 1,
	   "and nothing else");
	put(at(paths.home, ".f.new"), "left by one who was killed");
	ok(fc_draft_try(&one, &home, "f", &err) == FC_FOUND &&
	   fc_draft_commit(&one, "1", 1, &err) &&
	   stat(at(paths.home, "f"), &st) == 0 && st.st_size == 1,
	   "what a killed writer has left is used again");
	ok(link(at(paths.home, "precious"), at(paths.home, ".f.new")) == 0 &&
	   fc_draft_try(&one, &home, "f", &err) == FC_FOUND &&
	   fc_draft_commit(&one, "", 0, &err) &&
	   stat(at(paths.home, "precious"), &st) == 0 && st.st_size == 1,
	   "a second name of another file is not written through");
	fc_draft_clear(&other);
	fc_dir_close(&home);
}

int
main(void)
{
	scratch_make();
	snprintf(paths.home, sizeof(paths.home), "%s/home", scratch);
	snprintf(paths.run, sizeof(paths.run), "%s/run", scratch);
	mkdir(paths.home, 0700);
	test_what_it_says();
	test_of_a_broken_file();
	test_names();
	test_versions();
	test_garbage();
	test_places();
	test_several_writers();
	return done();
}
