/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes, and the first of them: the client's secret. */
#include "cli/setup/setup.h"

const struct cli_setup_file *
cli_setup_file(int file)
{
	const struct cli_setup_file *row;

	if (file == CLI_SETUP_SECRET)
		return &cli_setup_secret;
	if (file == CLI_SETUP_CONFIG)
		return &cli_setup_config;
	row = &cli_tools[cli_setup_tool(file)]->files[
		(file - CLI_SETUP_TOOLS) % CLI_TOOL_FILES];
	return row->name ? row : NULL;
}

static bool
find_secret(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
            struct fc_error *err)
{
	return cli_secret_file(target->paths, target->wanted->host, path, err);
}

static bool
change_secret(struct cli_edit *edit, const struct cli_setup_target *target,
              const struct cli_backup *backup, struct fc_error *err)
{
	(void)backup;
	fc_buf_reset(&edit->after);
	return fc_buf_add(&edit->after, target->secret->data,
	                  target->secret->len, err);
}

/* By now it is somebody else's. */
static bool
leave(struct cli_edit *edit, const struct cli_setup_target *target,
      const struct cli_backup *backup, struct fc_error *err)
{
	(void)edit, (void)target, (void)backup, (void)err;
	return true;
}

const struct cli_setup_file cli_setup_secret = {
	.name = "secret",
	.blanks = " \t\r\n",
	.secret = true,
	.find = find_secret,
	.change = change_secret,
	.take_back = leave,
	.mask = cli_setup_secret_mask,
};
