/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that the person, or root, has put where we only read. */
#include "base/file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Without reading or changing it. */
static bool
can_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Who is not root and yet could read what is root's is in its group. */
bool
fc_file_is_private(const char *path, const struct stat *seen)
{
	const mode_t others = seen->st_mode & (S_IRGRP | S_IROTH);

	/* Whom our user namespace does not map may be anybody. */
	if (seen->st_uid != geteuid() && seen->st_uid != 0)
		return false;
	return others == 0 || (others == S_IRGRP && seen->st_uid == 0 &&
	                       !can_write(path));
}

void
fc_file_hint_private(struct fc_error *err, const char *path,
                     const struct stat *seen)
{
	struct statvfs system;

	if (seen->st_uid == geteuid() &&
	    (statvfs(path, &system) != 0 || !(system.f_flag & ST_RDONLY)))
		fc_error_hint(err, "chmod 600 %s", path);
	else
		fc_error_hint(err, "give its volume defaultMode: 0440, or use "
		              "client_secret_command or "
		              "FOUNDRY_CLIENT_SECRET instead");
}
