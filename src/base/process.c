/* SPDX-License-Identifier: Apache-2.0 */
/* This process made safe, and children that inherit nothing by accident. */
#include "base/process.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#include <sys/prctl.h>
#endif

#define REPORT_FD 4

static const struct {
	int number;
	bool ignored;
} signals_of_ours[] = {
	{ SIGPIPE, true },
	/* A limit on file sizes is a full disk: a write fails, and is told. */
	{ SIGXFSZ, true },
	/* Inherited as ignored, it would keep the status of our children. */
	{ SIGCHLD, false },
};
#define SIGNAL_COUNT (sizeof(signals_of_ours) / sizeof(signals_of_ours[0]))

/* As the person had it: handed on to the programs of the person's. */
static struct {
	mode_t umask;
	struct rlimit core;
	bool ignored[SIGNAL_COUNT]; /* of signals_of_ours */
} person = { .umask = 022 };

/* Returns whether it was ignored before. */
static bool
set_ignored(int number, bool ignored)
{
	struct sigaction action = { .sa_handler = SIG_DFL }, before;

	if (ignored)
		action.sa_handler = SIG_IGN;
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, &before);
	return before.sa_handler == SIG_IGN;
}

/* The environment is the caller's, the rights would be somebody else's. */
static bool
has_borrowed_rights(void)
{
#ifdef __linux__
	return getauxval(AT_SECURE) != 0;
#else
	return getuid() != geteuid() || getgid() != getegid();
#endif
}

/* A program started without 0-2 would open its files there.  One call asks
 * for all three; an open takes the lowest number, which is the gap's. */
static void
fill_gaps(void)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO },
		                { .fd = STDOUT_FILENO },
		                { .fd = STDERR_FILENO } };
	size_t i;

	if (poll(fds, 3, 0) <= 0)
		return;
	for (i = 0; i < 3; i++)
		if ((fds[i].revents & POLLNVAL) &&
		    open("/dev/null", O_RDWR) < 0)
			return;
}

bool
fc_process_harden(struct fc_error *err)
{
	struct rlimit core = { 0, 0 };
	size_t i;

	fill_gaps();
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	/* The hard limit stays: it could not be given back. */
	getrlimit(RLIMIT_CORE, &core);
	person.core = core;
	core.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &core);
	person.umask = umask(077);
	for (i = 0; i < SIGNAL_COUNT; i++)
		person.ignored[i] = set_ignored(signals_of_ours[i].number,
		                                signals_of_ours[i].ignored);
	if (!has_borrowed_rights())
		return true;
	fc_fail(err, FC_ERR_CONFIG, "starting: this program was given rights "
	        "that its caller does not have");
	fc_error_hint(err, "take away its set-user-ID and set-group-ID bits "
	                   "and its capabilities; without these, it is a "
	                   "domain change of SELinux or AppArmor");
	return false;
}

/* What exec passes on: foundry-oauth must meet the person's own, too. */
static void
restore_inherited(void)
{
	size_t i;

	umask(person.umask);
	setrlimit(RLIMIT_CORE, &person.core);
	for (i = 0; i < SIGNAL_COUNT; i++)
		set_ignored(signals_of_ours[i].number, person.ignored[i]);
}

/* The wait status, or -1. */
static int
reap(pid_t pid)
{
	int status = -1;

	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Reap the one that was parted from last; the next one takes its place. */
static void
follow_parted(pid_t next)
{
	static pid_t parted = -1;

	(void)reap(parted);
	parted = next;
}

int
fc_process_become(char *const argv[])
{
	follow_parted(-1);
	restore_inherited();
	execvp(argv[0], argv);
	return errno;
}

void
fc_process_restore(void)
{
	sigset_t none;

	restore_inherited();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
set_signals(int how)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		                       SIGTSTP };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	sigprocmask(how, &set, NULL);
}

void
fc_process_hold_signals(void)
{
	set_signals(SIG_BLOCK);
}

void
fc_process_release_signals(void)
{
	set_signals(SIG_UNBLOCK);
}

void
fc_close_from(int first)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	closefrom(first);
#else
	long last = sysconf(_SC_OPEN_MAX);
	int fd;

	for (fd = first; fd < (last > 0 && last < 65536 ? last : 65536); fd++)
		close(fd);
#endif
}

void
fc_environment_clean(void)
{
	unsetenv("FOUNDRY_TOKEN");
	unsetenv("FOUNDRY_CLIENT_SECRET");
}

static bool
drop_variable(const char *entry)
{
	char name[256];
	const size_t len = strcspn(entry, "=");

	return fc_text_slice(name, sizeof(name), entry, len) &&
	       unsetenv(name) == 0;
}

void
fc_environment_leave_git(void)
{
	size_t i = 0;

	/* What follows moves up into the gap. */
	while (environ && environ[i])
		if (strncmp(environ[i], "GIT_", 4) != 0 ||
		    !drop_variable(environ[i]))
			i++;
}

/* In the child: tell the parent down the report pipe, and end. */
static void
fail_in_child(int report)
{
	int sys = errno;

	if (write(report, &sys, sizeof(sys)) < 0)
		_exit(126);
	_exit(127);
}

static void
become(const char *path, char *const argv[], int report)
{
	execv(path, argv);
	fail_in_child(report);
}

/* Give the child its descriptors: none of those given is among 0 to 4, as a
 * first step sees to that.  -1: there is none. */
static bool
place_descriptors(int in, int out, int keep_fd, int report)
{
	int given[] = { in, out, keep_fd, report };
	const int paths[] = { STDIN_FILENO, STDOUT_FILENO, 3, REPORT_FD };
	size_t i;

	for (i = 0; i < 4; i++)
		if (given[i] >= 0 &&
		    (given[i] = fcntl(given[i], F_DUPFD, 10)) < 0)
			return false;
	for (i = 0; i < 4; i++)
		if (given[i] >= 0 && dup2(given[i], paths[i]) < 0)
			return false;
	if (keep_fd < 0)
		close(3);
	fc_close_from(REPORT_FD + 1);
	return fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC) == 0;
}

static void
mute_stderr(void)
{
	const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)dup2(fd, STDERR_FILENO);
}

/* The memory is the parent's until exec: nothing here may change any. */
static void
start_in_child(const struct fc_child *child, const char *path,
               char *const argv[], int in, int out, int keep_fd, int report,
               enum fc_session session, const sigset_t *before)
{
	if (session == FC_SESSION_DETACHED)
		setsid();
	else
		sigprocmask(SIG_SETMASK, before, NULL);
	if (!place_descriptors(in, out, keep_fd, report))
		fail_in_child(report);
	if (child->mute)
		mute_stderr();
	restore_inherited();
	become(path, argv, REPORT_FD);
}

/* As fork(2), which would copy the tables of our pages: that takes longer than
 * all else here. */
static pid_t
start(const struct fc_child *child, const char *path, char *const argv[],
      int in, int out, int keep_fd, int report, enum fc_session session)
{
	sigset_t all, before;
	pid_t pid;
	int sys;

	/* No handler may run in the child. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = vfork();
	if (pid == 0)
		start_in_child(child, path, argv, in, out, keep_fd, report,
		               session, &before);
	sys = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = sys;
	return pid;
}

static void
close_pair(int pair[2])
{
	if (pair[0] >= 0)
		close(pair[0]);
	if (pair[1] >= 0)
		close(pair[1]);
}

bool
fc_child_start(struct fc_child *child, const char *path, char *const argv[],
               enum fc_session session, int keep_fd, struct fc_error *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, report[2] = { -1, -1 };
	int sys = 0;
	bool started = false;

	follow_parted(-1);
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 ||
	    pipe2(report, O_CLOEXEC) != 0 ||
	    (child->pid = start(child, path, argv, in[0], out[1], keep_fd,
	                        report[1], session)) < 0) {
		fc_fail_sys(err, "starting %s", path);
		goto out;
	}
	close(report[1]);
	report[1] = -1;

	/* End of file: exec has closed the pipe, so it succeeded. */
	if (fc_read(report[0], &sys, sizeof(sys)) == sizeof(sys)) {
		waitpid(child->pid, NULL, 0);
		errno = sys;
		fc_fail_sys(err, "starting %s", path);
		goto out;
	}
	child->in = in[1];
	child->out = out[0];
	in[1] = out[0] = -1;
	started = true;
out:
	close_pair(in);
	close_pair(out);
	close_pair(report);
	return started;
}

void
fc_child_leave(struct fc_child *child)
{
	if (child->in >= 0)
		close(child->in);
	if (child->out >= 0)
		close(child->out);
	*child = (struct fc_child)FC_CHILD_INIT;
}

void
fc_child_part(struct fc_child *child)
{
	follow_parted(child->pid);
	fc_child_leave(child);
}

int
fc_child_wait(struct fc_child *child)
{
	const pid_t pid = child->pid;

	fc_child_leave(child);
	return reap(pid);
}
