/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of a clone (gitrepository-layout(5)). */
#include "cli/sweep/clone.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_LEN FC_PATH_SIZE

bool
cli_clone_is(int directory)
{
	return faccessat(directory, "HEAD", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (faccessat(directory, "objects", F_OK, 0) == 0 ||
	        faccessat(directory, "commondir", F_OK, 0) == 0);
}

static void
look_at(struct cli_scan *scan, const char *directory, const char *name,
        size_t *unreadable)
{
	char path[FC_PATH_SIZE];
	const struct cli_scan_place place = { AT_FDCWD, path, path, true };

	if (fc_text_join(path, sizeof(path), directory, "/", name, NULL) &&
	    !cli_scan_file(scan, &place, cli_scan_git))
		++*unreadable;
}

/* The path in a file of one line, behind a word; it is below that file's own
 * directory unless it is absolute. */
static bool
read_path(const struct cli_scan *scan, const char *directory, const char *name,
          const char *word, char out[FC_PATH_SIZE])
{
	char line[LINE_MAX_LEN], path[FC_PATH_SIZE];
	const struct cli_scan_place place = { AT_FDCWD, path, path, true };
	const size_t skip = strlen(word);
	struct stat seen;
	ssize_t len;
	int fd;

	if (!fc_text_join(path, sizeof(path), directory, "/", name, NULL))
		return false;
	fd = cli_scan_open(scan, &place, &seen);
	if (fd < 0)
		return false;
	len = fc_read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len <= (ssize_t)skip || memcmp(line, word, skip) != 0)
		return false;
	line[len] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (line[skip] == '/')
		return fc_text_join(out, FC_PATH_SIZE, line + skip, NULL);
	return fc_text_join(out, FC_PATH_SIZE, directory, "/", line + skip,
	                    NULL);
}

void
cli_clone_look(struct cli_scan *scan, const char *path, size_t *unreadable)
{
	char git[FC_PATH_SIZE], common[FC_PATH_SIZE];
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	if (S_ISREG(st.st_mode)) {
		char above[FC_PATH_SIZE];
		const char *slash = strrchr(path, '/');

		if (!slash ||
		    !fc_text_slice(above, sizeof(above), path,
		                   (size_t)(slash - path)) ||
		    !read_path(scan, above, slash + 1, "gitdir: ", git))
			return;
	} else if (!fc_text_join(git, sizeof(git), path, NULL)) {
		return;
	}
	look_at(scan, git, "config", unreadable);
	look_at(scan, git, "config.worktree", unreadable);
	if (read_path(scan, git, "commondir", "", common))
		look_at(scan, common, "config", unreadable);
}

void
cli_clone_look_above(struct cli_scan *scan, const char *path,
                     size_t *unreadable)
{
	char above[FC_PATH_SIZE], git[FC_PATH_SIZE];
	char *slash;

	if (!fc_text_join(above, sizeof(above), path, NULL))
		return;
	do {
		if (fc_text_join(git, sizeof(git), above, "/.git", NULL) &&
		    access(git, F_OK) == 0) {
			cli_clone_look(scan, git, unreadable);
			return;
		}
		slash = strrchr(above, '/');
		if (slash)
			*slash = '\0';
	} while (slash);
}
