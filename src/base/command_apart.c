/* SPDX-License-Identifier: Apache-2.0 */
/* A command that is told nothing of where we were called from. */
#include "base/process.h"

#include <unistd.h>

static bool
go_apart(void)
{
	fc_environment_leave_git();
	return chdir("/") == 0;
}

bool
fc_command_output_apart(char *const argv[], int timeout_s,
                        struct fc_buf *out, int *status, struct fc_error *err)
{
	return fc_command_run(argv, go_apart, timeout_s, out, status, err);
}
