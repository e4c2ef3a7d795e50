/* SPDX-License-Identifier: Apache-2.0 */
/* Files that go, and what killed writers have left of them. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool
fc_file_remove(const struct fc_dir *dir, const char *name,
               struct fc_error *err)
{
	if (unlinkat(dir->fd, name, 0) != 0 && errno != ENOENT)
		return fc_fail_sys(err, "removing %s/%s", dir->path, name);
	return true;
}

/* Nothing was ever written into what is a directory. */
static bool
forget(const struct fc_dir *dir, const char *name, struct fc_error *err)
{
	struct stat st;

	return (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	        S_ISDIR(st.st_mode)) ||
	       fc_file_remove(dir, name, err);
}

bool
fc_draft_forget(const struct fc_dir *dir, const char *name, const char *tag,
                struct fc_error *err)
{
	char temporary[NAME_MAX + 1];

	return !fc_text_join(temporary, sizeof(temporary), ".", name,
	                     tag ? "." : "", tag ? tag : "", ".new", NULL) ||
	       forget(dir, temporary, err);
}

bool
fc_file_forget(const struct fc_dir *dir, const char *name,
               struct fc_error *err)
{
	bool gone = forget(dir, name, err);

	return fc_draft_forget(dir, name, NULL, err) && gone;
}

bool
fc_file_is_planted(const struct fc_dir *dir, const char *name)
{
	struct stat st;

	return fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (S_ISLNK(st.st_mode) ||
	        (S_ISREG(st.st_mode) &&
	         (st.st_uid != geteuid() || st.st_nlink > 1)));
}
