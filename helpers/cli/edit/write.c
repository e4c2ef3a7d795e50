/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of the person's is replaced, or written over. */
#include "cli/edit/edit.h"

#include "cli/edit/attributes.h"

#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAG "foundry" /* of the draft */

static int
open_file(const struct fc_dir *dir, const char *name, int how)
{
	return openat(dir->fd, name, how | O_NOFOLLOW | O_CLOEXEC |
	                             O_NONBLOCK | O_NOCTTY);
}

/* --- what others do meanwhile --------------------------------------------- */

static bool
changed_meanwhile(const struct cli_edit *edit, struct fc_error *err)
{
	fc_fail(err, FC_ERR_IO, "writing %s: it has changed meanwhile",
	        edit->path);
	fc_error_hint(err, "run this again");
	return false;
}

bool
cli_edit_is_current(const struct cli_edit *edit, struct fc_error *err)
{
	char stamp[FC_FILE_STAMP_SIZE];

	fc_file_stamp(edit->path, stamp);
	return strcmp(stamp, edit->stamp) == 0 || changed_meanwhile(edit, err);
}

/* Is the file that is open what was read?  Its ctime is not asked: it changes
 * with the name. */
static bool
is_as_read(const struct cli_edit *edit, int fd)
{
	struct fc_buf now = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	const struct stat *seen = &edit->seen;
	struct stat st;
	bool same;

	same = fstat(fd, &st) == 0 && st.st_ino == seen->st_ino &&
	       st.st_dev == seen->st_dev && st.st_mode == seen->st_mode &&
	       st.st_uid == seen->st_uid && st.st_gid == seen->st_gid &&
	       lseek(fd, 0, SEEK_SET) == 0 &&
	       fc_buf_read(&now, fd, edit->path, &ignored) &&
	       now.len == edit->before.len &&
	       memcmp(fc_buf_str(&now), fc_buf_str(&edit->before),
	              now.len) == 0;
	fc_buf_clear(&now);
	return same;
}

/* The same of a name. */
static bool
holds_what_was_read(const struct cli_edit *edit, const struct fc_dir *dir,
                    const char *name)
{
	int fd = open_file(dir, name, O_RDONLY);
	bool same = fd >= 0 && is_as_read(edit, fd);

	if (fd >= 0)
		close(fd);
	return same;
}

enum change_of_names {
	NAMES_EXCHANGED, /* both are there, and mean each other's files */
	NAME_GIVEN,      /* one to the file of the other, if it has none yet */
};

/* errno is EINVAL or ENOSYS where that cannot be done in one. */
static bool
change_names(const struct fc_dir *dir, const char *from, const char *to,
             enum change_of_names change)
{
#if defined(RENAME_EXCHANGE) && defined(RENAME_NOREPLACE)
	return renameat2(dir->fd, from, dir->fd, to,
	                 change == NAMES_EXCHANGED ? RENAME_EXCHANGE
	                                           : RENAME_NOREPLACE) == 0;
#else
	(void)dir;
	(void)from;
	(void)to;
	(void)change;
	errno = ENOSYS;
	return false;
#endif
}

static bool
failed(const struct cli_edit *edit, struct fc_error *err)
{
	return fc_fail_sys(err, "writing %s", edit->path);
}

/* --- replacing ------------------------------------------------------------ */

/* Where names cannot be exchanged: what others do between these two is lost. */
static bool
place_at_once(const struct cli_edit *edit, const struct fc_draft *draft,
              struct fc_error *err)
{
	const int dir = draft->dir->fd;

	if (errno != EINVAL && errno != ENOSYS)
		return failed(edit, err);
	return cli_edit_is_current(edit, err) &&
	       (renameat(dir, draft->temporary, dir, draft->name) == 0 ||
	        failed(edit, err));
}

static bool
place_new(const struct cli_edit *edit, const struct fc_draft *draft,
          struct fc_error *err)
{
	if (change_names(draft->dir, draft->temporary, draft->name,
	                 NAME_GIVEN))
		return true;
	return errno == EEXIST ? changed_meanwhile(edit, err)
	                       : place_at_once(edit, draft, err);
}

static bool
is_draft(const struct fc_draft *draft)
{
	struct stat ours, st;

	return fstat(draft->fd, &ours) == 0 &&
	       fstatat(draft->dir->fd, draft->temporary, &st,
	               AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_ino == ours.st_ino && st.st_dev == ours.st_dev;
}

/*
 * Only what has been taken out can be looked at without its changing again:
 * when somebody was quicker, it goes back.  Who replaced even that meanwhile
 * was last, and stays.
 */
static bool
place_exchanged(const struct cli_edit *edit, const struct fc_draft *draft,
                struct fc_error *err)
{
	const struct fc_dir *dir = draft->dir;
	const char *name = draft->name, *out = draft->temporary;

	if (!change_names(dir, out, name, NAMES_EXCHANGED))
		return errno == ENOENT ? changed_meanwhile(edit, err)
		                       : place_at_once(edit, draft, err);
	if (holds_what_was_read(edit, dir, out))
		return true;
	if (change_names(dir, out, name, NAMES_EXCHANGED) &&
	    !is_draft(draft) &&
	    !change_names(dir, out, name, NAMES_EXCHANGED))
		return failed(edit, err);
	return changed_meanwhile(edit, err);
}

static bool
copy_attributes(const struct cli_edit *edit, const struct fc_draft *draft)
{
	int fd = open_file(draft->dir, draft->name, O_RDONLY);
	bool done;

	if (fd < 0)
		return false;
	done = cli_attributes_copy(fd, &edit->seen, draft->fd);
	close(fd);
	return done;
}

static bool
write_all(int fd, const struct fc_buf *text)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_buf_write(text, fd, "it", &ignored) &&
	       ftruncate(fd, (off_t)text->len) == 0;
}

/* Its own bytes are written over, not its name. */
static bool
overwrite(const struct cli_edit *edit, const struct fc_dir *dir,
          const char *name, struct fc_error *err)
{
	const struct fc_buf *after = &edit->after, *before = &edit->before;
	int fd = open_file(dir, name, O_RDWR);
	bool done = false;

	if (fd < 0)
		return failed(edit, err);
	if (!is_as_read(edit, fd)) {
		changed_meanwhile(edit, err);
		goto out;
	}
	/* Room first: half a file would be worse than none of it. */
	errno = posix_fallocate(fd, 0, (off_t)after->len + 1);
	done = (errno == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	        write_all(fd, after) && fsync(fd) == 0) || failed(edit, err);
	if (!done && (lseek(fd, 0, SEEK_SET) != 0 || !write_all(fd, before)))
		fc_error_hint(err, "it may be written by half: what it was "
		              "is in the setup directory of FOUNDRY_HOME");
out:
	close(fd);
	return done;
}

static bool
make_executable(const struct fc_draft *draft)
{
	struct stat st;

	return fstat(draft->fd, &st) == 0 &&
	       fchmod(draft->fd, (st.st_mode & 07777) | S_IXUSR) == 0;
}

static bool
replace(struct cli_edit *edit, const struct fc_dir *dir, const char *name,
        struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	bool done = false;

	if (!fc_draft_open(&draft, dir, name, TAG, err))
		return false;
	if (edit->exists && !edit->secret && !copy_attributes(edit, &draft)) {
		fc_draft_clear(&draft);
		edit->in_place = true;
		return overwrite(edit, dir, name, err);
	}
	if (edit->executable && !make_executable(&draft))
		failed(edit, err);
	else if (fc_draft_put(&draft, fc_buf_str(&edit->after), edit->after.len,
	                 true, err))
		done = edit->exists ? place_exchanged(edit, &draft, err)
		                    : place_new(edit, &draft, err);
	fc_draft_clear(&draft);
	return done;
}

/* Out of the way first, to see what it is that goes. */
static bool
take_away(const struct cli_edit *edit, const struct fc_dir *dir,
          const char *name, struct fc_error *err)
{
	char out[NAME_MAX + 1];

	if (!fc_text_join(out, sizeof(out), ".", name, "." TAG ".new", NULL))
		return fc_fail(err, FC_ERR_IO, "removing %s: name too long",
		               edit->path);
	if (renameat(dir->fd, name, dir->fd, out) != 0)
		return fc_fail_sys(err, "removing %s", edit->path);
	if (holds_what_was_read(edit, dir, out))
		return fc_file_remove(dir, out, err);
	if (!change_names(dir, out, name, NAME_GIVEN) && errno != EEXIST &&
	    renameat(dir->fd, out, dir->fd, name) != 0)
		return failed(edit, err);
	unlinkat(dir->fd, out, 0);
	return changed_meanwhile(edit, err);
}

/* --- from the lock to the end --------------------------------------------- */

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

static bool
write_into(struct cli_edit *edit, const struct fc_dir *dir, const char *name,
           struct fc_error *err)
{
	if (!cli_edit_is_current(edit, err))
		return false;
	if (edit->remove)
		return take_away(edit, dir, name, err);
	return edit->in_place ? overwrite(edit, dir, name, err)
	                      : replace(edit, dir, name, err);
}

bool
cli_edit_write(struct cli_edit *edit, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	char lock[NAME_MAX + 1] = "";
	const char *name = NULL;
	bool done;

	done = cli_edit_directory(edit, &dir, &name, err) &&
	       (!edit->lock_as_git ||
	        take_lock(&dir, name, lock, sizeof(lock), err)) &&
	       write_into(edit, &dir, name, err);
	if (*lock)
		unlinkat(dir.fd, lock, 0);
	if (done) {
		(void)fsync(dir.fd); /* the names are as they are */
		fc_file_stamp(edit->path, edit->stamp);
	}
	fc_dir_close(&dir);
	return done;
}
