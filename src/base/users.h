/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Users and groups of this machine.  The files are read here: the C library's
 * way to them loads what a directory server needs into a process that holds
 * secrets, and makes each start dearer.
 */
#ifndef FC_BASE_USERS_H
#define FC_BASE_USERS_H

#include "base/buf.h"
#include "base/text.h"

#include <sys/types.h>

struct fc_user {
	char name[256];
	char home[FC_PATH_SIZE];
	uid_t uid;
	gid_t gid; /* the primary group */
};

/* By /etc/passwd, else by getent(1), which knows of directory servers. */
bool fc_user_find(uid_t uid, struct fc_user *user);

/* Is this the group that useradd(8) makes for each user: it has the user's
 * name, is the primary one, and has nobody else in it?  By the files alone. */
bool fc_user_owns_group(const struct fc_user *user, gid_t gid);

/* All of a small file, as those of /etc and /proc are.  The caller clears
 * text. */
bool fc_text_load(const char *path, struct fc_buf *text);

/* The number that *at begins with, after blanks; *at goes behind it.  False:
 * none. */
bool fc_text_count(const char **at, unsigned long long *number);

#endif
