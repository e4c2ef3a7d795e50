/* SPDX-License-Identifier: Apache-2.0 */
/* A process that is left behind, to see the end of the one that left it. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FIRST_FD 3
#define BY_HAND_S 1 /* without a descriptor of a process */

static volatile sig_atomic_t asked_to_end;
static pid_t left_by;

static void
note_end(int number)
{
	(void)number;
	asked_to_end = 1;
}

static int
descriptor_of(pid_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0);
#else
	(void)pid;
	errno = ENOSYS;
	return -1;
#endif
}

/* They come only while we wait. */
static void
catch_ends(void)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };
	struct sigaction action = { .sa_handler = note_end };
	sigset_t all;
	size_t i;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* Whoever waits for the end of a pipe of the person's is not to wait for us. */
static bool
keep_only(int fds[], int count)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int i, above = FIRST_FD + count;

	for (i = STDIN_FILENO; null >= 0 && i <= STDERR_FILENO; i++)
		(void)dup2(null, i);
	/* First out of the way of each other. */
	for (i = 0; i < count; i++)
		if (fds[i] >= 0 &&
		    (fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, above)) < 0)
			return false;
	for (i = 0; i < count; i++) {
		if (fds[i] < 0)
			close(FIRST_FD + i);
		else if (dup2(fds[i], FIRST_FD + i) < 0)
			return false;
		else
			fds[i] = FIRST_FD + i;
	}
	fc_close_from(FIRST_FD + count);
	return null >= 0;
}

/* In the child: what is left behind is its child, and nobody's. */
static void
go_behind(int keep[2], int *ends)
{
	int fds[] = { keep[0], keep[1], *ends };

	catch_ends();
	setsid();
	if (fork() != 0)
		_exit(0);
	if (!keep_only(fds, 3) || chdir("/") != 0)
		_exit(0);
	keep[0] = fds[0];
	keep[1] = fds[1];
	*ends = fds[2];
}

pid_t
fc_process_leave_behind(int keep[2], int *ends)
{
	pid_t child;

	left_by = getpid();
	*ends = descriptor_of(left_by);
	child = fork();
	if (child == 0) {
		go_behind(keep, ends);
		return 0;
	}
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (*ends >= 0)
		close(*ends);
	*ends = -1;
	return child;
}

static bool
has_ended(int ends, int seconds)
{
	struct pollfd end = { .fd = ends, .events = POLLIN };
	const struct timespec wait = { .tv_sec = seconds };
	sigset_t none;

	sigemptyset(&none);
	if (ppoll(&end, 1, &wait, &none) > 0)
		return true;
	return asked_to_end ||
	       (ends < 0 && kill(left_by, 0) != 0 && errno == ESRCH);
}

bool
fc_process_wait_behind(int ends, int seconds)
{
	int step = seconds;

	for (; seconds > 0; seconds -= step) {
		if (ends < 0)
			step = BY_HAND_S;
		if (has_ended(ends, step))
			return true;
	}
	return false;
}
