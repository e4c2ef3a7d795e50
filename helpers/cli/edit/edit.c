/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of the person's that is changed in one go. */
#include "cli/edit/edit.h"

#include "cli/common/format.h"
#include "cli/edit/diff.h"

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
	struct stat *st = &edit->seen;
	bool done;
	int fd;

	fc_file_stamp(edit->path, edit->stamp);
	fd = open(edit->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
	                      O_NOCTTY);
	if (fd < 0)
		return fc_fail_sys(err, "opening %s", edit->path);
	if (fstat(fd, st) != 0) {
		close(fd);
		return fc_fail_sys(err, "looking at %s", edit->path);
	}
	edit->exists = true;
	done = is_ours(edit, st, err) &&
	       fc_buf_read(&edit->before, fd, edit->path, err) &&
	       fc_buf_add(&edit->after, fc_buf_str(&edit->before),
	                  edit->before.len, err);
	close(fd);
	return done;
}

/* Where it really lies: a link is followed, but not to a secret. */
static bool
follow(struct cli_edit *edit, const struct stat *st, struct fc_error *err)
{
	const char *path = edit->name;
	char real[PATH_MAX];

	if (edit->secret && S_ISLNK(st->st_mode)) {
		fc_fail(err, FC_ERR_IO, "changing %s: it is a symbolic link",
		        path);
		fc_error_hint(err, "put the file itself there, or take the "
		              "link away");
		return false;
	}
	if (!realpath(path, real)) {
		if (errno == ENOENT && S_ISLNK(st->st_mode))
			return fc_fail(err, FC_ERR_IO, "changing %s: it is a "
			               "symbolic link to nothing", path);
		return fc_fail_sys(err, "opening %s", path);
	}
	if (!fc_text_join(edit->path, sizeof(edit->path), real, NULL))
		return fc_fail(err, FC_ERR_IO, "the path %.64s... is too long",
		               real);
	return true;
}

bool
cli_edit_open(struct cli_edit *edit, const char *path, struct fc_error *err)
{
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
	if (lstat(path, &st) != 0) {
		if (errno != ENOENT)
			return fc_fail_sys(err, "opening %s", path);
		fc_file_stamp(path, edit->stamp);
		return true;
	}
	return follow(edit, &st, err) && read_existing(edit, err);
}

bool
cli_edit_is_change(const struct cli_edit *edit)
{
	if (edit->remove)
		return edit->exists;
	if (edit->secret && (edit->seen.st_mode & (S_IRWXG | S_IRWXO)))
		return true;
	if (edit->executable && !(edit->seen.st_mode & S_IXUSR))
		return true;
	return edit->before.len != edit->after.len ||
	       memcmp(fc_buf_str(&edit->before), fc_buf_str(&edit->after),
	              edit->before.len) != 0;
}

/* A text, and what is shown of it, as far as both have been gone through. */
struct side {
	const char *at, *shown;
	struct fc_buf masked;
};

struct showing {
	struct side before, after;
	struct fc_buf *out;
};

static const char *
next_line(const char *at)
{
	const char *end = strchr(at, '\n');

	return end ? end + 1 : at + strlen(at);
}

/* What is shown of a line of the text; they come in their order. */
static const char *
shown_of(struct side *side, const char *line)
{
	while (side->at < line) {
		const char *end = memchr(side->at, '\n',
		                         (size_t)(line - side->at));

		side->at = end ? end + 1 : line;
		side->shown = next_line(side->shown);
	}
	return side->shown;
}

static bool
show_line(char sign, const char *text, size_t len, void *arg,
          struct fc_error *err)
{
	struct showing *showing = arg;
	const char *shown = shown_of(sign == '-' ? &showing->before
	                                         : &showing->after, text);
	struct fc_buf line = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	(void)len;
	done = fc_buf_add(&line, shown, strcspn(shown, "\r\n"), err);
	/* Still not fit to rule a terminal. */
	fc_strip_line(line.data, line.len);
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
	const struct fc_buf *before = &edit->before;
	const struct fc_buf *after = edit->remove ? &nothing : &edit->after;
	struct showing showing = {
		{ fc_buf_str(before), NULL, FC_BUF_INIT(2 * CLI_EDIT_MAX) },
		{ fc_buf_str(after), NULL, FC_BUF_INIT(2 * CLI_EDIT_MAX) },
		out,
	};
	char room[FC_PATH_SIZE];
	const char *name = cli_shown_path(edit->name, room);
	bool done;

	done = mask(before, &showing.before.masked, err) &&
	       mask(after, &showing.after.masked, err);
	showing.before.shown = fc_buf_str(&showing.before.masked);
	showing.after.shown = fc_buf_str(&showing.after.masked);
	done = done &&
	       fc_buf_addf(out, err, "--- %s\n+++ %s\n",
	                   edit->exists ? name : "/dev/null",
	                   edit->remove ? "/dev/null" : name) &&
	       cli_diff(before, after, show_line, &showing, err);
	fc_buf_clear(&showing.before.masked);
	fc_buf_clear(&showing.after.masked);
	return done;
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

/* The last ones of a path. */
static bool
make_directories(const char *path, int count, struct fc_error *err)
{
	char above[FC_PATH_SIZE];

	if (count == 0)
		return true;
	fc_text_join(above, sizeof(above), path, NULL);
	cut_name(above);
	return make_directories(above, count - 1, err) &&
	       (mkdir(path, 0700) == 0 || errno == EEXIST ||
	        fc_fail_sys(err, "making the directory %s", path));
}

bool
cli_edit_directory(const struct cli_edit *edit, struct fc_dir *dir,
                   const char **name, struct fc_error *err)
{
	memcpy(dir->path, edit->path, sizeof(dir->path));
	*name = edit->path + strlen(edit->path) - cut_name(dir->path);
	if (!make_directories(dir->path, edit->makes_directories, err))
		return false;
	dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir->fd >= 0 ||
	       fc_fail_sys(err, "opening the directory %s", dir->path);
}

/* Opened and closed again; a file without a name would keep what is written
 * from everybody. */
static bool
may_write_over(const struct fc_dir *dir, const char *name)
{
	int fd = openat(dir->fd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC |
	                               O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool may;

	if (fd < 0)
		return false;
	may = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink > 0;
	close(fd);
	return may;
}

static bool
check_existing(struct cli_edit *edit, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error why = FC_ERROR_INIT;
	const char *name = NULL;
	bool may;

	if (!cli_edit_directory(edit, &dir, &name, err))
		return false;
	may = fc_draft_may_replace(&dir, name, &why);
	if (!may) {
		edit->in_place = !edit->remove && may_write_over(&dir, name);
		may = edit->in_place;
	}
	fc_dir_close(&dir);
	if (may)
		return true;
	fc_fail(err, why.kind, "changing %.250s: %.250s", edit->name,
	        why.text);
	fc_error_hint(err, "%s", why.hint);
	return false;
}

bool
cli_edit_check(struct cli_edit *edit, struct fc_error *err)
{
	char directory[FC_PATH_SIZE];
	bool can;

	memcpy(directory, edit->path, sizeof(directory));
	cut_name(directory);
	can = access(directory, W_OK | X_OK) == 0;
	while (!can && errno == ENOENT && !edit->exists &&
	       edit->makes_directories <= edit->makes_more) {
		edit->makes_directories++;
		cut_name(directory);
		can = access(directory, W_OK | X_OK) == 0;
	}
	if (can)
		return !edit->exists || check_existing(edit, err);
	fc_fail_sys(err, "changing %s: writing into %s", edit->name,
	            directory);
	fc_error_hint(err, "make that directory, or make it writable; --git or "
	              "--docker leaves the file of the other alone");
	return false;
}

void
cli_edit_clear(struct cli_edit *edit)
{
	fc_buf_clear(&edit->before);
	fc_buf_clear(&edit->after);
}
