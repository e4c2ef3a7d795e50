/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of the person's that is changed in one go. */
#ifndef HELPERS_CLI_SETUP_EDIT_H
#define HELPERS_CLI_SETUP_EDIT_H

#include "base/file.h"

#define CLI_EDIT_MAX (8 * 1024 * 1024)

struct cli_edit {
	char name[FC_PATH_SIZE]; /* as the person knows it */
	char path[FC_PATH_SIZE]; /* links followed */
	bool exists;
	mode_t mode;
	char stamp[FC_STAMP_SIZE]; /* of the version that was read */
	bool lock_as_git;          /* hold PATH.lock while writing */
	struct fc_buf before;
	struct fc_buf after; /* to be changed by whoever opened it */
	bool remove;         /* instead of writing after */
};

#define CLI_EDIT_INIT { .before = FC_BUF_INIT(CLI_EDIT_MAX), \
	.after = FC_BUF_INIT(CLI_EDIT_MAX) }

/*
 * Read the file at a path; absent is empty.  A symbolic link is followed and
 * will stay one.  Refuses a path that is not absolute (CONFIG), as it would be
 * another file elsewhere; and (IO) a link to nothing, what is not a regular
 * file of ours, and one that is read-only.
 */
FC_MUST_CHECK bool cli_edit_open(struct cli_edit *edit, const char *path,
                                 struct fc_error *err);

/* Is there anything to write? */
bool cli_edit_is_change(const struct cli_edit *edit);

/* Can it be written, as far as the directory shows?  Else an IO error. */
FC_MUST_CHECK bool cli_edit_check(const struct cli_edit *edit,
                                  struct fc_error *err);

/* Rewrite one line of a diff, so that no secret is in it. */
typedef bool cli_edit_mask(struct fc_buf *line, struct fc_error *err);

/* Append the change as a diff without context, each line masked. */
FC_MUST_CHECK bool cli_edit_show(const struct cli_edit *edit,
                                 cli_edit_mask *mask, struct fc_buf *out,
                                 struct fc_error *err);

/* Is the file still the version that was read?  IO: it has changed. */
FC_MUST_CHECK bool cli_edit_is_current(const struct cli_edit *edit,
                                       struct fc_error *err);

/*
 * Write after over the file (or remove it), atomically and with the mode it
 * had (0600 when it is new); the last directory of its path is made when it
 * is missing.  Fails (IO) when somebody changed the file since it was read,
 * or git has it locked; it is then as it was.  stamp is renewed.
 */
FC_MUST_CHECK bool cli_edit_write(struct cli_edit *edit,
                                  struct fc_error *err);

void cli_edit_clear(struct cli_edit *edit);

#endif
