/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what with a file, and what else is noted of it. */
#include "cli/edit/attributes.h"

#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <errno.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

/* What has no room here is not copied: false. */
#define NAMES_MAX ((size_t)8 * 1024)
#define VALUE_MAX ((size_t)16 * 1024)

static bool
is_unsupported(void)
{
	return errno == ENOTSUP || errno == ENOSYS;
}

static bool
copy_one(int from, int to, const char *name)
{
	char want[VALUE_MAX], have[VALUE_MAX];
	ssize_t len = fgetxattr(from, name, want, sizeof(want));
	ssize_t now = fgetxattr(to, name, have, sizeof(have));

	if (len < 0)
		return false;
	return (now == len && memcmp(want, have, (size_t)len) == 0) ||
	       fsetxattr(to, name, want, (size_t)len, 0) == 0;
}

static bool
has_one(int fd, const char *name)
{
	return fgetxattr(fd, name, NULL, 0) >= 0;
}

/* The ACL is one of them (acl(5)): "system.posix_acl_access". */
static bool
copy_extended(int from, int to)
{
	char names[NAMES_MAX];
	ssize_t len, at;

	len = flistxattr(to, names, sizeof(names));
	if (len < 0)
		return is_unsupported();
	for (at = 0; at < len; at += (ssize_t)strlen(names + at) + 1)
		if (!has_one(from, names + at) &&
		    fremovexattr(to, names + at) != 0)
			return false;
	len = flistxattr(from, names, sizeof(names));
	if (len < 0)
		return false;
	for (at = 0; at < len; at += (ssize_t)strlen(names + at) + 1)
		if (!copy_one(from, to, names + at))
			return false;
	return true;
}

/* chattr(1); where a file system has none, there is nothing to differ in. */
static int
flags_of(int fd)
{
	int flags = 0;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0)
		return 0;
	return flags & (int)FS_FL_USER_MODIFIABLE;
}
#else
static bool
copy_extended(int from, int to)
{
	(void)from;
	(void)to;
	return true;
}

static int
flags_of(int fd)
{
	(void)fd;
	return 0;
}
#endif

bool
cli_attributes_copy(int from, const struct stat *st, int to)
{
	struct stat now;

	if (fstat(to, &now) != 0 || flags_of(from) != flags_of(to))
		return false;
	if (now.st_gid != st->st_gid && fchown(to, (uid_t)-1, st->st_gid) != 0)
		return false;
	/*
	 * The mode comes last: with an ACL its bits for the group are the
	 * mask, which without that ACL would open the file to the group.
	 */
	return copy_extended(from, to) &&
	       fchmod(to, st->st_mode & 07777) == 0;
}
