/* SPDX-License-Identifier: Apache-2.0 */
/* The tools, in the order in which their files are written, and in which they
 * are shown. */
#include "cli/tools/tool.h"

#include "base/path.h"
#include "base/program.h"

#include <string.h>

#define SAID_MAX (256 * 1024)

const struct cli_tool *const cli_tools[] = {
	&cli_tool_git,
	&cli_tool_docker,
	&cli_tool_npm,
	&cli_tool_pnpm,
	&cli_tool_mcp,
};

_Static_assert(sizeof(cli_tools) / sizeof(cli_tools[0]) == CLI_TOOLS,
               "CLI_TOOLS is how many there are");

void
cli_tools_ask(struct cli_tool_said said[CLI_TOOLS])
{
	int i;

	for (i = 0; i < CLI_TOOLS; i++) {
		said[i] = (struct cli_tool_said){
			.asked = FC_ABSENT,
			.text = FC_BUF_INIT(SAID_MAX),
			.err = FC_ERROR_INIT,
		};
		if (cli_tools[i]->ask)
			said[i].asked = cli_tools[i]->ask(&said[i].text,
			                                  &said[i].err);
	}
}

void
cli_tools_clear(struct cli_tool_said said[CLI_TOOLS])
{
	int i;

	for (i = 0; i < CLI_TOOLS; i++)
		fc_buf_clear(&said[i].text);
}

bool
cli_tool_is_installed(const struct cli_tool *tool)
{
	const char *const *name = tool->installed;
	char path[FC_PATH_SIZE];

	while (name && *name && !fc_program_find(*name, path))
		name++;
	return name && *name;
}

bool
cli_tool_program_path(const char *name, char path[FC_PATH_SIZE])
{
	const size_t len = (size_t)(strrchr(fc_git_helper, '/') + 1 -
	                            fc_git_helper);

	fc_text_slice(path, FC_PATH_SIZE, fc_git_helper, len);
	return fc_text_join(path + len, FC_PATH_SIZE - len, name, NULL);
}

enum fc_lookup
cli_tool_program_find(const char *name, char path[FC_PATH_SIZE])
{
	char ours[FC_PATH_SIZE];

	if (!fc_program_find(name, path))
		return FC_ABSENT;
	return cli_tool_program_path(name, ours) &&
	       fc_path_is_same(path, ours) ? FC_FOUND : FC_FAILED;
}
