/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The INI of npm and pnpm (.npmrc, auth.ini): "key=value" lines.  What stands
 * behind the first section is of that section, and means nothing to them.
 */
#ifndef HELPERS_CLI_TOOLS_NPM_NPMRC_H
#define HELPERS_CLI_TOOLS_NPM_NPMRC_H

#include "cli/edit/backup.h"

/* The value by which npm takes the token that exec sets. */
#define CLI_NPMRC_VARIABLE "${FOUNDRY_TOKEN}"

/* A setting, borrowed from the text; value without quotes around it. */
struct cli_npmrc_line {
	size_t at, end; /* of the whole line, its end included */
	const char *key, *value;
	size_t key_len, value_len;
};

#define CLI_NPMRC_FIRST { .end = 0 }

/* The next one; false: there are no more. */
FC_MUST_CHECK bool cli_npmrc_next(const struct fc_buf *text,
                                  struct cli_npmrc_line *line);

/* The one that counts for a key: the last.  False: there is none. */
FC_MUST_CHECK bool cli_npmrc_find(const struct fc_buf *text, const char *key,
                                  size_t key_len,
                                  struct cli_npmrc_line *found);

bool cli_npmrc_is(const struct cli_npmrc_line *line, const char *value);

/* Is it the setting of that name of some registry: "//...:NAME"? */
bool cli_npmrc_names(const struct cli_npmrc_line *line, const char *name);

/* Make it the value that counts, and leave every other byte. */
FC_MUST_CHECK bool cli_npmrc_set(struct fc_buf *text, const char *key,
                                 const char *value, struct fc_error *err);

/* Of what setup set, put back what was there before, or nothing: each as far
 * as it still is as setup left it. */
FC_MUST_CHECK bool cli_npmrc_take_back(struct fc_buf *text,
                                       const struct cli_backup *backup,
                                       struct fc_error *err);

/* Names are shown, and values that setup writes. */
cli_edit_mask cli_npmrc_mask;

/* Read a file, a user's or a project's, as npm does: absent is empty. */
FC_MUST_CHECK bool cli_npmrc_read(const char *path, struct fc_buf *text);

#endif
