/* SPDX-License-Identifier: Apache-2.0 */
/* A directory for one unit test, gone with it, and files to be put there. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[] = "/tmp/fc-unit-XXXXXX";
static pid_t scratch_owner;

static int
scratch_remove_one(const char *path, const struct stat *st, int type,
                   struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
scratch_remove(void)
{
	if (getpid() == scratch_owner)
		nftw(scratch, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Make the directory; it is removed when the process ends by exit(). */
static void
scratch_make(void)
{
	scratch_owner = getpid();
	if (!mkdtemp(scratch) || atexit(scratch_remove) != 0)
		exit(EXIT_FAILURE);
}

/* A file anew, with these bytes and this mode; NULL: none. */
__attribute__((unused)) static void
scratch_put(const char *path, const char *bytes, size_t len, mode_t mode)
{
	FILE *file;

	unlink(path);
	if (!bytes)
		return;
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0 ||
	    chmod(path, mode) != 0)
		exit(EXIT_FAILURE);
}

#endif
