/* SPDX-License-Identifier: Apache-2.0 */
/* Which program a name means. */
#include "base/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* The path of name in the next directory of PATH, which *at moves past.
 * False: there is none any more. */
static bool
next_place(const char **at, const char *name, char path[FC_PATH_SIZE])
{
	char directory[FC_PATH_SIZE];

	while (*at && **at) {
		const size_t len = strcspn(*at, ":");
		const bool whole = **at == '/' &&
		                   fc_text_slice(directory, sizeof(directory),
		                                 *at, len);

		*at += len;
		*at += **at == ':';
		if (whole && fc_text_join(path, FC_PATH_SIZE, directory, "/",
		                          name, NULL))
			return true;
	}
	return false;
}

bool
fc_program_find(const char *name, char path[FC_PATH_SIZE])
{
	const char *at = getenv("PATH");

	if (strchr(name, '/'))
		return fc_text_join(path, FC_PATH_SIZE, name, NULL) &&
		       is_program(path);
	while (next_place(&at, name, path))
		if (is_program(path))
			return true;
	return false;
}

bool
fc_path_is_same(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* What this process was run as; "" when that cannot be known. */
static const char *
own_path(void)
{
#ifdef __linux__
	const unsigned long path = getauxval(AT_EXECFN);

	if (path)
		return (const char *)path; /* NOLINT(performance-no-int-to-ptr) */
#endif
	return "";
}

/* Where PATH goes on behind it: by name, which is how it was looked up; else
 * by the first link to it; at is the whole of PATH. */
static const char *
behind(const char *at, const char *own, const char *name)
{
	const char *all = at, *link = NULL;
	char path[FC_PATH_SIZE];

	while (next_place(&at, name, path)) {
		if (strcmp(path, own) == 0)
			return at;
		if (!link && fc_path_is_same(path, own))
			link = at;
	}
	return link ? link : all;
}

bool
fc_program_next(const char *name, char path[FC_PATH_SIZE])
{
	const char *own = own_path();
	const char *at = behind(getenv("PATH"), own, name);

	while (next_place(&at, name, path))
		if (is_program(path) && !fc_path_is_same(path, own))
			return true;
	return false;
}
