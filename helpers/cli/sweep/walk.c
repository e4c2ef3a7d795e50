/* SPDX-License-Identifier: Apache-2.0 */
/* Looking through directories. */
#include "cli/sweep/walk.h"

#include "cli/sweep/clone.h"
#include "cli/sweep/places.h"

#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_EVERY_MS 200
#define PROGRESS_WORDS "looking for tokens: %9zu files"
#define BLANKS "                                             "

static void walk_directory(struct cli_walk *walk, int parent,
                           const char *name, int depth);

/* --- progress ------------------------------------------------------------- */

static void
say(const char *text, size_t len)
{
	(void)!write(STDERR_FILENO, text, len);
}

static void
show_progress(struct cli_walk *walk)
{
	const long long now = fc_clock_ms();
	char text[64];

	if (walk->said_ms == 0 || now - walk->said_ms < PROGRESS_EVERY_MS)
		return;
	walk->said_ms = now;
	walk->said = true;
	say(text, (size_t)snprintf(text, sizeof(text), "\r" PROGRESS_WORDS,
	                           walk->entries));
}

void
cli_walk_end(struct cli_walk *walk)
{
	static const char erase[] = "\r" BLANKS "\r";

	if (walk->said)
		say(erase, sizeof(erase) - 1);
	walk->said = false;
}

/* --- one entry ------------------------------------------------------------ */

/* More of the path, and back. */
static bool
append(struct cli_walk *walk, const char *name)
{
	const size_t len = walk->len;

	if (!fc_text_join(walk->path + len, sizeof(walk->path) - len,
	                  len > 0 && walk->path[len - 1] == '/' ? "" : "/",
	                  name, NULL)) {
		walk->path[len] = '\0';
		return false;
	}
	walk->len = len + strlen(walk->path + len);
	return true;
}

static void
cut(struct cli_walk *walk, size_t len)
{
	walk->path[len] = '\0';
	walk->len = len;
}

static void
look_at_file(struct cli_walk *walk, int directory, const char *name,
             bool in_git)
{
	const struct cli_scan_place place = { directory, name, walk->path,
		                              false };
	cli_scanner *scan = cli_place_of_name(name);

	if (in_git && (strcmp(name, "config") == 0 ||
	               strcmp(name, "config.worktree") == 0))
		scan = cli_scan_git;
	if (!in_git && strcmp(name, ".git") == 0)
		cli_clone_look(walk->scan, walk->path, &walk->unreadable);
	else if (scan && !cli_scan_file(walk->scan, &place, scan))
		walk->unreadable++;
}

/* git's own has thousands of objects, and in these nobody works. */
static bool
is_entered(const char *name, bool in_git)
{
	if (in_git)
		return strcmp(name, "modules") == 0 ||
		       strcmp(name, "worktrees") == 0;
	return strcmp(name, "node_modules") != 0 &&
	       strcmp(name, ".cache") != 0;
}

static bool
is_kind(int directory, const struct dirent *entry, unsigned char kind)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == kind;
	return fstatat(directory, entry->d_name, &st,
	               AT_SYMLINK_NOFOLLOW) == 0 &&
	       (kind == DT_DIR ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode));
}

static void
look_at_entry(struct cli_walk *walk, int directory,
              const struct dirent *entry, bool in_git, int depth)
{
	const char *name = entry->d_name;
	const size_t len = walk->len;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	if (++walk->entries > CLI_WALK_ENTRIES_MAX) {
		walk->stopped = true;
		return;
	}
	if (walk->entries % 256 == 0)
		show_progress(walk);
	if (!append(walk, name)) {
		walk->unreadable++;
		return;
	}
	if (is_kind(directory, entry, DT_DIR)) {
		if (is_entered(name, in_git))
			walk_directory(walk, directory, name, depth + 1);
	} else if (is_kind(directory, entry, DT_REG)) {
		look_at_file(walk, directory, name, in_git);
	}
	cut(walk, len);
}

/* --- one directory -------------------------------------------------------- */

/* -1: it is not entered. */
static int
enter(struct cli_walk *walk, int parent, const char *name, int depth)
{
	struct stat st;
	int fd;

	if (depth > CLI_WALK_DEPTH_MAX) {
		walk->stopped = true;
		return -1;
	}
	/* What is mounted when it is opened stays as it is. */
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) !=
	            0 ||
	    !S_ISDIR(st.st_mode) || st.st_dev != walk->device ||
	    cli_own_has_file(walk->scan->own, &st))
		return -1;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	                          O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		walk->unreadable++;
	return fd;
}

static void
walk_directory(struct cli_walk *walk, int parent, const char *name, int depth)
{
	const struct dirent *entry;
	bool in_git;
	DIR *list;
	int fd = enter(walk, parent, name, depth);

	if (fd < 0)
		return;
	in_git = cli_clone_is(fd);
	list = fdopendir(fd);
	if (!list) {
		close(fd);
		walk->unreadable++;
		return;
	}
	while (!walk->stopped && walk->scan->done && (entry = readdir(list)))
		look_at_entry(walk, fd, entry, in_git, depth);
	closedir(list);
}

static bool
walk_from(struct cli_walk *walk, const char *path, struct fc_error *err)
{
	const struct cli_scan_place place = { AT_FDCWD, path, path, false };
	struct stat st;

	if (cli_own_has_path(walk->scan->own, path))
		return true;
	if (stat(path, &st) != 0)
		return fc_fail_sys(err, "looking through %s", path);
	if (S_ISREG(st.st_mode)) {
		if (!cli_scan_file(walk->scan, &place,
		                   cli_place_of_path(path)))
			walk->unreadable++;
		return true;
	}
	walk->device = st.st_dev;
	cut(walk, 0);
	fc_text_join(walk->path, sizeof(walk->path), path, NULL);
	walk->len = strlen(walk->path);
	cli_clone_look_above(walk->scan, path, &walk->unreadable);
	walk_directory(walk, AT_FDCWD, path, 0);
	return true;
}

bool
cli_walk_below(struct cli_walk *walk, const char *path, struct fc_error *err)
{
	char *real = realpath(path, NULL);
	bool done;

	if (!real)
		return fc_fail_sys(err, "looking through %s", path);
	if (walk->said_ms == 0 && isatty(STDERR_FILENO))
		walk->said_ms = fc_clock_ms();
	if (strlen(real) >= sizeof(walk->path))
		done = fc_fail(err, FC_ERR_IO, "the path %.64s... is too long",
		               real);
	else
		done = walk_from(walk, real, err);
	free(real);
	return done;
}
