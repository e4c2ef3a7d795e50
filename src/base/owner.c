/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a file is, where one number does not tell. */
#include "base/owner.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif

#define GROUPS_MAX 65536
#define PASSWORDS "/etc/passwd"

#ifdef __linux__

#define PROC_MAX 65536
#define OVERFLOW_UID 65534
#define FOWNER 3 /* CAP_FOWNER of capabilities(7) */

static bool
read_proc(const char *path, struct fc_buf *text)
{
	struct fc_error ignored = FC_ERROR_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done;

	done = fd >= 0 && fc_buf_read(text, fd, path, &ignored);
	if (fd >= 0)
		close(fd);
	return done;
}

/* That of all whom a namespace does not map, ourselves perhaps among them. */
static bool
is_overflow(uid_t uid)
{
	struct fc_buf text = FC_BUF_INIT(PROC_MAX);
	uid_t overflow = OVERFLOW_UID;

	if (read_proc("/proc/sys/kernel/overflowuid", &text))
		overflow = (uid_t)strtoul(fc_buf_str(&text), NULL, 10);
	fc_buf_clear(&text);
	return uid == overflow;
}

/* Lines of "first here, first outside, how many" (user_namespaces(7)). */
static bool
maps(const struct fc_buf *map, uid_t uid)
{
	const char *at = fc_buf_str(map);
	char *end;

	for (;;) {
		const unsigned long long here = strtoull(at, &end, 10);
		unsigned long long count;

		if (end == at)
			return false;
		(void)strtoull(end, &end, 10);
		count = strtoull(end, &end, 10);
		if (uid >= here && uid - here < count)
			return true;
		at = end;
	}
}

/* In force, within our namespace. */
static bool
has_capability(unsigned int capability)
{
	static const char key[] = "\nCapEff:";
	struct fc_buf text = FC_BUF_INIT(PROC_MAX);
	unsigned long long held = 0;
	const char *at = NULL;

	if (read_proc("/proc/self/status", &text))
		at = strstr(fc_buf_str(&text), key);
	if (at)
		held = strtoull(at + sizeof(key) - 1, NULL, 16);
	fc_buf_clear(&text);
	return held >> capability & 1;
}

/* Who may act as any owner may ask for this, but not of a file whose owner is
 * unknown in his namespace (capabilities(7), CAP_FOWNER). */
static bool
is_refused_the_owners_rights(int fd)
{
	const int flags = fcntl(fd, F_GETFL);

	return has_capability(FOWNER) && flags >= 0 &&
	       fcntl(fd, F_SETFL, flags | O_NOATIME) != 0 && errno == EPERM;
}

bool
fc_owner_is_unmapped(int fd, const struct stat *st)
{
	struct fc_buf map = FC_BUF_INIT(PROC_MAX);
	bool unmapped;

	if (!is_overflow(st->st_uid))
		return false;
	unmapped = read_proc("/proc/self/uid_map", &map) &&
	           (!maps(&map, st->st_uid) ||
	            is_refused_the_owners_rights(fd));
	fc_buf_clear(&map);
	return unmapped;
}

/* Beside one, the group's bits stand for all whom it names (acl(5)). */
static bool
has_access_list(int fd)
{
	return fgetxattr(fd, "system.posix_acl_access", NULL, 0) > 0;
}

#else

static bool
is_overflow(uid_t uid)
{
	(void)uid;
	return false;
}

bool
fc_owner_is_unmapped(int fd, const struct stat *st)
{
	(void)fd;
	(void)st;
	return false;
}

static bool
has_access_list(int fd)
{
	(void)fd;
	return true; /* it cannot be told */
}

#endif

/* One whose primary group it is does not stand among its members.  Those of
 * this machine are looked through; a directory server cannot be. */
static bool
is_others_primary(gid_t group, uid_t uid)
{
	FILE *file = fopen(PASSWORDS, "re");
	const struct passwd *one;
	bool others = false;

	if (!file)
		return true;
	while (!others && (one = fgetpwent(file)))
		others = one->pw_gid == group && one->pw_uid != uid;
	fclose(file);
	return others;
}

static bool
is_only_member(const struct group *group, const char *name)
{
	char *const *member;

	for (member = group->gr_mem; *member; member++)
		if (strcmp(*member, name) != 0)
			return false;
	return true;
}

bool
fc_group_is_private(int fd, const struct stat *st)
{
	const struct passwd *user = getpwuid(geteuid());
	const struct group *group;

	if (!user || is_overflow(user->pw_uid) ||
	    user->pw_gid != st->st_gid || has_access_list(fd))
		return false;
	group = getgrgid(st->st_gid);
	return group && strcmp(group->gr_name, user->pw_name) == 0 &&
	       is_only_member(group, user->pw_name) &&
	       !is_others_primary(st->st_gid, user->pw_uid);
}

bool
fc_group_is_ours(gid_t group)
{
	int count = getgroups(0, NULL);
	gid_t *groups;
	bool ours = group == getegid();

	if (ours || count <= 0 || count > GROUPS_MAX)
		return ours;
	groups = calloc((size_t)count, sizeof(*groups));
	if (!groups)
		return false;
	count = getgroups(count, groups);
	while (count > 0 && !ours)
		ours = groups[--count] == group;
	free(groups);
	return ours;
}
