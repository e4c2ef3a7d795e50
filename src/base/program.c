/* SPDX-License-Identifier: Apache-2.0 */
/* Which program a name means. */
#include "base/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

bool
fc_program_find(const char *name, char path[FC_PATH_SIZE])
{
	const char *at = getenv("PATH");
	char directory[FC_PATH_SIZE];

	if (strchr(name, '/'))
		return fc_text_join(path, FC_PATH_SIZE, name, NULL) &&
		       is_program(path);
	while (at && *at) {
		size_t len = strcspn(at, ":");

		if (*at == '/' && len < sizeof(directory)) {
			memcpy(directory, at, len);
			directory[len] = '\0';
			if (fc_text_join(path, FC_PATH_SIZE, directory, "/",
			                 name, NULL) && is_program(path))
				return true;
		}
		at += len;
		at += *at == ':';
	}
	return false;
}

bool
fc_path_is_same(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
