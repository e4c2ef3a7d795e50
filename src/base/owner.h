/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a file is, where one number does not tell. */
#ifndef FC_BASE_OWNER_H
#define FC_BASE_OWNER_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Is the owner of the file open at fd a user whom our user namespace does not
 * map, as root is not in a rootless container?  Such an owner shows as the
 * overflow uid, which may be a mapped user's as well; when it cannot be known
 * which it is: false.  Reads /proc, and only for that uid.
 */
bool fc_owner_is_unmapped(int fd, const struct stat *st);

/*
 * The file at fd can be written by its group: is that nobody but us, as with
 * a umask of 002 in the group that useradd(8) makes for each user?  It has our
 * name and is our primary one, nobody else is in it, and no access control
 * list lets others in.  Reads the files of base/users.
 */
bool fc_group_is_private(int fd, const struct stat *st);

#endif
