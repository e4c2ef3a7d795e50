/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a directory. */
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool
fc_dir_each(const struct fc_dir *dir,
            bool (*visit)(const char *name, void *arg), void *arg,
            struct fc_error *err)
{
	/* A descriptor of its own, for its own place in the list. */
	int fd = openat(dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	if (!list) {
		fc_fail_sys(err, "reading the directory %s", dir->path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	while ((entry = readdir(list)))
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    !visit(entry->d_name, arg))
			break;
	closedir(list);
	return true;
}
