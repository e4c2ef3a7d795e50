/* SPDX-License-Identifier: Apache-2.0 */
/* One file that is looked through. */
#include "cli/sweep/scan.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Can whoever is no owner come by the directories above? */
static bool
lets_by(const char *path, mode_t bit)
{
	char above[FC_PATH_SIZE];
	struct stat st;
	char *slash;

	if (!fc_text_join(above, sizeof(above), path, NULL))
		return true;
	while ((slash = strrchr(above, '/')) && slash != above) {
		*slash = '\0';
		if (stat(above, &st) == 0 && !(st.st_mode & bit))
			return false;
	}
	return true;
}

static enum cli_sweep_readers
readers_of(const struct cli_scan *scan)
{
	if ((scan->seen.st_mode & S_IROTH) && lets_by(scan->path, S_IXOTH))
		return CLI_SWEEP_ALL;
	if ((scan->seen.st_mode & S_IRGRP) &&
	    lets_by(scan->path, S_IXGRP | S_IXOTH))
		return CLI_SWEEP_GROUP;
	return CLI_SWEEP_OWNER;
}

static size_t
line_of(struct cli_scan *scan, size_t at)
{
	if (at < scan->counted)
		scan->counted = scan->line = 0;
	for (; scan->counted < at; scan->counted++)
		scan->line += scan->text.data[scan->counted] == '\n';
	return scan->line + 1;
}

void
cli_scan_cut(struct cli_scan *scan, size_t from, size_t len)
{
	scan->cut = (struct cli_cut){ from, len, scan->scanner };
}

void
cli_scan_value(struct cli_scan *scan, size_t at, const char *value,
               size_t len, const struct cli_sweep_beside *beside,
               const char *what)
{
	struct cli_finding finding = {
		.path = (char *)scan->path,
		.device = scan->seen.st_dev,
		.inode = scan->seen.st_ino,
		.at = at,
		.cut = scan->cut,
	};

	if (!scan->done || !cli_sweep_is_token(scan->hosts, value, len, beside,
	                                       &finding.token))
		return;
	finding.line = line_of(scan, at);
	finding.readers = readers_of(scan);
	/* No name, however odd, shows a part of one. */
	if (strstr(what, "eyJ"))
		what = "token";
	fc_printable(finding.what, sizeof(finding.what), what, strlen(what));
	scan->done = cli_findings_add(scan->findings, &finding, scan->err);
}

size_t
cli_scan_line_end(const struct fc_buf *text, size_t from, size_t *next)
{
	const char *stop = memchr(text->data + from, '\n', text->len - from);
	size_t end = stop ? (size_t)(stop - text->data) : text->len;

	*next = stop ? end + 1 : end;
	if (end > from && text->data[end - 1] == '\r')
		end--;
	return end;
}

static bool
may_open(const struct cli_scan *scan, const struct cli_scan_place *place,
         const struct stat *seen)
{
	return S_ISREG(seen->st_mode) && seen->st_size > 0 &&
	       !cli_own_has_file(scan->own, seen) &&
	       !(place->follow && cli_own_has_path(scan->own, place->path));
}

int
cli_scan_open(const struct cli_scan *scan, const struct cli_scan_place *place,
              struct stat *seen)
{
	int fd = -1;

	if (fstatat(place->directory, place->name, seen,
	            place->follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
		return -1;
	if (may_open(scan, place, seen)) {
		fd = place->follow
		     ? openat(place->directory, place->name, O_RDONLY |
		              O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
		     : openat(place->directory, place->name, O_RDONLY |
		              O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			return -1;
		/* It may be another one by now. */
		if (fstat(fd, seen) == 0 && may_open(scan, place, seen))
			return fd;
		close(fd);
	}
	errno = ENOENT;
	return -1;
}

/* The mark of UTF-8 is no part of the first line. */
static void
skip_mark(struct fc_buf *text)
{
	if (text->len >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0)
		memset(text->data, ' ', 3);
}

static void
run(struct cli_scan *scan, cli_scanner *scanner)
{
	scan->counted = scan->line = 0;
	scan->scanner = scanner;
	cli_scan_cut(scan, 0, 0);
	scanner(scan);
}

bool
cli_scan_file(struct cli_scan *scan, const struct cli_scan_place *place,
              cli_scanner *scanner)
{
	struct fc_error ignored = FC_ERROR_INIT;
	int fd = cli_scan_open(scan, place, &scan->seen);
	bool done;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR;
	scan->path = place->path;
	scan->text = (struct fc_buf)FC_BUF_INIT(CLI_SWEEP_FILE_MAX);
	done = fc_buf_read(&scan->text, fd, scan->path, &ignored);
	close(fd);
	if (done && scan->text.len > 0) {
		skip_mark(&scan->text);
		run(scan, scanner);
	}
	fc_buf_clear(&scan->text);
	return done;
}

void
cli_scan_text(struct cli_scan *scan, const struct fc_buf *text,
              cli_scanner *scanner)
{
	scan->text = *text;
	if (text->len > 0)
		run(scan, scanner);
	scan->text = (struct fc_buf)FC_BUF_INIT(CLI_SWEEP_FILE_MAX);
}

bool
cli_scan_beside_file(const struct cli_scan *scan, const char *name,
                     struct fc_buf *text)
{
	const char *slash = strrchr(scan->path, '/');
	char path[FC_PATH_SIZE] = "";
	const struct cli_scan_place place = { AT_FDCWD, path, path, true };
	struct fc_error ignored = FC_ERROR_INIT;
	struct stat seen;
	bool done;
	int fd;

	if (!slash ||
	    !fc_text_slice(path, sizeof(path), scan->path,
	                   (size_t)(slash - scan->path) + 1) ||
	    !fc_text_join(path + strlen(path), sizeof(path) - strlen(path),
	                  name, NULL))
		return false;
	fd = cli_scan_open(scan, &place, &seen);
	if (fd < 0)
		return false;
	done = fc_buf_read(text, fd, path, &ignored);
	close(fd);
	return done;
}
