/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of the person's that is changed in one go. */
#ifndef HELPERS_CLI_EDIT_EDIT_H
#define HELPERS_CLI_EDIT_EDIT_H

#include "base/file.h"

#define CLI_EDIT_MAX (8 * 1024 * 1024)

struct cli_edit {
	char name[FC_PATH_SIZE]; /* as the person knows it */
	char path[FC_PATH_SIZE]; /* links followed */
	bool exists;
	struct stat seen;          /* of the version that was read */
	char stamp[FC_FILE_STAMP_SIZE]; /* of the same */
	bool lock_as_git;          /* hold PATH.lock while writing */
	bool secret;               /* 0600 whatever it was, never by a link */
	bool in_place;             /* cannot be replaced: is written over */
	bool executable;           /* by its owner, whatever it was */
	int makes_more;            /* directories than one, where they are
	                              missing */
	int makes_directories;     /* so many, the last ones of its path */
	struct fc_buf before;
	struct fc_buf after; /* to be changed by whoever opened it */
	bool remove;         /* instead of writing after */
};

#define CLI_EDIT_INIT { .before = FC_BUF_INIT(CLI_EDIT_MAX), \
	.after = FC_BUF_INIT(CLI_EDIT_MAX) }

/*
 * Read the file at a path; absent is empty.  A symbolic link is followed and
 * will stay one.  Refuses a path that is not absolute (CONFIG), as it would be
 * another file elsewhere; and (IO) a link to nothing, or of a secret at all,
 * what is not a regular file of ours, and one that is read-only.
 */
FC_MUST_CHECK bool cli_edit_open(struct cli_edit *edit, const char *path,
                                 struct fc_error *err);

/* Is there anything to write? */
bool cli_edit_is_change(const struct cli_edit *edit);

/*
 * Can it be written, as far as it shows?  Else an IO error.  Sees which files
 * are to be written over, as they are a mount of their own or marked, and
 * which directories have to be made.
 */
FC_MUST_CHECK bool cli_edit_check(struct cli_edit *edit,
                                  struct fc_error *err);

/* Open the directory that it is in, which is made if that was seen to be
 * missing; *name is its name there.  It is not held to be ours alone: a home
 * may be laid out otherwise than our own files. */
FC_MUST_CHECK bool cli_edit_directory(const struct cli_edit *edit,
                                      struct fc_dir *dir, const char **name,
                                      struct fc_error *err);

/* Append a text that may be shown in the place of this one, with as many
 * lines: no secret is in it. */
typedef bool cli_edit_mask(const struct fc_buf *text, struct fc_buf *out,
                           struct fc_error *err);

/* Append the change as a diff without context, the lines as masked. */
FC_MUST_CHECK bool cli_edit_show(const struct cli_edit *edit,
                                 cli_edit_mask *mask, struct fc_buf *out,
                                 struct fc_error *err);

/* Is the file still the version that was read?  IO: it has changed. */
FC_MUST_CHECK bool cli_edit_is_current(const struct cli_edit *edit,
                                       struct fc_error *err);

/*
 * Write after over the file (or remove it); cli_edit_check has been asked.  It
 * is replaced at once, and owner, group, mode, ACL and extended attributes stay
 * (0600 when it is new, and x where it is wanted); where they could not, or it
 * cannot be replaced, its bytes are written over.  Directories that are missing
 * are made.  Fails (IO) when somebody has changed the file since it was read,
 * up to the moment when it would be replaced, or git has it locked; it is then
 * as it was.  seen and stamp are renewed.  The caller holds back the signals
 * that would leave a lock or a draft.
 */
FC_MUST_CHECK bool cli_edit_write(struct cli_edit *edit,
                                  struct fc_error *err);

void cli_edit_clear(struct cli_edit *edit);

#endif
