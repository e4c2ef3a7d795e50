/* SPDX-License-Identifier: Apache-2.0 */
/* A short command of the person's, run for its output and never for long. */
#include "base/process.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define REAP_PAUSE_MS 2

static void
become_command(char *const argv[], bool (*prepare)(void), int out)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 ||
	    (prepare ? !prepare() : dup2(null, STDERR_FILENO) < 0))
		_exit(126);
	fc_close_from(3);
	fc_environment_clean();
	fc_process_restore();
	execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* It has closed its output; it may still take its time to end. */
static int
reap_until(pid_t pid, long long deadline)
{
	int end = -1;

	while (waitpid(pid, &end, WNOHANG) == 0) {
		if (fc_clock_awake_ms() >= deadline)
			kill(pid, SIGKILL);
		poll(NULL, 0, REAP_PAUSE_MS);
	}
	return WIFEXITED(end) ? WEXITSTATUS(end) : -1;
}

bool
fc_command_run(char *const argv[], bool (*prepare)(void), int timeout_s,
               struct fc_buf *out, int *status, struct fc_error *err)
{
	long long deadline = fc_clock_awake_ms() + timeout_s * 1000LL;
	int pipe_fds[2];
	pid_t pid;
	enum fc_lookup result;
	bool done;

	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return fc_fail_sys(err, "running %s", argv[0]);
	pid = fork();
	if (pid == 0)
		become_command(argv, prepare, pipe_fds[1]);
	close(pipe_fds[1]);
	if (pid < 0) {
		close(pipe_fds[0]);
		return fc_fail_sys(err, "running %s", argv[0]);
	}
	result = fc_buf_read_until(out, pipe_fds[0], deadline, argv[0], err);
	if (result == FC_ABSENT)
		fc_fail(err, FC_ERR_CONFIG, "running %s: took too long, more "
		        "than %d seconds", argv[0], timeout_s);
	done = result == FC_FOUND;
	close(pipe_fds[0]);
	*status = reap_until(pid, done ? deadline : 0);
	if (done && *status == 127)
		return fc_fail(err, FC_ERR_CONFIG, "running %s: not found",
		               argv[0]);
	return done;
}

bool
fc_command_output(char *const argv[], int timeout_s, struct fc_buf *out,
                  int *status, struct fc_error *err)
{
	return fc_command_run(argv, NULL, timeout_s, out, status, err);
}
