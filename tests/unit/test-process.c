/* SPDX-License-Identifier: Apache-2.0 */
/* Children: what they are given, what they inherit, how they end. */
#include "base/process.h"

#include "base/clock.h"

#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>


/* This program, run again as the child that tells what it finds. */
static char self[4096];

/* "0 1 2 3 " and the like: which descriptors are open. */
static int
tell_descriptors(void)
{
	int fd;

	for (fd = 0; fd < 1000; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("%d ", fd);
	return 0;
}

static int
tell_signals(void)
{
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	printf("%s %s", getsid(0) == getpid() ? "leader" : "same",
	       sigismember(&now, SIGTERM) && sigismember(&now, SIGINT) &&
	                       sigismember(&now, SIGTSTP)
	               ? "blocked"
	               : "open");
	return 0;
}

static int
echo(void)
{
	char block[4096];
	ssize_t got;

	while ((got = read(0, block, sizeof(block))) > 0)
		if (write(1, block, (size_t)got) != got)
			return 1;
	return 7;
}

/* Say so, and stay until nobody holds what descriptor 3 reads from. */
static int
linger(void)
{
	char byte;

	if (write(1, "said", 4) != 4)
		return 1;
	close(1);
	return read(3, &byte, 1) == 0 ? 0 : 1;
}

static int
tell_children(void)
{
	return waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD ? 0 : 1;
}

static int
tell(const char *what)
{
	if (strcmp(what, "linger") == 0)
		return linger();
	if (strcmp(what, "children") == 0)
		return tell_children();
	if (strcmp(what, "descriptors") == 0)
		return tell_descriptors();
	if (strcmp(what, "signals") == 0)
		return tell_signals();
	return echo();
}

/* Start ourselves, send text, collect what comes; the wait status. */
static int
talk(const char *what, enum fc_session session, int keep_fd, const char *text,
     struct fc_buf *out)
{
	struct fc_child child = FC_CHILD_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char word[32];
	char *const argv[] = { self, word, NULL };

	snprintf(word, sizeof(word), "%s", what);
	if (!fc_child_start(&child, self, argv, session, keep_fd, &err))
		return -1;
	if (write(child.in, text, strlen(text)) < 0)
		return -1;
	close(child.in);
	child.in = -1;
	if (!fc_buf_read(out, child.out, what, &err))
		return -1;
	return fc_child_wait(&child);
}

static void
test_pipes(void)
{
	struct fc_buf out = FC_BUF_INIT(100000);
	int status;

	status = talk("echo", FC_SESSION_SAME, -1, "hello\n", &out);
	is(fc_buf_str(&out), "hello\n", "what we write comes back");
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	   "and its exit status");
	fc_buf_clear(&out);
}

static void
test_descriptors(void)
{
	struct fc_buf out = FC_BUF_INIT(10000);
	int open_ones[40], kept[2];
	size_t i;

	/* Some of ours, none close-on-exec, as a careless caller leaves. */
	for (i = 0; i < COUNT(open_ones); i++)
		open_ones[i] = open("/dev/null", O_RDONLY);
	talk("descriptors", FC_SESSION_SAME, -1, "", &out);
	is(fc_buf_str(&out), "0 1 2 ", "a child has 0 to 2");
	fc_buf_clear(&out);
	talk("descriptors", FC_SESSION_DETACHED, open_ones[9], "", &out);
	is(fc_buf_str(&out), "0 1 2 3 ", "and 3 when one is kept");
	fc_buf_clear(&out);
	for (i = 0; i < COUNT(open_ones); i++)
		close(open_ones[i]);

	/* Whatever its number was: 3, or 4 where the report goes. */
	for (i = 3; i <= 4; i++) {
		kept[0] = fcntl(0, F_DUPFD_CLOEXEC, (int)i);
		talk("descriptors", FC_SESSION_SAME, kept[0], "", &out);
		is(fc_buf_str(&out), "0 1 2 3 ",
		   "also when it was a low one of ours");
		fc_buf_clear(&out);
		close(kept[0]);
	}
}

/* A child that has said it all, and stays as long as somebody holds *held. */
static bool
part(struct fc_child *child, int *held)
{
	struct fc_buf out = FC_BUF_INIT(10);
	struct fc_error err = FC_ERROR_INIT;
	char word[] = "linger";
	char *const argv[] = { self, word, NULL };
	int stay[2];
	bool said;

	if (pipe2(stay, O_CLOEXEC) != 0 ||
	    !fc_child_start(child, self, argv, FC_SESSION_SAME, stay[0], &err))
		return false;
	close(stay[0]);
	*held = stay[1];
	said = fc_buf_read(&out, child->out, "what it says", &err) &&
	       strcmp(fc_buf_str(&out), "said") == 0;
	fc_buf_clear(&out);
	return said;
}

/* In a process of its own, which becomes one that asks for its children. */
static void
become_after_parting(void)
{
	struct fc_child child = FC_CHILD_INIT;
	char word[] = "children";
	char *const argv[] = { self, word, NULL };
	int held;
	int i;

	for (i = 0; i < 2; i++) {
		pid_t pid;

		if (!part(&child, &held))
			_exit(2);
		pid = child.pid;
		fc_child_part(&child);
		if (waitpid(pid, NULL, WNOHANG) != 0)
			_exit(3); /* it was waited for */
		close(held);
	}
	fc_process_become(argv);
	_exit(4);
}

static void
test_parting(void)
{
	const pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		become_after_parting();
	waitpid(pid, &status, 0);
	ok(status == 0, "the end of a child that has said all is not waited "
	   "for, but before this process becomes another");
}

static void
test_sessions(void)
{
	struct fc_buf out = FC_BUF_INIT(1000);

	talk("signals", FC_SESSION_SAME, -1, "", &out);
	is(fc_buf_str(&out), "same open", "a child in our session");
	fc_buf_reset(&out);
	talk("signals", FC_SESSION_DETACHED, -1, "", &out);
	is(fc_buf_str(&out), "leader blocked",
	   "one of its own, every signal held back");
	fc_buf_clear(&out);
}

static void
test_no_program(void)
{
	static const struct {
		const char *path;
		int sys;
	} row[] = {
		{ "/nonexistent/foundry-oauth", ENOENT },
		{ "/dev/null", EACCES },
		{ "/", EACCES },
		{ "true", ENOENT }, /* never looked up on PATH */
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_child child = FC_CHILD_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char *const argv[] = { self, NULL };

		ok(!fc_child_start(&child, row[i].path, argv, FC_SESSION_SAME,
		                   -1, &err) &&
		   err.sys == row[i].sys && strstr(err.text, row[i].path),
		   "no program: %s", err.text);
		ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
		   "and no child stays behind");
	}
}

static void
test_outputs(void)
{
	static const struct {
		const char *label;
		const char *script;
		bool ran;
		int status;
		const char *out;
	} row[] = {
		{ "its output", "echo secret", true, 0, "secret\n" },
		{ "its status", "echo x; exit 3", true, 3, "x\n" },
		{ "stdin and stderr are null", "cat; echo no >&2", true, 0,
		  "" },
		{ "killed by a signal", "kill -9 $$", true, -1, "" },
		{ "no FOUNDRY_TOKEN, no secret",
		  "echo \"${FOUNDRY_TOKEN-none} ${FOUNDRY_CLIENT_SECRET-none} "
		  "$FOUNDRY_HOSTNAME\"", true, 0, "none none acme.example\n" },
		{ "as much as fits", "printf %0100d 0", true, 0, NULL },
		{ "more than fits", "printf %0101d 0", false, -2, NULL },
		{ "endless", "yes", false, -2, NULL },
		{ "only 0 to 2 are open",
		  "ls -d /proc/$$/fd/[3-9] 2>/dev/null || echo none", true, 0,
		  "none\n" },
	};
	size_t i;

	setenv("FOUNDRY_TOKEN", "canary", 1);
	setenv("FOUNDRY_CLIENT_SECRET", "canary", 1);
	setenv("FOUNDRY_HOSTNAME", "acme.example", 1);
	for (i = 0; i < COUNT(row); i++) {
		char sh[] = "sh", c[] = "-c", script[256];
		char *const argv[] = { sh, c, script, NULL };
		struct fc_buf out = FC_BUF_INIT(100);
		struct fc_error err = FC_ERROR_INIT;
		int status = -2;
		bool ran;

		snprintf(script, sizeof(script), "%s", row[i].script);
		ran = fc_command_output(argv, 10, &out, &status, &err);
		ok(ran == row[i].ran && (!ran || status == row[i].status),
		   "a command: %s (status %d)", row[i].label, status);
		if (row[i].out)
			is(fc_buf_str(&out), row[i].out, row[i].label);
		ok(ran || err.kind != FC_ERR_NONE, "or a reason: %s",
		   err.text);
		fc_buf_clear(&out);
	}
}

static void
test_missing_commands(void)
{
	static const struct {
		const char *name;
		bool ran;
		int status;
	} row[] = {
		{ "no-such-command-here", false, 0 },
		{ "/no/such/command", false, 0 },
		{ "/dev/null", true, 126 },
		{ "", false, 0 },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		char name[64];
		char *const argv[] = { name, NULL };
		struct fc_buf out = FC_BUF_INIT(100);
		struct fc_error err = FC_ERROR_INIT;
		int status = -2;

		snprintf(name, sizeof(name), "%s", row[i].name);
		ok(fc_command_output(argv, 10, &out, &status, &err) ==
		           row[i].ran &&
		   (!row[i].ran || status == row[i].status),
		   "\"%s\": %s", row[i].name,
		   row[i].ran ? "status 126" : err.text);
		fc_buf_clear(&out);
	}
}

static void
test_timeouts(void)
{
	static const struct {
		const char *label, *script;
		bool ran;
	} row[] = {
		{ "hangs", "exec sleep 20", false },
		{ "hangs with its output closed", "exec sleep 20 >&-", true },
		{ "leaves its output to one that hangs", "sleep 20 &", false },
		{ "takes no notice of SIGTERM", "trap '' TERM; sleep 20",
		  false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		char sh[] = "sh", c[] = "-c", script[256];
		char *const argv[] = { sh, c, script, NULL };
		struct fc_buf out = FC_BUF_INIT(100);
		struct fc_error err = FC_ERROR_INIT;
		long long start = fc_clock_ms();
		int status = 0;
		bool ran;

		snprintf(script, sizeof(script), "%s", row[i].script);
		ran = fc_command_output(argv, 1, &out, &status, &err);
		start = fc_clock_ms() - start;
		ok(ran == row[i].ran && start >= 900 && start < 5000,
		   "a command that %s ends after a second (%lld ms)",
		   row[i].label, start);
		ok(!ran || status == -1, "killed");
		fc_buf_clear(&out);
	}
}

/* In a child: what harden does cannot be undone. */
static void
check_hardened(void)
{
	char name[] = "true";
	char *const argv[] = { name, NULL };
	struct fc_buf out = FC_BUF_INIT(10);
	struct fc_error err = FC_ERROR_INIT;
	const struct rlimit before = { 4096, 8192 };
	struct rlimit core;
	struct sigaction pipes, sizes, children;
	int status = -2;

	tap_count = 0;
	close(0);
	close(2);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	umask(022);
	setrlimit(RLIMIT_CORE, &before);
	ok(fc_process_harden(&err), "an ordinary process is made safe");
	ok(fcntl(0, F_GETFD) == 0 && fcntl(2, F_GETFD) == 0 &&
	   fcntl(3, F_GETFD) < 0, "hardened: 0 to 2 are open, no more");
	ok(prctl(PR_GET_DUMPABLE) == 0 && getrlimit(RLIMIT_CORE, &core) == 0 &&
	   core.rlim_cur == 0 && core.rlim_max == 8192, "hardened: no core");
	ok(umask(077) == 077, "hardened: umask 077");
	sigaction(SIGPIPE, NULL, &pipes);
	sigaction(SIGXFSZ, NULL, &sizes);
	ok(pipes.sa_handler == SIG_IGN && sizes.sa_handler == SIG_IGN,
	   "hardened: SIGPIPE and SIGXFSZ ignored");
	ok(fc_command_output(argv, 5, &out, &status, &err) && status == 0,
	   "hardened: a command's status is had though SIGCHLD was ignored");
	fc_process_restore();
	sigaction(SIGPIPE, NULL, &pipes);
	sigaction(SIGXFSZ, NULL, &sizes);
	sigaction(SIGCHLD, NULL, &children);
	ok(umask(077) == 022 && pipes.sa_handler == SIG_DFL &&
	   sizes.sa_handler == SIG_DFL && children.sa_handler == SIG_IGN &&
	   getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 4096,
	   "restored: umask, SIGPIPE, SIGXFSZ, SIGCHLD and the core limit");
	fc_buf_clear(&out);
}

static void
test_hardening(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		/* Its results are not ours: only whether all were good. */
		if (!freopen("/dev/null", "w", stdout))
			_exit(2);
		fc_close_from(3);
		check_hardened();
		_exit(tap_failures == 0 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	   "hardening does all that it says");
}

static void
test_closing(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		int low = open("/dev/null", O_RDONLY);
		int high = fcntl(low, F_DUPFD, 700);

		fc_close_from(low + 1);
		_exit(fcntl(low, F_GETFD) >= 0 && fcntl(high, F_GETFD) < 0
		              ? 0
		              : 1);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "every descriptor from one on is closed");
	setenv("FOUNDRY_TOKEN", "canary", 1);
	setenv("FOUNDRY_CLIENT_SECRET", "canary", 1);
	fc_environment_clean();
	ok(!getenv("FOUNDRY_TOKEN") && !getenv("FOUNDRY_CLIENT_SECRET"),
	   "secrets leave the environment");
}

int
main(int argc, char **argv)
{
	ssize_t len;

	if (argc == 2)
		return tell(argv[1]);
	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len < 0)
		return EXIT_FAILURE;
	self[len] = '\0';
	/* One unreadable directory in it makes "not found" another fault. */
	setenv("PATH", "/usr/bin:/bin", 1);
	signal(SIGPIPE, SIG_IGN);
	test_pipes();
	test_descriptors();
	test_parting();
	test_sessions();
	test_no_program();
	test_outputs();
	test_missing_commands();
	test_timeouts();
	test_hardening();
	test_closing();
	return done();
}
