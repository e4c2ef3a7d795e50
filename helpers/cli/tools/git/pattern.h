/* SPDX-License-Identifier: Apache-2.0 */
/* For which URLs a section of git's configuration is: PATTERN of
 * "credential.PATTERN.helper". */
#ifndef HELPERS_CLI_TOOLS_GIT_PATTERN_H
#define HELPERS_CLI_TOOLS_GIT_PATTERN_H

#include "base/error.h"
#include "base/text.h"

/* Below which URL git asks: "https://USER@HOST/PATH". */
struct cli_git_place {
	char user[64];  /* "" when there is none */
	char path[256]; /* "/stemma/git" */
};

/* Is it for a place of https://HOST, and for all that is below? */
bool cli_git_pattern_is_for(const char *text, size_t len, const char *host,
                            const struct cli_git_place *place);

/* Could it be for any place of the host? */
bool cli_git_pattern_concerns(const char *text, size_t len, const char *host);

/* The user and the path that it names go into place; what it does not name
 * stays.  False: it is for no such host, or too long. */
FC_MUST_CHECK bool cli_git_pattern_place(const char *text, size_t len,
                                         const char *host,
                                         struct cli_git_place *place);

#endif
