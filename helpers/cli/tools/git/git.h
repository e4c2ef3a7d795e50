/* SPDX-License-Identifier: Apache-2.0 */
/* What the row of git is made of. */
#ifndef HELPERS_CLI_TOOLS_GIT_GIT_H
#define HELPERS_CLI_TOOLS_GIT_GIT_H

#include "cli/tools/git/lookup.h"
#include "cli/tools/tool.h"

/* Where git would write its global configuration: GIT_CONFIG_GLOBAL,
 * ~/.gitconfig, or the XDG file when only that exists. */
FC_MUST_CHECK bool cli_git_find(const struct cli_setup_target *target,
                                char path[FC_PATH_SIZE],
                                struct fc_error *err);

/* Make our helper, by its absolute path, the only one for https://HOST, by
 * the last lines of the file; those of an earlier setup go.  Runs git on a
 * copy. */
FC_MUST_CHECK bool cli_git_change(struct cli_edit *edit,
                                  const struct cli_setup_target *target,
                                  const struct cli_backup *backup,
                                  struct fc_error *err);
FC_MUST_CHECK bool cli_git_take_back(struct cli_edit *edit,
                                     const struct cli_setup_target *target,
                                     const struct cli_backup *backup,
                                     struct fc_error *err);
cli_edit_mask cli_git_mask;

/* "git": whom git asks for the host.  "remotes": tokens in the URLs of the
 * repository that we are in; runs git, which must be there. */
void cli_git_check(struct cli_doctor *doctor, const struct cli_tool_said *said,
                   const struct fc_stack *stack);
void cli_git_check_remotes(struct cli_doctor *doctor,
                           const struct fc_stack *stack);

#endif
