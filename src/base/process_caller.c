/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever started us, when we are not yet done. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

/* Safe in a signal handler. */
static void
let_go(void)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fd;

	for (fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

static void
look_at_reader(int signal_number)
{
	struct pollfd reader = { .fd = STDOUT_FILENO };
	const int sys = errno;

	(void)signal_number;
	if (poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR))
		let_go();
	errno = sys;
}

void
fc_process_watch_caller(void)
{
#ifdef O_ASYNC
	struct sigaction look = { .sa_handler = look_at_reader,
		                  .sa_flags = SA_RESTART };
	sigset_t told;
	struct stat st;

	if (fstat(STDOUT_FILENO, &st) != 0 || !S_ISFIFO(st.st_mode))
		return;
	sigemptyset(&look.sa_mask);
	if (sigaction(SIGIO, &look, NULL) != 0 ||
	    fcntl(STDOUT_FILENO, F_SETOWN, getpid()) != 0 ||
	    fcntl(STDOUT_FILENO, F_SETFL,
	          fcntl(STDOUT_FILENO, F_GETFL) | O_ASYNC) != 0)
		return;
	/* A refresh runs with every signal held back: this one is its own. */
	sigemptyset(&told);
	sigaddset(&told, SIGIO);
	sigprocmask(SIG_UNBLOCK, &told, NULL);
	look_at_reader(0); /* it may have left already */
#endif
}

pid_t
fc_process_go_on(void)
{
	const pid_t pid = fork();

	if (pid == 0)
		let_go();
	return pid;
}
