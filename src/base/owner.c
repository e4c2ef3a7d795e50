/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a file is, where one number does not tell. */
#include "base/owner.h"

#include "base/users.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif

#ifdef __linux__

#define PROC_MAX 65536
#define OVERFLOW_UID 65534
#define FOWNER 3 /* CAP_FOWNER of capabilities(7) */

/* That of all whom a namespace does not map, ourselves perhaps among them. */
static bool
is_overflow(uid_t uid)
{
	struct fc_buf text = FC_BUF_INIT(PROC_MAX);
	unsigned long long overflow = OVERFLOW_UID;
	const char *at;

	if (fc_text_load("/proc/sys/kernel/overflowuid", &text)) {
		at = fc_buf_str(&text);
		(void)fc_text_count(&at, &overflow);
	}
	fc_buf_clear(&text);
	return uid == overflow;
}

/* Lines of "first here, first outside, how many" (user_namespaces(7)). */
static bool
maps(const struct fc_buf *map, uid_t uid)
{
	const char *at = fc_buf_str(map);
	unsigned long long here, outside, count;

	while (fc_text_count(&at, &here) && fc_text_count(&at, &outside) &&
	       fc_text_count(&at, &count))
		if (uid >= here && uid - here < count)
			return true;
	return false;
}

/* In force, within our namespace: 16 digits, of four capabilities each. */
static bool
has_capability(unsigned int capability)
{
	static const char key[] = "\nCapEff:\t", digits[] = "0123456789abcdef";
	struct fc_buf text = FC_BUF_INIT(PROC_MAX);
	const char *at = NULL, *digit = NULL;
	bool has;

	if (fc_text_load("/proc/self/status", &text))
		at = strstr(fc_buf_str(&text), key);
	if (at && strspn(at + strlen(key), digits) == 16)
		digit = strchr(digits, at[strlen(key) + 15 - capability / 4]);
	has = digit && (digit - digits) >> capability % 4 & 1;
	fc_buf_clear(&text);
	return has;
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
	unmapped = fc_text_load("/proc/self/uid_map", &map) &&
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

bool
fc_group_is_private(int fd, const struct stat *st)
{
	struct fc_user user;

	/* In group 0 some images have all their users. */
	return st->st_gid != 0 && !has_access_list(fd) &&
	       !is_overflow(geteuid()) && fc_user_find(geteuid(), &user) &&
	       fc_user_owns_group(&user, st->st_gid);
}
