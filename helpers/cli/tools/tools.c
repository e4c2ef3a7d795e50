/* SPDX-License-Identifier: Apache-2.0 */
/* In the order in which their files are written, and in which they are shown. */
#include "cli/tools/tool.h"

const struct cli_tool *const cli_tools[CLI_TOOLS] = {
	&cli_tool_git,
	&cli_tool_docker,
};
