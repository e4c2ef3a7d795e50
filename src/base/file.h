/* SPDX-License-Identifier: Apache-2.0 */
/* Directories that were checked once, and files read and written in them. */
#ifndef FC_BASE_FILE_H
#define FC_BASE_FILE_H

#include "base/buf.h"
#include "base/lease.h"
#include "base/text.h"

#include <limits.h>
#include <sys/stat.h>
#include <time.h>

/* An open directory whose owner and mode have been checked. */
struct fc_dir {
	int fd; /* -1 when closed */
	bool fleeting; /* set by who opens it: no end of the machine is to be
	                  survived, and nothing there is synced */
	bool unmapped; /* its owner is not known in our user namespace: good
	                  for configuration, and no secret is read there */
	char path[FC_PATH_SIZE];
};

#define FC_DIR_INIT { .fd = -1 }

/*
 * Open a directory of ours.  With create, make it (mode 0700, one level)
 * when it is missing.
 *
 * FC_FOUND:  open.
 * FC_ABSENT: missing, and create is false.
 * FC_FAILED: not a directory, owned by another user than us or root, or
 *            writable by others (its mode is never changed; err names it);
 *            a group in which nobody is but us is no other.
 */
FC_MUST_CHECK enum fc_lookup fc_dir_open(struct fc_dir *dir, const char *path,
                                         bool create, struct fc_error *err);
void fc_dir_close(struct fc_dir *dir);

/* Each name in it, until visit says false.  Fails when it cannot be read. */
FC_MUST_CHECK bool fc_dir_each(const struct fc_dir *dir,
                               bool (*visit)(const char *name, void *arg),
                               void *arg, struct fc_error *err);

/*
 * Read a secret file: O_NOFOLLOW, regular, one link, owned by us; a wider
 * mode than 0600 is repaired on the descriptor and *repaired set (may be
 * NULL).  text is appended to, up to its cap.
 *
 * FC_FAILED names the file and what is wrong with it (a symbolic link, ...).
 */
FC_MUST_CHECK enum fc_lookup fc_file_read_secret(const struct fc_dir *dir,
                                                 const char *name,
                                                 struct fc_buf *text,
                                                 bool *repaired,
                                                 struct fc_error *err);

/* The same, opened only; to know what has been repaired is the caller's. */
FC_MUST_CHECK enum fc_lookup fc_file_open_secret(const struct fc_dir *dir,
                                                 const char *name, int *fd,
                                                 bool *repaired,
                                                 struct fc_error *err);

/*
 * The same for a file that others write in place.  FC_FOUND: it stays open,
 * under the lease that was asked for before it was read; the caller ends it,
 * also after FC_FAILED.
 */
FC_MUST_CHECK enum fc_lookup fc_file_read_shared(const struct fc_dir *dir,
                                                 const char *name,
                                                 struct fc_buf *text,
                                                 struct fc_lease *lease,
                                                 bool *repaired,
                                                 struct fc_error *err);

/*
 * Read a configuration file at path: regular, owned by us, root or a user
 * whom our user namespace does not map, not writable by others (as
 * fc_dir_open has it); a symbolic link is followed.  *seen is the version that
 * was read, with an st_ino of 0 if it could not be opened.
 * FC_FAILED: text holds what could be read all the same, to learn whom it
 * concerns and never to be obeyed.
 */
FC_MUST_CHECK enum fc_lookup fc_file_read_config(const char *path,
                                                 struct fc_buf *text,
                                                 struct stat *seen,
                                                 struct fc_error *err);

/*
 * Is what was so read fit for a secret?  Ours or root's, and nobody else can
 * read it; root's, and not ours to write, a group may that we are in, as on a
 * volume with secrets that is mounted for us.  If not, err's hint (the second)
 * can say what to do.
 */
bool fc_file_is_private(const char *path, const struct stat *seen);
void fc_file_hint_private(struct fc_error *err, const char *path,
                          const struct stat *seen);

/* Write a file: a draft (base/draft.h), committed. */
FC_MUST_CHECK bool fc_file_write(const struct fc_dir *dir, const char *name,
                                 const char *bytes, size_t len,
                                 struct fc_error *err);

/* Remove; absence is fine. */
FC_MUST_CHECK bool fc_file_remove(const struct fc_dir *dir, const char *name,
                                  struct fc_error *err);

/* Remove the draft that a killed writer has left behind.  The caller holds the
 * lock that guards the file.  Absence is fine; a directory, too. */
FC_MUST_CHECK bool fc_draft_forget(const struct fc_dir *dir, const char *name,
                                   const char *tag, struct fc_error *err);

/*
 * Remove a file that has held a secret, and what a killed writer has left of
 * the next one (without a tag).  The caller holds the lock that guards it.
 * Absence is fine; so is a directory in its place, which holds none.
 */
FC_MUST_CHECK bool fc_file_forget(const struct fc_dir *dir, const char *name,
                                  struct fc_error *err);

/* After a read that failed: is it one that others have a hand on, a link,
 * another user's file or one with a second name, rather than no file? */
bool fc_file_is_planted(const struct fc_dir *dir, const char *name);

/*
 * What identifies one version of a file: device, inode, size, mtime and
 * ctime with nanoseconds, or "-" when there is none.  Follows links.
 */
#define FC_FILE_STAMP_SIZE 176
void fc_file_stamp(const char *path, char out[FC_FILE_STAMP_SIZE]);

/* The same of one that is open; an st_ino of 0 stands for none. */
void fc_stat_stamp(const struct stat *st, char out[FC_FILE_STAMP_SIZE]);

#endif
