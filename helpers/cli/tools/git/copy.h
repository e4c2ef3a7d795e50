/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git makes of a text, and what a text becomes when git changes it: git
 * is run on a copy, in a directory of ours below /tmp, that does not stay.
 * Fails (DATA) on what git cannot read, and where git cannot be run.
 */
#ifndef HELPERS_CLI_TOOLS_GIT_COPY_H
#define HELPERS_CLI_TOOLS_GIT_COPY_H

#include "base/buf.h"
#include "base/url.h"

/* "credential.https://HOST.helper" */
#define CLI_GIT_KEY_SIZE (FC_HOST_SIZE + 40)

/* Every entry in its order, "KEY LF VALUE NUL"; a key without a value has no
 * LF. */
FC_MUST_CHECK bool cli_git_entries(const struct fc_buf *text,
                                   struct fc_buf *out, struct fc_error *err);

/* The values of a key, each ended by a NUL. */
FC_MUST_CHECK bool cli_git_values(const struct fc_buf *text, const char *key,
                                  struct fc_buf *out, struct fc_error *err);

/* The text with such values added to a key. */
FC_MUST_CHECK bool cli_git_add(const struct fc_buf *text, const char *key,
                               const struct fc_buf *values,
                               struct fc_buf *out, struct fc_error *err);

#endif
