/* SPDX-License-Identifier: Apache-2.0 */
/* A draft that is its own lock. */
#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Something else has been put there: it gives way. */
static void
remove_planted(int dir, const char *temporary)
{
	struct stat st;

	if (fstatat(dir, temporary, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    (!S_ISREG(st.st_mode) || st.st_nlink != 1 ||
	     st.st_uid != geteuid()))
		unlinkat(dir, temporary, 0);
}

/* FC_ABSENT: somebody else has the lock, or has had it and renamed it. */
static enum fc_lookup
lock(int fd, int dir, const char *temporary)
{
	struct stat open, named;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? FC_ABSENT : FC_FAILED;
	if (fstat(fd, &open) != 0)
		return FC_FAILED;
	if (fstatat(dir, temporary, &named, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? FC_ABSENT : FC_FAILED;
	return open.st_ino == named.st_ino && open.st_dev == named.st_dev
		? FC_FOUND : FC_ABSENT;
}

enum fc_lookup
fc_draft_try(struct fc_draft *draft, const struct fc_dir *dir,
             const char *name, struct fc_error *err)
{
	enum fc_lookup result = FC_FAILED;
	int fd;

	fc_draft_clear(draft);
	draft->dir = dir;
	fc_text_join(draft->name, sizeof(draft->name), name, NULL);
	fc_text_join(draft->temporary, sizeof(draft->temporary), ".", name,
	             ".new", NULL);
	remove_planted(dir->fd, draft->temporary);
	fd = openat(dir->fd, draft->temporary,
	            O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
	            S_IRUSR | S_IWUSR);
	if (fd >= 0)
		result = lock(fd, dir->fd, draft->temporary);
	if (result == FC_FAILED)
		fc_fail_sys(err, "writing %s/%s", dir->path, name);
	/* Whoever writes it all the same fails as we do, and loses nothing. */
	if (result == FC_FAILED && fd >= 0)
		unlinkat(dir->fd, draft->temporary, 0);
	if (result == FC_FOUND)
		draft->fd = fd;
	else if (fd >= 0)
		close(fd);
	return result;
}
