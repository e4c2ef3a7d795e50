/* SPDX-License-Identifier: Apache-2.0 */
/* Directories that were checked once, and files read and written in them. */
#include "base/file.h"

#include "base/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OTHERS_MAY_WRITE (S_IWGRP | S_IWOTH)
#define WIDER_THAN_OURS (S_IRWXG | S_IRWXO | S_ISUID | S_ISGID)

/* Whose is it?  A sentence for the person who kept HOME under sudo. */
static bool
refuse_owner(struct fc_error *err, const char *path, uid_t owner)
{
	fc_fail(err, FC_ERR_IO, "%s belongs to another user (uid %lu, we are %lu)",
	        path, (unsigned long)owner, (unsigned long)geteuid());
	fc_error_hint(err, "run this as that user, or set FOUNDRY_HOME to a "
	                   "directory of your own");
	return false;
}

/* A group with nobody in it but us is no other hand. */
static bool
only_we_write(int fd, const struct stat *st, const char *path,
              enum fc_error_kind kind, struct fc_error *err)
{
	const mode_t open = st->st_mode & OTHERS_MAY_WRITE;
	const char *who = "go";

	if (open == 0 || (open == S_IWGRP && st->st_uid == geteuid() &&
	                  fc_group_is_private(fd, st)))
		return true;
	if (open != OTHERS_MAY_WRITE)
		who = open == S_IWGRP ? "g" : "o";
	fc_fail(err, kind, "%s can be written by other users", path);
	fc_error_hint(err, "chmod %s-w %s", who, path);
	return false;
}

/* Where configuration lies, who is not known here may be root: he put nothing
 * there that he could not say to everybody. */
static bool
directory_is_ours(struct fc_dir *dir, struct fc_error *err)
{
	struct stat st;

	if (fstat(dir->fd, &st) != 0)
		return fc_fail_sys(err, "looking at %s", dir->path);
	if (st.st_uid != geteuid() && st.st_uid != 0) {
		dir->unmapped = fc_owner_is_unmapped(dir->fd, &st);
		if (!dir->unmapped)
			return refuse_owner(err, dir->path, st.st_uid);
	}
	return only_we_write(dir->fd, &st, dir->path, FC_ERR_IO, err);
}

/* Missing, without create: it stays closed. */
static bool
open_directory(struct fc_dir *dir, bool create, struct fc_error *err)
{
	int unmade = 0;

	if (create && mkdir(dir->path, 0700) != 0 && errno != EEXIST)
		unmade = errno;
	dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd >= 0 || (errno == ENOENT && !create))
		return true;
	if (unmade) /* says more than that there is none */
		errno = unmade;
	return fc_fail_sys(err, "%s the directory %s",
	                   unmade ? "making" : "opening", dir->path);
}

enum fc_lookup
fc_dir_open(struct fc_dir *dir, const char *path, bool create,
            struct fc_error *err)
{
	fc_dir_close(dir);
	if (!fc_text_join(dir->path, sizeof(dir->path), path, NULL)) {
		fc_fail(err, FC_ERR_IO, "the path %.64s... is too long", path);
		return FC_FAILED;
	}
	if (!open_directory(dir, create, err))
		return FC_FAILED;
	if (dir->fd < 0)
		return FC_ABSENT;
	if (!directory_is_ours(dir, err)) {
		fc_dir_close(dir);
		return FC_FAILED;
	}
	return FC_FOUND;
}

void
fc_dir_close(struct fc_dir *dir)
{
	if (dir->fd >= 0)
		close(dir->fd);
	dir->fd = -1;
	dir->unmapped = false;
}

/* Anybody may have put a secret there that is known to him. */
static bool
refuse_unmapped(struct fc_error *err, const struct fc_dir *dir)
{
	fc_fail(err, FC_ERR_IO, "%s belongs to a user who is not known in "
	        "this user namespace, and no secret is read there", dir->path);
	fc_error_hint(err, "set FOUNDRY_HOME to a directory of your own");
	return false;
}

/* A secret file is a plain file of ours that nobody else has a hand on. */
static bool
secret_is_ours(int fd, const struct fc_dir *dir, const char *name,
               bool *repaired, struct fc_error *err)
{
	char path[FC_PATH_SIZE + NAME_MAX + 2];
	struct stat st;

	fc_text_join(path, sizeof(path), dir->path, "/", name, NULL);
	if (fstat(fd, &st) != 0)
		return fc_fail_sys(err, "looking at %s", path);
	if (!S_ISREG(st.st_mode))
		return fc_fail(err, FC_ERR_IO, "%s is not a regular file",
		               path);
	if (st.st_uid != geteuid())
		return refuse_owner(err, path, st.st_uid);
	if (st.st_nlink > 1) { /* 0: it has been replaced this moment */
		fc_fail(err, FC_ERR_IO, "%s has %lu hard links", path,
		        (unsigned long)st.st_nlink);
		fc_error_hint(err, "remove the other name: a secret file has "
		                   "one");
		return false;
	}
	if (st.st_mode & WIDER_THAN_OURS) {
		if (fchmod(fd, S_IRUSR | S_IWUSR) != 0)
			return fc_fail_sys(err, "making %s private", path);
		if (repaired)
			*repaired = true;
	}
	return true;
}

static enum fc_lookup
open_failed(const char *dir, const char *name, struct fc_error *err)
{
	if (errno == ENOENT)
		return FC_ABSENT;
	if (errno == ELOOP) {
		fc_fail(err, FC_ERR_IO, "%s/%s is a symbolic link", dir, name);
		fc_error_hint(err, "put the file itself there: a secret file "
		                   "is never followed through a link");
		return FC_FAILED;
	}
	if (errno == ENXIO) /* a socket */
		fc_fail(err, FC_ERR_IO, "%s/%s is not a regular file", dir,
		        name);
	else
		fc_fail_sys(err, "opening %s/%s", dir, name);
	return FC_FAILED;
}

enum fc_lookup
fc_file_open_secret(const struct fc_dir *dir, const char *name, int *fd,
                    bool *repaired, struct fc_error *err)
{
	*fd = openat(dir->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
	                            O_NONBLOCK | O_NOCTTY);
	if (*fd < 0)
		return open_failed(dir->path, name, err);
	if (dir->unmapped)
		refuse_unmapped(err, dir);
	else if (secret_is_ours(*fd, dir, name, repaired, err))
		return FC_FOUND;
	close(*fd);
	return FC_FAILED;
}

enum fc_lookup
fc_file_read_secret(const struct fc_dir *dir, const char *name,
                    struct fc_buf *text, bool *repaired, struct fc_error *err)
{
	enum fc_lookup result;
	int fd;

	result = fc_file_open_secret(dir, name, &fd, repaired, err);
	if (result != FC_FOUND)
		return result;
	if (!fc_buf_read(text, fd, name, err))
		result = FC_FAILED;
	close(fd);
	return result;
}

enum fc_lookup
fc_file_read_shared(const struct fc_dir *dir, const char *name,
                    struct fc_buf *text, struct fc_lease *lease,
                    bool *repaired, struct fc_error *err)
{
	enum fc_lookup result;
	int fd;

	fc_lease_end(lease);
	result = fc_file_open_secret(dir, name, &fd, repaired, err);
	if (result != FC_FOUND)
		return result;
	fc_lease_take(lease, fd);
	return fc_buf_read(text, fd, name, err) ? FC_FOUND : FC_FAILED;
}

static bool
config_is_trusted(int fd, const struct stat *st, const char *path,
                  struct fc_error *err)
{
	if (st->st_uid != geteuid() && st->st_uid != 0 &&
	    !fc_owner_is_unmapped(fd, st))
		return refuse_owner(err, path, st->st_uid);
	return only_we_write(fd, st, path, FC_ERR_CONFIG, err);
}

enum fc_lookup
fc_file_read_config(const char *path, struct fc_buf *text,
                    struct stat *seen, struct fc_error *err)
{
	enum fc_lookup result = FC_FAILED;
	int fd;

	*seen = (struct stat){ .st_ino = 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return FC_ABSENT;
		if (errno == ENXIO)
			fc_fail(err, FC_ERR_IO, "%s is not a regular file",
			        path);
		else
			fc_fail_sys(err, "opening %s", path);
		return FC_FAILED;
	}
	if (fstat(fd, seen) != 0)
		fc_fail_sys(err, "looking at %s", path);
	else if (!S_ISREG(seen->st_mode))
		fc_fail(err, FC_ERR_IO, "%s is not a regular file", path);
	else if (fc_buf_read(text, fd, path, err) &&
	         config_is_trusted(fd, seen, path, err))
		result = FC_FOUND;
	close(fd);
	return result;
}

void
fc_file_stamp(const char *path, char out[FC_FILE_STAMP_SIZE])
{
	struct stat st;

	if (fstatat(AT_FDCWD, path, &st, 0) != 0)
		st.st_ino = 0;
	fc_stat_stamp(&st, out);
}

void
fc_stat_stamp(const struct stat *st, char out[FC_FILE_STAMP_SIZE])
{
	char text[7][FC_NUMBER_SIZE];

	if (st->st_ino == 0) {
		fc_text_join(out, FC_FILE_STAMP_SIZE, "-", NULL);
		return;
	}
	fc_text_number(text[0], (long long)st->st_dev);
	fc_text_number(text[1], (long long)st->st_ino);
	fc_text_number(text[2], (long long)st->st_size);
	fc_text_number(text[3], (long long)st->st_mtim.tv_sec);
	fc_text_number(text[4], (long long)st->st_mtim.tv_nsec);
	fc_text_number(text[5], (long long)st->st_ctim.tv_sec);
	fc_text_number(text[6], (long long)st->st_ctim.tv_nsec);
	fc_text_join(out, FC_FILE_STAMP_SIZE, text[0], ".", text[1], ".",
	             text[2], ".", text[3], ".", text[4], ".", text[5], ".",
	             text[6], NULL);
}
