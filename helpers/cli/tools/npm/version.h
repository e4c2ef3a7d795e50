/* SPDX-License-Identifier: Apache-2.0 */
/* Which pnpm is here: what it reads differs from one to the next. */
#ifndef HELPERS_CLI_TOOLS_NPM_VERSION_H
#define HELPERS_CLI_TOOLS_NPM_VERSION_H

#include "base/error.h"

struct cli_npm_version {
	long part[3];
	char text[32]; /* "10.34.9"; "": not known */
};

/* "10.34.9", and whatever follows. */
FC_MUST_CHECK bool cli_npm_version_parse(const char *text,
                                         struct cli_npm_version *version);

/* Is it the other or newer? */
bool cli_npm_version_reaches(const struct cli_npm_version *version, long major,
                             long minor, long patch);

/* That of the pnpm on PATH, which is not run where its package.json lies beside
 * it: in a project it might fetch another one first.  FC_FAILED: it does not
 * say. */
FC_MUST_CHECK enum fc_lookup cli_pnpm_version(struct cli_npm_version *version);

/* The one that the package of a directory, or of one above it, is for: its
 * packageManager.  False: it does not say, or another program. */
FC_MUST_CHECK bool cli_pnpm_version_wanted(const char *directory,
                                           struct cli_npm_version *version);

#endif
