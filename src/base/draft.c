/* SPDX-License-Identifier: Apache-2.0 */
/* The next contents of a file, on disk before they are known. */
#include "base/draft.h"

#include "base/clock.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* With that much left nobody uses it up before a reply has come. */
#define PLENTY ((uint64_t)64 * 1024 * 1024)

/* --- could it take the file's place? -------------------------------------- */

#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000 /* as in linux/stat.h since 5.8 */
#endif

/* Of a file, or of the directory itself ("" for name). */
static uint64_t
attributes(int dir, const char *name)
{
#ifdef STATX_BASIC_STATS
	struct statx st;

	if (statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, 0, &st) == 0)
		return st.stx_attributes;
#else
	(void)dir;
	(void)name;
#endif
	return 0;
}

/* The other face of a file that was mounted: it has been replaced where it
 * came from, and the name here means what is left of it. */
static bool
is_remnant(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode) && st.st_nlink == 0;
}

/* What a rename is refused for, even to root. */
static bool
is_changeable(const char *path, const char *name, uint64_t has,
              struct fc_error *err)
{
	const char *slash = *name ? "/" : "", *flag = NULL, *what = NULL;

#ifdef STATX_BASIC_STATS
	if (has & STATX_ATTR_IMMUTABLE) {
		flag = "i";
		what = "immutable";
	} else if (has & STATX_ATTR_APPEND) {
		flag = "a";
		what = "append-only";
	}
#else
	(void)has;
#endif
	if (!flag)
		return true;
	fc_fail(err, FC_ERR_IO, "%s%s%s is marked %s, and cannot be replaced",
	        path, slash, name, what);
	fc_error_hint(err, "chattr -%s %s%s%s", flag, path, slash, name);
	return false;
}

bool
fc_draft_may_replace(const struct fc_dir *dir, const char *name,
                     struct fc_error *err)
{
	const uint64_t has = attributes(dir->fd, name);

	if ((has & STATX_ATTR_MOUNT_ROOT) || is_remnant(dir->fd, name)) {
		fc_fail(err, FC_ERR_IO, "%s/%s is a mount of its own, and "
		        "cannot be replaced", dir->path, name);
		fc_error_hint(err, "mount the directory %s, not the file",
		              dir->path);
		return false;
	}
	return is_changeable(dir->path, name, has, err) &&
	       is_changeable(dir->path, "", attributes(dir->fd, ""), err);
}

/* --- opening it ----------------------------------------------------------- */

static bool
failed(const struct fc_draft *draft, struct fc_error *err)
{
	return fc_fail_sys(err, "writing %s/%s", draft->dir->path,
	                   draft->name);
}

bool
fc_draft_open_as(struct fc_draft *draft, const struct fc_dir *dir,
                 const char *name, const char *temporary,
                 struct fc_error *err)
{
	fc_draft_clear(draft);
	draft->dir = dir;
	if (!fc_text_join(draft->name, sizeof(draft->name), name, NULL) ||
	    !fc_text_join(draft->temporary, sizeof(draft->temporary),
	                  temporary, NULL))
		return fc_fail(err, FC_ERR_INTERNAL, "%s: name too long",
		               name);
	/* A leftover of a killed writer: the lock says that it is dead. */
	if (unlinkat(dir->fd, draft->temporary, 0) != 0 && errno != ENOENT)
		return fc_fail_sys(err, "removing %s/%s", dir->path,
		                   draft->temporary);
	draft->fd = openat(dir->fd, draft->temporary,
	                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	                   S_IRUSR | S_IWUSR);
	return draft->fd >= 0 || failed(draft, err);
}

bool
fc_draft_open(struct fc_draft *draft, const struct fc_dir *dir,
              const char *name, const char *tag, struct fc_error *err)
{
	char temporary[NAME_MAX + 1];

	if (!fc_text_join(temporary, sizeof(temporary), ".", name,
	                  tag ? "." : "", tag ? tag : "", ".new", NULL)) {
		fc_draft_clear(draft);
		return fc_fail(err, FC_ERR_INTERNAL, "%s: name too long",
		               name);
	}
	return fc_draft_open_as(draft, dir, name, temporary, err);
}

/* --- room for it ---------------------------------------------------------- */

/* xorshift: what can be compressed, or is shared with its like, takes up
 * less than its size. */
static void
scramble(uint64_t *words, size_t count, uint64_t *state)
{
	size_t i;

	for (i = 0; i < count; i++) {
		*state ^= *state << 13;
		*state ^= *state >> 7;
		*state ^= *state << 17;
		words[i] = *state;
	}
}

static bool
has_plenty(int fd)
{
	struct statvfs fs;

	return !fc_lease_is_remote(fd) && fstatvfs(fd, &fs) == 0 &&
	       (uint64_t)fs.f_bavail * fs.f_frsize >= PLENTY;
}

/* Space that is merely promised (a hole, a cache) would fail later: it is
 * written, and where that proves nothing yet, synced. */
static bool
reserve_space(int fd, size_t size)
{
	uint64_t state = ((uint64_t)getpid() << 32) ^
	                 (uint64_t)fc_clock_ms() ^ 0x9e3779b97f4a7c15;
	uint64_t words[512];

	while (size > 0) {
		size_t chunk = size < sizeof(words) ? size : sizeof(words);
		ssize_t done;

		scramble(words, sizeof(words) / sizeof(words[0]), &state);
		done = write(fd, words, chunk);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		size -= (size_t)done;
	}
	return has_plenty(fd) || fsync(fd) == 0;
}

bool
fc_draft_reserve(struct fc_draft *draft, size_t size, struct fc_error *err)
{
	if (reserve_space(draft->fd, size))
		return true;
	failed(draft, err);
	fc_draft_clear(draft);
	return false;
}

/* --- filling it, and its end ---------------------------------------------- */

static bool
write_all(int fd, const char *bytes, size_t len)
{
	off_t at = 0;

	while (len > 0) {
		ssize_t done = pwrite(fd, bytes, len, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		at += done;
		len -= (size_t)done;
	}
	return true;
}

static bool
put(int fd, const char *bytes, size_t len, bool sync)
{
	return write_all(fd, bytes, len) && ftruncate(fd, (off_t)len) == 0 &&
	       (!sync || fsync(fd) == 0);
}

bool
fc_draft_put(const struct fc_draft *draft, const char *bytes, size_t len,
             bool sync, struct fc_error *err)
{
	int sys;

	if (put(draft->fd, bytes, len, sync))
		return true;
	sys = errno;
	/*
	 * A file system that copies on write takes new blocks for what is
	 * written over: those that were reserved are free once they are let
	 * go, and that is on disk.
	 */
	if ((sys == ENOSPC || sys == EDQUOT) &&
	    ftruncate(draft->fd, 0) == 0 && fsync(draft->fd) == 0 &&
	    put(draft->fd, bytes, len, true))
		return true;
	errno = sys;
	return failed(draft, err);
}

bool
fc_draft_fill(struct fc_draft *draft, const char *bytes, size_t len,
              struct fc_error *err)
{
	if (fc_draft_put(draft, bytes, len, !draft->dir->fleeting, err))
		return true;
	fc_draft_clear(draft);
	return false;
}

/* The lease needs a descriptor that cannot write, and no other that can. */
static void
lease_draft(struct fc_draft *draft, struct fc_lease *lease)
{
	int fd = openat(draft->dir->fd, draft->temporary,
	                O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	close(draft->fd);
	if (fd >= 0)
		fc_lease_take(lease, fd);
}

/* The names are as they are: what a power cut might still undo of that is no
 * reason to call it a failure. */
static void
sync_directory(const struct fc_dir *dir)
{
	if (!dir->fleeting && fsync(dir->fd) != 0)
		fc_trace("syncing %s: %s", dir->path, strerror(errno));
}

bool
fc_draft_place(struct fc_draft *draft, struct fc_lease *lease,
               struct fc_error *err)
{
	const int dir = draft->dir->fd;
	bool placed;

	if (lease) /* else its lock goes with it, when it has its name */
		lease_draft(draft, lease);
	placed = renameat(dir, draft->temporary, dir, draft->name) == 0;
	if (!placed) {
		failed(draft, err);
		unlinkat(dir, draft->temporary, 0);
	}
	if (!lease)
		close(draft->fd);
	draft->fd = -1;
	if (!placed)
		return false;
	sync_directory(draft->dir);
	return true;
}

bool
fc_draft_commit(struct fc_draft *draft, const char *bytes, size_t len,
                struct fc_error *err)
{
	return fc_draft_fill(draft, bytes, len, err) &&
	       fc_draft_place(draft, NULL, err);
}

void
fc_draft_leave(struct fc_draft *draft)
{
	if (draft->fd < 0)
		return;
	close(draft->fd);
	draft->fd = -1;
	sync_directory(draft->dir);
}

void
fc_draft_clear(struct fc_draft *draft)
{
	if (draft->fd < 0)
		return;
	close(draft->fd);
	unlinkat(draft->dir->fd, draft->temporary, 0);
	*draft = (struct fc_draft)FC_DRAFT_INIT;
}
