/* SPDX-License-Identifier: Apache-2.0 */
/* The netrc file that exec's command finds in NETRC. */
#ifndef HELPERS_CLI_COMMON_NETRC_H
#define HELPERS_CLI_COMMON_NETRC_H

#include "cli/common/target.h"
#include "record/netrc_file.h"

/*
 * Fill file: a line for the stack and for each of its aliases, then what the
 * person has for other hosts, in $NETRC or ~/.netrc.  Fails with IO or DATA.
 */
FC_MUST_CHECK bool cli_netrc_fill(const struct fc_netrc_file *file,
                                  const struct cli_target *target,
                                  const struct fc_answer *answer,
                                  struct fc_error *err);

/*
 * Hand file over to a process that removes it when this one, whatever it
 * becomes, has ended, or at until (0: never) when that is sooner; or when it is
 * asked to end itself.  Returns in this one; false (IO): there is none, and
 * file is still ours.
 */
FC_MUST_CHECK bool cli_netrc_guard(struct fc_netrc_file *file, time_t until,
                                   struct fc_error *err);

#endif
