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

/* Who had the lock before us has renamed it. */
static bool
has_moved(int fd, int dir, const char *temporary)
{
	struct stat open, named;

	return fstat(fd, &open) != 0 ||
	       fstatat(dir, temporary, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
	       open.st_ino != named.st_ino || open.st_dev != named.st_dev;
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
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		result = has_moved(fd, dir->fd, draft->temporary) ? FC_ABSENT
		                                                  : FC_FOUND;
	else if (fd >= 0 && errno == EWOULDBLOCK)
		result = FC_ABSENT;
	if (result == FC_FAILED)
		fc_fail_sys(err, "writing %s/%s", dir->path, name);
	if (result == FC_FOUND)
		draft->fd = fd;
	else if (fd >= 0)
		close(fd);
	return result;
}
