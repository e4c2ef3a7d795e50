/* SPDX-License-Identifier: Apache-2.0 */
/* Messages are held back while a client reads both streams as one. */
#include "base/log.h"

#include <sys/stat.h>
#include <unistd.h>

/* A terminal shows both, and nobody parses what it shows. */
bool
fc_log_is_with_stdout(void)
{
	struct stat out, err;

	return fstat(STDOUT_FILENO, &out) == 0 &&
	       fstat(STDERR_FILENO, &err) == 0 && out.st_dev == err.st_dev &&
	       out.st_ino == err.st_ino && !isatty(STDERR_FILENO);
}

static bool
is_unseen(void)
{
	return !isatty(STDERR_FILENO);
}

void
fc_log_hold(void)
{
	fc_log_hold_if(is_unseen);
}

void
fc_log_release(void)
{
	const struct fc_error *one;
	size_t i;

	fc_log_hold_if(fc_log_is_with_stdout);
	if (fc_log_held(0) && fc_log_is_held())
		return;
	for (i = 0; (one = fc_log_held(i)) != NULL; i++)
		fc_error_report(one);
}
