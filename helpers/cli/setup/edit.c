/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of the person's that is changed in one go. */
#include "cli/setup/edit.h"

#include "cli/setup/diff.h"

#include "base/controls.h"
#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_ours(const struct cli_edit *edit, const struct stat *st,
        struct fc_error *err)
{
	if (!S_ISREG(st->st_mode))
		return fc_fail(err, FC_ERR_IO, "changing %s: it is not a "
		               "regular file", edit->path);
	if (st->st_uid != geteuid())
		return fc_fail(err, FC_ERR_IO, "changing %s: it belongs to "
		               "another user (uid %lu, we are %lu)",
		               edit->path, (unsigned long)st->st_uid,
		               (unsigned long)geteuid());
	if (st->st_mode & S_IWUSR)
		return true;
	fc_fail(err, FC_ERR_IO, "changing %s: it is read-only", edit->path);
	fc_error_hint(err, "make it writable (chmod u+w), or change it where "
	              "it comes from");
	return false;
}

static bool
read_existing(struct cli_edit *edit, struct fc_error *err)
{
	struct stat st;
	bool done;
	int fd;

	fc_file_stamp(edit->path, edit->stamp);
	fd = open(edit->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
	                      O_NOCTTY);
	if (fd < 0)
		return fc_fail_sys(err, "opening %s", edit->path);
	if (fstat(fd, &st) != 0) {
		close(fd);
		return fc_fail_sys(err, "looking at %s", edit->path);
	}
	edit->exists = true;
	edit->mode = st.st_mode & 07777;
	done = is_ours(edit, &st, err) &&
	       fc_buf_read(&edit->before, fd, edit->path, err) &&
	       fc_buf_add(&edit->after, fc_buf_str(&edit->before),
	                  edit->before.len, err);
	close(fd);
	return done;
}

bool
cli_edit_open(struct cli_edit *edit, const char *path, struct fc_error *err)
{
	char real[PATH_MAX];
	struct stat st;

	if (*path != '/') {
		fc_fail(err, FC_ERR_CONFIG, "changing \"%s\": not an "
		        "absolute path", path);
		fc_error_hint(err, "unset GIT_CONFIG_GLOBAL, DOCKER_CONFIG or "
		              "XDG_CONFIG_HOME, or give it one that is");
		return false;
	}
	if (!fc_text_join(edit->name, sizeof(edit->name), path, NULL))
		return fc_fail(err, FC_ERR_IO, "the path %.64s... is too long",
		               path);
	memcpy(edit->path, edit->name, sizeof(edit->path));
	edit->mode = S_IRUSR | S_IWUSR;
	if (lstat(path, &st) != 0) {
		if (errno != ENOENT)
			return fc_fail_sys(err, "opening %s", path);
		fc_file_stamp(path, edit->stamp);
		return true;
	}
	if (!realpath(path, real)) {
		if (errno == ENOENT && S_ISLNK(st.st_mode))
			return fc_fail(err, FC_ERR_IO, "changing %s: it is a "
			               "symbolic link to nothing", path);
		return fc_fail_sys(err, "opening %s", path);
	}
	if (!fc_text_join(edit->path, sizeof(edit->path), real, NULL))
		return fc_fail(err, FC_ERR_IO, "the path %.64s... is too long",
		               real);
	return read_existing(edit, err);
}

bool
cli_edit_is_change(const struct cli_edit *edit)
{
	if (edit->remove)
		return edit->exists;
	return edit->before.len != edit->after.len ||
	       memcmp(fc_buf_str(&edit->before), fc_buf_str(&edit->after),
	              edit->before.len) != 0;
}

struct showing {
	cli_edit_mask *mask;
	struct fc_buf *out;
};

static bool
show_line(char sign, const char *text, size_t len, void *arg,
          struct fc_error *err)
{
	const struct showing *showing = arg;
	struct fc_buf line = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	done = fc_buf_add(&line, text, len, err) &&
	       showing->mask(&line, err);
	/* Still not fit to rule a terminal. */
	fc_strip_controls(line.data, line.len);
	done = done && fc_buf_add(showing->out, &sign, 1, err) &&
	       fc_buf_add(showing->out, fc_buf_str(&line), line.len, err) &&
	       fc_buf_add(showing->out, "\n", 1, err);
	fc_buf_clear(&line);
	return done;
}

bool
cli_edit_show(const struct cli_edit *edit, cli_edit_mask *mask,
              struct fc_buf *out, struct fc_error *err)
{
	static const struct fc_buf nothing = FC_BUF_INIT(0);
	struct showing showing = { mask, out };

	return fc_buf_addf(out, err, "--- %s\n+++ %s\n",
	                   edit->exists ? edit->name : "/dev/null",
	                   edit->remove ? "/dev/null" : edit->name) &&
	       cli_diff(&edit->before, edit->remove ? &nothing : &edit->after,
	                show_line, &showing, err);
}

/* Cut off the last name of an absolute path; returns its length. */
static size_t
cut_name(char path[FC_PATH_SIZE])
{
	char *slash = strrchr(path, '/');
	const size_t len = strlen(slash + 1);

	slash[slash == path] = '\0'; /* "/" itself keeps its slash */
	return len;
}

bool
cli_edit_check(const struct cli_edit *edit, struct fc_error *err)
{
	char directory[FC_PATH_SIZE];
	bool can;

	memcpy(directory, edit->path, sizeof(directory));
	cut_name(directory);
	can = access(directory, W_OK | X_OK) == 0;
	if (!can && errno == ENOENT && !edit->exists) {
		cut_name(directory);
		can = access(directory, W_OK | X_OK) == 0;
	}
	if (can)
		return true;
	fc_fail_sys(err, "changing %s: writing into %s", edit->name,
	            directory);
	fc_error_hint(err, "make that directory, or make it writable; --git or "
	              "--docker leaves the file of the other alone");
	return false;
}

/* The directory that the file is in, not held to be ours alone: a home may
 * be laid out otherwise than our own files. */
static bool
open_directory(const struct cli_edit *edit, struct fc_dir *dir,
               const char **name, struct fc_error *err)
{
	memcpy(dir->path, edit->path, sizeof(dir->path));
	*name = edit->path + strlen(edit->path) - cut_name(dir->path);
	if (!edit->exists && mkdir(dir->path, 0700) != 0 && errno != EEXIST)
		return fc_fail_sys(err, "making the directory %s", dir->path);
	dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir->fd >= 0 ||
	       fc_fail_sys(err, "opening the directory %s", dir->path);
}

/* git's own lock: its presence (lockfile.h in git). */
static bool
take_lock(const struct fc_dir *dir, const char *name, char *lock, size_t size,
          struct fc_error *err)
{
	int fd;

	if (!fc_text_join(lock, size, name, ".lock", NULL))
		return fc_fail(err, FC_ERR_IO, "writing %s/%s: name too long",
		               dir->path, name);
	fd = openat(dir->fd, lock, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	                           O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd >= 0) {
		close(fd);
		return true;
	}
	fc_fail_sys(err, "writing %s/%s: taking git's lock %s", dir->path,
	            name, lock);
	if (err->sys == EEXIST)
		fc_error_hint(err, "another git changes it; when none does, "
		              "remove %s/%s", dir->path, lock);
	*lock = '\0';
	return false;
}

bool
cli_edit_is_current(const struct cli_edit *edit, struct fc_error *err)
{
	char stamp[FC_STAMP_SIZE];

	fc_file_stamp(edit->path, stamp);
	if (strcmp(stamp, edit->stamp) == 0)
		return true;
	fc_fail(err, FC_ERR_IO, "writing %s: it has changed meanwhile",
	        edit->path);
	fc_error_hint(err, "run this again");
	return false;
}

static bool
replace(struct cli_edit *edit, const struct fc_dir *dir, const char *name,
        struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	bool done;

	if (!cli_edit_is_current(edit, err))
		return false;
	if (edit->remove)
		return fc_file_remove(dir, name, err);
	if (!fc_draft_open(&draft, dir, name, "foundry", 0, err))
		return false;
	if (fchmod(draft.fd, edit->mode) != 0)
		done = fc_fail_sys(err, "writing %s", edit->path);
	else
		done = fc_draft_commit(&draft, fc_buf_str(&edit->after),
		                       edit->after.len, err);
	fc_draft_clear(&draft);
	return done;
}

bool
cli_edit_write(struct cli_edit *edit, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	char lock[NAME_MAX + 1] = "";
	const char *name = NULL;
	bool done;

	done = open_directory(edit, &dir, &name, err) &&
	       (!edit->lock_as_git ||
	        take_lock(&dir, name, lock, sizeof(lock), err)) &&
	       replace(edit, &dir, name, err);
	if (*lock)
		unlinkat(dir.fd, lock, 0);
	if (done)
		fc_file_stamp(edit->path, edit->stamp);
	fc_dir_close(&dir);
	return done;
}

void
cli_edit_clear(struct cli_edit *edit)
{
	fc_buf_clear(&edit->before);
	fc_buf_clear(&edit->after);
}
