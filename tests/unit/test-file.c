/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and files: what is trusted, and that a write is whole. */
#include "base/draft.h"
#include "base/file.h"

#include "scratch.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define OTHER_USER 12345


static const char *
at(const char *name)
{
	static char path[4][256];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", scratch, name);
	return path[turn];
}

static void
put(const char *name, const char *text, mode_t mode)
{
	scratch_put(at(name), text, strlen(text), mode);
}

static bool
is_open(const struct stat *seen)
{
	return (seen->st_mode & (S_IRGRP | S_IROTH)) != 0;
}

static mode_t
mode_of(const char *name)
{
	struct stat st;

	return lstat(at(name), &st) == 0 ? st.st_mode & 07777 : 0;
}

static bool
exists(const char *name)
{
	struct stat st;

	return lstat(at(name), &st) == 0;
}

static void
open_scratch(struct fc_dir *dir)
{
	struct fc_error err = FC_ERROR_INIT;

	if (fc_dir_open(dir, scratch, false, &err) != FC_FOUND)
		exit(EXIT_FAILURE);
}

static void
test_directories(void)
{
	static const struct {
		const char *label;
		mode_t mode;
		enum fc_lookup result;
	} row[] = {
		{ "0700", 0700, FC_FOUND },
		{ "0755: its mode is never changed", 0755, FC_FOUND },
		{ "0500", 0500, FC_FOUND },
		{ "writable by the group", 0770, FC_FAILED },
		{ "writable by all", 0777, FC_FAILED },
		{ "writable by all, sticky", 01777, FC_FAILED },
	};
	struct fc_dir dir = FC_DIR_INIT;
	size_t i;

	mkdir(at("dir"), 0700);
	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;

		chmod(at("dir"), row[i].mode);
		ok(fc_dir_open(&dir, at("dir"), true, &err) ==
		           row[i].result &&
		   (dir.fd >= 0) == (row[i].result == FC_FOUND),
		   "a directory: %s", row[i].label);
		ok(mode_of("dir") == row[i].mode, "keeps its mode");
		ok(row[i].result == FC_FOUND ||
		   (strstr(err.text, at("dir")) && *err.hint),
		   "or is named: %s", err.text);
		fc_dir_close(&dir);
	}
	rmdir(at("dir"));
}

static void
test_no_directories(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char large[2 * FC_PATH_SIZE];
	mode_t before = umask(0);

	ok(fc_dir_open(&dir, at("new"), false, &err) == FC_ABSENT &&
	   dir.fd < 0 && !exists("new"), "a missing one is absent");
	ok(fc_dir_open(&dir, at("new"), true, &err) == FC_FOUND &&
	   mode_of("new") == 0700, "a created one is 0700 under umask 000");
	umask(before);
	ok(fcntl(dir.fd, F_GETFD) & FD_CLOEXEC, "not inherited by programs");
	ok(fc_dir_open(&dir, at("a/b"), true, &err) == FC_FAILED &&
	   dir.fd < 0, "one level only, and the earlier one is closed");
	put("file", "", 0600);
	ok(fc_dir_open(&dir, at("file"), true, &err) == FC_FAILED,
	   "a file is no directory: %s", err.text);
	if (symlink("new", at("link")) != 0)
		exit(EXIT_FAILURE);
	ok(fc_dir_open(&dir, at("link"), false, &err) == FC_FOUND,
	   "a link to a directory of ours will do");
	memset(large, 'x', sizeof(large) - 1);
	large[0] = '/';
	large[sizeof(large) - 1] = '\0';
	ok(fc_dir_open(&dir, large, true, &err) == FC_FAILED,
	   "a path too long is refused");
	if (geteuid() == 0) {
		if (chown(at("new"), OTHER_USER, 0) != 0)
			exit(EXIT_FAILURE);
		ok(fc_dir_open(&dir, at("new"), true, &err) == FC_FAILED &&
		   strstr(err.text, "12345") && *err.hint,
		   "another user's is refused: %s", err.text);
	} else {
		ok(true, "another user's # SKIP needs root");
	}
	fc_dir_close(&dir);
	fc_dir_close(&dir);
	ok(dir.fd == -1, "closing twice is safe");
	unlink(at("link"));
	unlink(at("file"));
	rmdir(at("new"));
}

static void
test_secret_modes(void)
{
	static const struct {
		mode_t mode;
		bool repaired;
	} row[] = {
		{ 0600, false }, { 0400, false }, { 0700, false },
		{ 0644, true },  { 0640, true },  { 0602, true },
		{ 0666, true },  { 0777, true },  { 04600, true },
	};
	struct fc_dir dir = FC_DIR_INIT;
	size_t i;

	open_scratch(&dir);
	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(100);
		struct fc_error err = FC_ERROR_INIT;
		bool repaired = false;

		put("secret", "s", row[i].mode);
		ok(fc_file_read_secret(&dir, "secret", &text, &repaired,
		                       &err) == FC_FOUND &&
		   text.len == 1, "a secret of mode %04o is read",
		   (unsigned int)row[i].mode);
		ok(repaired == row[i].repaired &&
		   mode_of("secret") == (repaired ? 0600 : row[i].mode),
		   "and %s", row[i].repaired ? "made private" : "left alone");
		fc_buf_clear(&text);
		unlink(at("secret"));
	}
	fc_dir_close(&dir);
}

static void
refused(const struct fc_dir *dir, const char *name, const char *label)
{
	struct fc_buf text = FC_BUF_INIT(100);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_file_read_secret(dir, name, &text, NULL, &err) == FC_FAILED &&
	   strstr(err.text, name) && text.len == 0, "%s: %s", label,
	   err.text);
	fc_buf_clear(&text);
}

static void
test_secrets_refused(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_buf text = FC_BUF_INIT(4);
	struct fc_error err = FC_ERROR_INIT;

	open_scratch(&dir);
	ok(fc_file_read_secret(&dir, "none", &text, NULL, &err) == FC_ABSENT,
	   "a missing file is absent");
	put("real", "s", 0600);
	if (symlink("real", at("link")) != 0 ||
	    symlink("nowhere", at("dangling")) != 0 ||
	    link(at("real"), at("second")) != 0 ||
	    mkfifo(at("fifo"), 0600) != 0 || mkdir(at("folder"), 0700) != 0)
		exit(EXIT_FAILURE);
	refused(&dir, "link", "a symbolic link");
	refused(&dir, "dangling", "one that leads nowhere");
	refused(&dir, "second", "a hard link");
	refused(&dir, "real", "and its other name");
	alarm(10);
	refused(&dir, "fifo", "a pipe, without waiting for a writer");
	alarm(0);
	refused(&dir, "folder", "a directory");
	unlink(at("second"));
	if (geteuid() == 0) {
		if (chown(at("real"), OTHER_USER, 0) != 0)
			exit(EXIT_FAILURE);
		chmod(at("real"), 0644);
		refused(&dir, "real", "another user's");
		ok(mode_of("real") == 0644, "whose mode is not ours to mend");
	}
	unlink(at("real"));

	put("large", "12345", 0600);
	ok(fc_file_read_secret(&dir, "large", &text, NULL, &err) ==
	   FC_FAILED, "a file past the cap: %s", err.text);
	unlink(at("large"));
	unlink(at("link"));
	unlink(at("dangling"));
	unlink(at("fifo"));
	rmdir(at("folder"));
	fc_buf_clear(&text);
	fc_dir_close(&dir);
}

static void
test_configs(void)
{
	static const struct {
		const char *label;
		mode_t mode;
		enum fc_lookup result;
		bool others;
	} row[] = {
		{ "private", 0600, FC_FOUND, false },
		{ "readable by all", 0644, FC_FOUND, true },
		{ "readable by the group", 0640, FC_FOUND, true },
		{ "writable by the group", 0660, FC_FAILED, true },
		{ "writable by all", 0602, FC_FAILED, false },
	};
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf text = FC_BUF_INIT(100);
	struct stat seen;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		put("config", "c", row[i].mode);
		fc_buf_reset(&text);
		ok(fc_file_read_config(at("config"), &text, &seen, &err) ==
		           row[i].result &&
		   is_open(&seen) == row[i].others &&
		   mode_of("config") == row[i].mode,
		   "a config: %s", row[i].label);
		unlink(at("config"));
	}
	put("config", "c", 0600);
	if (symlink("config", at("link")) != 0 ||
	    link(at("config"), at("second")) != 0)
		exit(EXIT_FAILURE);
	ok(fc_file_read_config(at("link"), &text, &seen, &err) == FC_FOUND,
	   "a config may be a symbolic link");
	ok(fc_file_read_config(at("second"), &text, &seen, &err) ==
	   FC_FOUND, "or have two names");
	ok(seen.st_nlink == 2, "and the version that was read is had");
	ok(fc_file_read_config(at("none"), &text, &seen, &err) ==
	   FC_ABSENT && seen.st_ino == 0, "or be missing");
	ok(fc_file_read_config(at("config/x"), &text, &seen, &err) ==
	   FC_ABSENT, "with its directory");
	ok(fc_file_read_config(scratch, &text, &seen, &err) == FC_FAILED,
	   "but be no directory");
	ok(fc_file_read_config("/dev/null", &text, &seen, &err) ==
	   FC_FAILED, "and no device");
	if (geteuid() == 0) {
		if (chown(at("config"), OTHER_USER, 0) != 0)
			exit(EXIT_FAILURE);
		ok(fc_file_read_config(at("link"), &text, &seen, &err) ==
		   FC_FAILED && strstr(err.text, "12345"),
		   "nor another user's: %s", err.text);
	}
	unlink(at("second"));
	unlink(at("link"));
	unlink(at("config"));
	fc_buf_clear(&text);
}

static void
holds(const struct fc_dir *dir, const char *name, const char *want,
      const char *label)
{
	struct fc_buf text = FC_BUF_INIT(10000);
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result;

	result = fc_file_read_secret(dir, name, &text, NULL, &err);
	is(result == FC_FOUND ? fc_buf_str(&text) : NULL, want, label);
	fc_buf_clear(&text);
}

static void
test_writing(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	mode_t before = umask(0);

	open_scratch(&dir);
	ok(fc_file_write(&dir, "f", "one", 3, &err), "a file is written");
	ok(mode_of("f") == 0600, "0600 under umask 000");
	umask(before);
	holds(&dir, "f", "one", "it holds what was said");
	chmod(at("f"), 0644);
	ok(fc_file_write(&dir, "f", "", 0, &err) && mode_of("f") == 0600,
	   "writing again makes it private");
	holds(&dir, "f", "", "an empty text is one");
	ok(!exists(".f.new"), "no temporary file stays");
	unlink(at("f"));

	put("real", "untouched", 0600);
	if (symlink("real", at("f")) != 0)
		exit(EXIT_FAILURE);
	ok(fc_file_write(&dir, "f", "two", 3, &err),
	   "a link is replaced, not followed");
	holds(&dir, "real", "untouched", "what it led to is untouched");
	holds(&dir, "f", "two", "a file stands in its place");
	ok(fc_file_remove(&dir, "f", &err) && !exists("f"), "removed");
	ok(fc_file_remove(&dir, "f", &err), "absence is fine");

	mkdir(at("folder"), 0700);
	ok(!fc_file_write(&dir, "folder", "x", 1, &err) &&
	   err.kind == FC_ERR_IO && !exists(".folder.new"),
	   "a directory in the way: %s", err.text);
	ok(!fc_file_remove(&dir, "folder", &err), "it is not removed");
	ok(fc_file_forget(&dir, "folder", &err) && exists("folder"),
	   "as a secret it is none");
	put("g", "old", 0600);
	put(".g.new", "half", 0600);
	ok(fc_file_forget(&dir, "g", &err) && !exists("g") &&
	   !exists(".g.new"), "a secret goes with what a killed writer left");
	ok(fc_file_forget(&dir, "g", &err), "absence is fine there too");
	put(".g.tag.new", "half", 0600);
	ok(fc_draft_forget(&dir, "g", NULL, &err) && exists(".g.tag.new") &&
	   fc_draft_forget(&dir, "g", "tag", &err) && !exists(".g.tag.new"),
	   "only what carries the tag");
	ok(!fc_file_write(&dir, "folder/../../x", "x", 1, &err),
	   "a name leads to no other directory");
	rmdir(at("folder"));
	unlink(at("real"));
	fc_dir_close(&dir);
}

static void
test_drafts(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_draft draft = FC_DRAFT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st = { 0 };

	open_scratch(&dir);
	put("f", "old", 0600);
	ok(fc_draft_open(&draft, &dir, "f", "tag", &err) &&
	   fc_draft_reserve(&draft, 10000, &err) &&
	   lstat(at(".f.tag.new"), &st) == 0, "a draft lies beside its file");
	ok(st.st_size == 10000 && st.st_blocks * 512 >= 10000 &&
	   (st.st_mode & 07777) == 0600, "and takes up its space, privately");
	ok(fcntl(draft.fd, F_GETFD) & FD_CLOEXEC,
	   "not inherited by programs");
	holds(&dir, "f", "old", "the file is as it was");
	ok(fc_draft_commit(&draft, "new", 3, &err), "committed");
	holds(&dir, "f", "new", "it is new, and no longer than it should be");
	ok(!exists(".f.tag.new") && draft.fd < 0, "the draft is gone");
	fc_draft_clear(&draft);
	holds(&dir, "f", "new", "clearing after that changes nothing");

	ok(fc_draft_open(&draft, &dir, "f", NULL, &err) &&
	   exists(".f.new"), "a draft without a tag");
	fc_draft_clear(&draft);
	fc_draft_clear(&draft);
	ok(!exists(".f.new"), "cleared (twice), it is gone");
	holds(&dir, "f", "new", "and the file is as it was");

	ok(fc_draft_open(&draft, &dir, "f", NULL, &err) &&
	   fc_draft_open(&draft, &dir, "g", NULL, &err) &&
	   !exists(".f.new"), "a draft opened anew forgets the first");
	fc_draft_clear(&draft);

	put(".f.new", "left by a killed writer, longer", 0644);
	ok(fc_draft_open(&draft, &dir, "f", NULL, &err) &&
	   fc_draft_commit(&draft, "v", 1, &err) && mode_of("f") == 0600,
	   "a leftover is in nobody's way");
	holds(&dir, "f", "v", "and adds nothing");

	put("victim", "untouched", 0600);
	if (symlink("victim", at(".f.new")) != 0)
		exit(EXIT_FAILURE);
	ok(fc_file_write(&dir, "f", "w", 1, &err), "nor is a planted link");
	holds(&dir, "victim", "untouched", "which is not followed");
	unlink(at("victim"));
	unlink(at("f"));
	fc_dir_close(&dir);
}

static void
test_draft_limits(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_draft draft = FC_DRAFT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char name[NAME_MAX + 1];

	open_scratch(&dir);
	memset(name, 'x', sizeof(name) - 1);
	name[NAME_MAX] = '\0';
	ok(!fc_draft_open(&draft, &dir, name, NULL, &err) && draft.fd < 0,
	   "a name with no room for the draft's: %s", err.text);
	name[NAME_MAX - strlen(".") - strlen(".new")] = '\0';
	ok(fc_draft_open(&draft, &dir, name, NULL, &err),
	   "the longest that has");
	fc_draft_clear(&draft);

	mkdir(at(".f.new"), 0700);
	ok(!fc_draft_open(&draft, &dir, "f", NULL, &err),
	   "a directory in the draft's place: %s", err.text);
	rmdir(at(".f.new"));

	/* What stands for a disk that is full. */
	ok(fc_draft_open(&draft, &dir, "f", NULL, &err), "a draft");
	close(draft.fd);
	draft.fd = open("/dev/full", O_RDWR | O_CLOEXEC);
	if (draft.fd < 0)
		exit(EXIT_FAILURE);
	ok(!fc_draft_commit(&draft, "x", 1, &err) && err.sys == ENOSPC &&
	   !exists("f") && !exists(".f.new"),
	   "no space: said, and nothing stays: %s", err.text);
	fc_dir_close(&dir);
}

static void
test_stamps(void)
{
	const struct timespec later[] = { { 1, 0 }, { 1, 1 } };
	char first[FC_FILE_STAMP_SIZE], second[FC_FILE_STAMP_SIZE];

	fc_file_stamp(at("none"), first);
	is(first, "-", "a missing file has a stamp too");
	put("f", "abc", 0600);
	fc_file_stamp(at("f"), first);
	fc_file_stamp(at("f"), second);
	is(second, first, "an untouched file keeps its stamp");
	ok(!strpbrk(first, ", \n="), "which fits into a record: %s", first);

	utimensat(AT_FDCWD, at("f"), later, 0);
	fc_file_stamp(at("f"), second);
	ok(strcmp(first, second) != 0, "a nanosecond changes it");
	put("g", "abd", 0600);
	utimensat(AT_FDCWD, at("g"), later, 0);
	if (rename(at("g"), at("f")) != 0)
		exit(EXIT_FAILURE);
	fc_file_stamp(at("f"), first);
	ok(strcmp(first, second) != 0, "so does another file of that date");

	if (symlink("f", at("link")) != 0)
		exit(EXIT_FAILURE);
	fc_file_stamp(at("link"), second);
	is(second, first, "a link has the stamp of what it leads to");
	unlink(at("f"));
	fc_file_stamp(at("link"), second);
	is(second, "-", "or of nothing");
	unlink(at("link"));
}

/* Until it is killed, in a process of its own. */
static pid_t
start_replacing(struct fc_dir *dir)
{
	struct fc_error err = FC_ERROR_INIT;
	pid_t pid = fork();

	while (pid == 0)
		if (!fc_file_write(dir, "busy", "whole\n", 6, &err))
			_exit(1);
	return pid;
}

static void
test_replaced_meanwhile(void)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf text = FC_BUF_INIT(64);
	bool whole = fc_dir_open(&dir, scratch, false, &err) == FC_FOUND;
	pid_t writer;
	int i;

	dir.fleeting = true; /* much faster */
	whole = whole && fc_file_write(&dir, "busy", "whole\n", 6, &err);
	writer = start_replacing(&dir);
	for (i = 0; whole && i < 50000; i++) {
		fc_buf_reset(&text);
		whole = fc_file_read_secret(&dir, "busy", &text, NULL, &err) ==
		                FC_FOUND &&
		        strcmp(fc_buf_str(&text), "whole\n") == 0;
	}
	ok(whole, "a file that is replaced all the time is read all the same");
	if (!whole)
		printf("# %s\n", err.text);
	if (writer > 0) {
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
	}
	fc_buf_clear(&text);
	fc_dir_close(&dir);
}

int
main(void)
{
	scratch_make();
	test_directories();
	test_no_directories();
	test_secret_modes();
	test_secrets_refused();
	test_configs();
	test_writing();
	test_drafts();
	test_draft_limits();
	test_stamps();
	test_replaced_meanwhile();
	return done();
}
