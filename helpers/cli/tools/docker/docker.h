/* SPDX-License-Identifier: Apache-2.0 */
/* What the row of docker, podman and their kin is made of. */
#ifndef HELPERS_CLI_TOOLS_DOCKER_DOCKER_H
#define HELPERS_CLI_TOOLS_DOCKER_DOCKER_H

#include "cli/tools/docker/lookup.h"
#include "cli/tools/tool.h"

#define CLI_DOCKER_PROGRAM "docker-credential-foundry"

FC_MUST_CHECK bool cli_docker_find(const struct cli_setup_target *target,
                                   char path[FC_PATH_SIZE],
                                   struct fc_error *err);

/* Make ours the credHelper of each registry of the stack. */
FC_MUST_CHECK bool cli_docker_change(struct cli_edit *edit,
                                     const struct cli_setup_target *target,
                                     const struct cli_backup *backup,
                                     struct fc_error *err);
FC_MUST_CHECK bool cli_docker_take_back(struct cli_edit *edit,
                                        const struct cli_setup_target *target,
                                        const struct cli_backup *backup,
                                        struct fc_error *err);
cli_edit_mask cli_docker_mask;

/* "docker": whom container tools ask for the stack's registries. */
void cli_docker_check(struct cli_doctor *doctor,
                      const struct cli_tool_said *said,
                      const struct fc_stack *stack);

#endif
