/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens are taken out of the URLs in git's configuration, where git asks our
 * helper for the host; and put back.
 */
#ifndef HELPERS_CLI_SWEEP_FIX_H
#define HELPERS_CLI_SWEEP_FIX_H

#include "cli/sweep/fix_list.h"
#include "cli/sweep/scan.h"

/*
 * Plan what can be done for the tokens that were found; those are marked as
 * fixed.  A file that cannot be changed is warned of and left, and so are the
 * tokens of a host for which git does not ask us.
 */
FC_MUST_CHECK bool cli_fixes_plan(struct cli_fixes *fixes,
                                  const struct cli_scan *scan,
                                  struct cli_findings *findings,
                                  struct fc_error *err);

/* Plan to put back what was kept, byte for byte.  A file that somebody has
 * changed since is warned of and left, with what is kept of it. */
FC_MUST_CHECK bool cli_fixes_plan_undo(struct cli_fixes *fixes,
                                       struct fc_error *err);

/* Append the plan as a diff, in which no token is shown. */
FC_MUST_CHECK bool cli_fixes_show(const struct cli_fixes *fixes,
                                  struct fc_buf *out, struct fc_error *err);

/* Keep what was there, and write; a line each is appended to said, also when
 * it fails: a file that does leaves those before it written. */
FC_MUST_CHECK bool cli_fixes_write(struct cli_fixes *fixes,
                                   struct fc_buf *said, struct fc_error *err);

#endif
