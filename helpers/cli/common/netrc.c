/* SPDX-License-Identifier: Apache-2.0 */
/* The netrc file that exec's command finds in NETRC. */
#include "cli/common/netrc.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/netrc.h"
#include "base/process.h"
#include "cli/common/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NETRC_MAX (1024 * 1024)
/* The clock may be set, and the machine sleep. */
#define LOOK_S 60

static bool
own_path(char path[FC_PATH_SIZE])
{
	const char *named = fc_variable("NETRC"), *home = fc_variable("HOME");

	if (named)
		return fc_text_join(path, FC_PATH_SIZE, named, NULL);
	return home && fc_text_join(path, FC_PATH_SIZE, home, "/.netrc", NULL);
}

/* What cannot be read is not there for the command; that is said. */
static void
read_own(struct fc_buf *text)
{
	struct fc_error err = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];
	struct stat st;
	int fd;

	if (!own_path(path))
		return;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0)
		fc_fail_sys(&err, "opening it");
	else if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		fc_fail(&err, FC_ERR_IO, "it is no regular file");
	else if (fc_buf_read(text, fd, "it", &err))
		fc_error_clear(&err);
	if (err.text[0]) {
		char shown[FC_PATH_SIZE];

		fc_warn("exec: what is in %s is not in NETRC: %s",
		        cli_shown_path(path, shown), err.text);
		fc_buf_reset(text);
	}
	if (fd >= 0)
		close(fd);
}

struct filling {
	const struct fc_answer *answer;
	struct fc_buf *ours;
	struct fc_buf *own; /* the person's, of which our hosts are taken out */
	struct fc_error *err;
	bool done;
};

static bool
add_host(const char *host, void *arg)
{
	struct filling *filling = arg;
	struct fc_buf other = FC_BUF_INIT(NETRC_MAX);
	const struct fc_buf *own = filling->own;
	char machine[FC_HOST_SIZE];

	fc_text_slice(machine, sizeof(machine), host, cli_netrc_machine(host));
	filling->done = cli_format_add(filling->ours, CLI_FORMAT_NETRC, host,
	                               filling->answer, filling->err) &&
	                fc_netrc_add_without(&other, fc_buf_str(own), own->len,
	                                     machine, filling->err);
	if (filling->done)
		fc_buf_move(filling->own, &other);
	fc_buf_clear(&other);
	return filling->done;
}

bool
cli_netrc_fill(const struct fc_netrc_file *file,
               const struct cli_target *target,
               const struct fc_answer *answer, struct fc_error *err)
{
	struct fc_buf ours = FC_BUF_INIT(2 * NETRC_MAX);
	struct fc_buf own = FC_BUF_INIT(NETRC_MAX);
	struct filling filling = { answer, &ours, &own, err, false };

	read_own(&own);
	if (add_host(target->stack.host, &filling))
		fc_config_aliases(&target->config, target->stack.host,
		                  add_host, &filling);
	if (filling.done)
		filling.done = fc_buf_add(&ours, own.data, own.len, err) &&
		               fc_netrc_file_fill(file, &ours, err);
	fc_buf_clear(&own);
	fc_buf_clear(&ours);
	return filling.done;
}

static int
left(time_t until)
{
	const time_t now = fc_clock_now();

	if (until == 0 || until - now > LOOK_S)
		return LOOK_S;
	return until > now ? (int)(until - now) : 0;
}

/* In the process that is left behind. */
static void
guard(struct fc_netrc_file *file, const int keep[2], int ends, time_t until)
{
	file->cache.dir.fd = keep[0];
	file->fd = keep[1];
	while (left(until) > 0 &&
	       !fc_process_wait_behind(ends, left(until)))
		;
	fc_netrc_file_remove(file);
	exit(0);
}

bool
cli_netrc_guard(struct fc_netrc_file *file, time_t until, struct fc_error *err)
{
	int keep[] = { file->cache.dir.fd, file->fd }, ends;
	const pid_t child = fc_process_leave_behind(keep, &ends);

	if (child == 0)
		guard(file, keep, ends, until);
	return child > 0 ||
	       fc_fail_sys(err, "starting what removes the netrc file");
}
