/* SPDX-License-Identifier: Apache-2.0 */
/* Reading from a person's terminal: a child on a pseudo-terminal. */
#include "oauth/console.h"

#include "base/clock.h"
#include "tap.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#define PROMPT "Enter the authorization code: "
#define LONG 6000
/* Of a child that the keys did not end. */
#define CHILD_LIMIT_S 60

/* A child that asks once, and what it said down a pipe. */
struct asker {
	pid_t pid;
	int master; /* the person's side of the terminal */
	int result; /* "+LINE", or "-ERROR", then "!N" for N bytes unread */
	struct termios before;
	char screen[65536];
	size_t screen_len;
};

static void
report(int fd, const char *sign, const char *text)
{
	if (write(fd, sign, 1) < 0 || write(fd, text, strlen(text)) < 0)
		_exit(3);
}

static enum fc_lookup
read_line(struct fc_console *console, struct fc_secret *line,
          struct fc_error *err)
{
	enum fc_lookup result = FC_ABSENT;

	while (result == FC_ABSENT) {
		struct pollfd ready = { .fd = fc_console_fd(console),
			                .events = POLLIN };

		poll(&ready, 1, 100);
		result = fc_console_read(console, line, err);
	}
	return result;
}

/* Whoever runs the tests in the background of a script, or by nohup, has
 * them ignored; a person at a terminal has not. */
static void
hear_signals(void)
{
	static const int sent[] = { SIGINT, SIGQUIT, SIGHUP, SIGTERM };
	size_t i;

	for (i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		signal(sent[i], SIG_DFL);
	alarm(CHILD_LIMIT_S);
}

/* In the child.  What is left unread would reach the shell. */
static void
ask(int result)
{
	struct fc_error err = FC_ERROR_INIT;
	struct fc_secret line = FC_SECRET_INIT;
	struct fc_console *console = fc_console_open(&err);
	char unread[16];
	int left = -1;

	if (!console)
		_exit(2);
	fc_console_print(console, "hello\n");
	fc_console_prompt(console, PROMPT);
	if (read_line(console, &line, &err) == FC_FOUND)
		report(result, "+", line.plain);
	else
		report(result, "-", err.text);
	fc_secret_clear(&line);
	fc_console_close(console);

	ioctl(STDIN_FILENO, FIONREAD, &left);
	snprintf(unread, sizeof(unread), "%d", left > 0 ? left : 0);
	report(result, "!", unread);
	exit(0);
}

/* Read what is on the screen until text stands there. */
static bool
see(struct asker *asker, const char *text)
{
	long long end = fc_clock_ms() + 10000;

	while (fc_clock_ms() < end) {
		struct pollfd ready = { .fd = asker->master,
			                .events = POLLIN };
		ssize_t got;

		asker->screen[asker->screen_len] = '\0';
		if (strstr(asker->screen, text))
			return true;
		if (poll(&ready, 1, 100) <= 0)
			continue;
		got = read(asker->master, asker->screen + asker->screen_len,
		           sizeof(asker->screen) - 1 - asker->screen_len);
		if (got <= 0)
			return false;
		asker->screen_len += (size_t)got;
	}
	return false;
}

static void
start(struct asker *asker, unsigned short columns)
{
	const struct winsize window = { .ws_row = 24, .ws_col = columns };
	int result[2], slave;

	memset(asker, 0, sizeof(*asker));
	if (pipe(result) != 0 ||
	    openpty(&asker->master, &slave, NULL, NULL, &window) != 0 ||
	    tcgetattr(slave, &asker->before) != 0 ||
	    (asker->pid = fork()) < 0) {
		printf("Bail out! no pseudo-terminal\n");
		exit(EXIT_FAILURE);
	}
	if (asker->pid == 0) {
		close(asker->master);
		close(result[0]);
		login_tty(slave);
		hear_signals();
		ask(result[1]);
	}
	asker->result = result[0];
	close(result[1]);
	close(slave);
	see(asker, PROMPT);
}

static void
press(struct asker *asker, const char *keys)
{
	size_t len = strlen(keys);

	while (len > 0) {
		ssize_t put = write(asker->master, keys, len);

		if (put <= 0)
			return;
		keys += put;
		len -= (size_t)put;
	}
}

/* What the child said in the end. */
static const char *
finish(struct asker *asker)
{
	static char said[2 * LONG];
	struct termios after;
	size_t len = 0;
	ssize_t got;
	int status = -1;

	if (asker->master >= 0)
		see(asker, "never seen, but read");
	while ((got = read(asker->result, said + len,
	                   sizeof(said) - 1 - len)) > 0)
		len += (size_t)got;
	said[len] = '\0';
	waitpid(asker->pid, &status, 0);
	memset(&after, 0, sizeof(after)); /* its padding is compared, too */
	if (asker->master >= 0) {
		ok(tcgetattr(asker->master, &after) == 0 &&
		   /* NOLINTNEXTLINE(*-memory-comparison): see above */
		   memcmp(&after, &asker->before, sizeof(after)) == 0,
		   "the terminal is as it was");
		close(asker->master);
	}
	close(asker->result);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	   "the process ended in good order");
	return said;
}

static void
test_typing(void)
{
	static struct asker asker;

	start(&asker, 80);
	ok(strstr(asker.screen, "hello\r\n" PROMPT) != NULL, "the prompt");
	press(&asker, "abx");
	ok(see(&asker, PROMPT "abx"), "what is typed is shown");
	press(&asker, "\x7f");
	ok(see(&asker, "abx\b \b"), "backspace takes it back");
	press(&asker, "c\r");
	is(finish(&asker), "+abc!0", "the line");
	ok(!strchr(asker.screen, '\033'), "without tricks of a terminal");
}

static void
test_long_paste(unsigned short columns)
{
	static struct asker asker;
	static char url[LONG + 2], want[LONG + 8];

	memset(url, 'u', LONG);
	snprintf(want, sizeof(want), "+%s!0", url);
	start(&asker, columns);
	url[LONG] = '\r';
	press(&asker, url);
	url[LONG] = '\0';
	is(finish(&asker), want, "a long paste");
	/* The dots stay where they are when the paste comes in parts. */
	ok(strstr(asker.screen, "...(") && strstr(asker.screen, "6000)") &&
	   asker.screen_len < 4000,
	   "shows its length in %d columns, not itself: %zu bytes", columns,
	   asker.screen_len);
}

static void
test_cancelling(void)
{
	static const struct {
		const char *label;
		const char *keys;
		int sig;
	} row[] = {
		{ "Ctrl-C", "\x03", 0 },
		{ "Ctrl-C in the middle", "half\x03", 0 },
		{ "Ctrl-\\", "half\x1c", 0 },
		{ "Ctrl-D", "\x04", 0 },
		{ "SIGTERM", "half", SIGTERM },
		{ "SIGHUP", "", SIGHUP },
	};
	static struct asker asker;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		start(&asker, 80);
		press(&asker, row[i].keys);
		if (row[i].sig)
			kill(asker.pid, row[i].sig);
		is(finish(&asker), "-logging in: cancelled!0", row[i].label);
	}
}

static void
test_hangup(void)
{
	static struct asker asker;

	start(&asker, 80);
	press(&asker, "half");
	see(&asker, "half");
	close(asker.master);
	asker.master = -1;
	is(finish(&asker), "-logging in: cancelled!0", "a terminal that is closed");
}

static void
test_no_terminal(void)
{
	struct fc_error err = FC_ERROR_INIT;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		_exit(!fc_console_open(&err) &&
		      err.kind == FC_ERR_LOGIN_NEEDED ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "no terminal, no console");
	fc_console_close(NULL);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_typing();
	test_long_paste(80);
	test_long_paste(40);
	test_cancelling();
	test_hangup();
	test_no_terminal();
	return done();
}
