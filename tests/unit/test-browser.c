/* SPDX-License-Identifier: Apache-2.0 */
/* Starting $BROWSER: a script that writes down how it was started. */
#include "oauth/browser.h"

#include "base/process.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define URL "https://acme.palantirfoundry.com/a?b=1&c=$(id);%73%%s"
#define OPEN_FD 77

static const char script[] =
	"#!/bin/sh\n"
	"{\n"
	"for word; do echo \"word=$word\"; done\n"
	"echo \"umask=$(umask)\"\n"
	"echo \"token=$FOUNDRY_TOKEN$FOUNDRY_CLIENT_SECRET\"\n"
	"[ -e /proc/$$/fd/77 ] && echo leaked\n"
	"echo \"in=$(readlink /proc/$$/fd/0)\"\n"
	"echo \"err=$(readlink /proc/$$/fd/2)\"\n"
	"grep -s '^SigBlk:.*[1-9a-f]' /proc/self/status\n"
	"echo end\n"
	"} >\"$OUT.new\"\n"
	"echo noise; echo noise >&2\n"
	"mv \"$OUT.new\" \"$OUT\"\n"
	"echo $$ >\"$OUT.pid\"\n"
	"[ -z \"$HANG\" ] || exec sleep 100\n";

static char dir[] = "/tmp/fc-browser-XXXXXX";
static char program[128], out[128], pid_file[128];

static void
write_script(void)
{
	int fd;

	if (!mkdtemp(dir))
		exit(EXIT_FAILURE);
	snprintf(program, sizeof(program), "%s/browser", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	snprintf(pid_file, sizeof(pid_file), "%s/out.pid", dir);
	fd = open(program, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
	if (fd < 0 || write(fd, script, strlen(script)) < 0 || close(fd) != 0)
		exit(EXIT_FAILURE);
	setenv("OUT", out, 1);
}

static void
pause_ms(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

/* What the script wrote, "" when it was not started. */
static const char *
report(long patience_ms)
{
	static char text[4096];
	ssize_t got = 0;
	int fd = -1;

	for (; patience_ms > 0 && fd < 0; patience_ms -= 10) {
		fd = open(out, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			pause_ms(10);
	}
	if (fd >= 0) {
		got = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	text[got > 0 ? got : 0] = '\0';
	unlink(out);
	return text;
}

static void
test_commands(void)
{
	static const struct {
		const char *label;
		const char *browser; /* @ stands for the script */
		const char *words;
	} row[] = {
		{ "the URL is appended", "@", "word=" URL "\n" },
		{ "after its own words", "@ --new  -x ",
		  "word=--new\nword=-x\nword=" URL "\n" },
		{ "or put where %s stands", "@ --url=%s end",
		  "word=--url=" URL "\nword=end\n" },
		{ "twice, if need be", "@ %s,%s", "word=" URL "," URL "\n" },
		{ "a percent sign alone stays", "@ 100% %d %",
		  "word=100%\nword=%d\nword=%\nword=" URL "\n" },
		{ "no shell is in between", "@ ; $HOME `id` 'a b' >x",
		  "word=;\nword=$HOME\nword=`id`\nword='a\nword=b'\nword=>x\n"
		  "word=" URL "\n" },
		{ "the next command when exec fails",
		  "/nonexistent/x:/dev/null:@", "word=" URL "\n" },
		{ "only the first that starts", "@ one:@ two",
		  "word=one\nword=" URL "\n" },
		{ "empty commands are skipped", ": ::@", "word=" URL "\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_error err = FC_ERROR_INIT;
		char browser[1024] = "";
		const char *from, *text;

		for (from = row[i].browser; *from; from++) {
			size_t len = strlen(browser);

			snprintf(browser + len, sizeof(browser) - len, "%.*s",
			         *from == '@' ? 100 : 1,
			         *from == '@' ? program : from);
		}
		setenv("BROWSER", browser, 1);
		ok(fc_browser_open(URL, &err), "%s: started", row[i].label);
		text = report(5000);
		ok(strncmp(text, row[i].words, strlen(row[i].words)) == 0 &&
		   strncmp(text + strlen(row[i].words), "umask=", 6) == 0,
		   "%s", row[i].label);
	}
}

static void
test_surroundings(void)
{
	struct fc_error err = FC_ERROR_INIT;
	const char *text;
	sigset_t some;

	sigemptyset(&some);
	sigaddset(&some, SIGTERM);
	sigprocmask(SIG_BLOCK, &some, NULL);
	setenv("FOUNDRY_TOKEN", "canary", 1);
	setenv("FOUNDRY_CLIENT_SECRET", "canary", 1);
	setenv("BROWSER", program, 1);
	if (dup2(STDERR_FILENO, OPEN_FD) != OPEN_FD)
		exit(EXIT_FAILURE);

	ok(fc_browser_open(URL, &err), "started with a secret about");
	text = report(5000);
	ok(strstr(text, "umask=0027\n") != NULL, "the person's umask");
	ok(strstr(text, "token=\n") != NULL, "no secret in its environment");
	ok(!strstr(text, "leaked"), "no descriptor of ours");
	ok(strstr(text, "in=/dev/null\nerr=/dev/null\n") != NULL,
	   "null where ours were");
	ok(!strstr(text, "SigBlk"), "no signal blocked");
	is(getenv("FOUNDRY_TOKEN"), "canary", "our own environment stays");
	ok(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD,
	   "no child is left to wait for");

	sigprocmask(SIG_UNBLOCK, &some, NULL);
	close(OPEN_FD);
}

static void
test_hanging(void)
{
	struct fc_error err = FC_ERROR_INIT;
	time_t start = time(NULL);
	char text[32] = "";
	int fd;
	pid_t pid = 0;

	setenv("HANG", "1", 1);
	unlink(pid_file);
	ok(fc_browser_open(URL, &err) && time(NULL) - start < 5,
	   "a browser that hangs is not waited for");
	report(5000);
	pause_ms(200);
	fd = open(pid_file, O_RDONLY | O_CLOEXEC);
	ok(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 &&
	   (pid = (pid_t)strtol(text, NULL, 10)) > 1 &&
	   getsid(pid) != getsid(0), "it has a session of its own");
	if (pid > 1)
		kill(pid, SIGKILL);
	close(fd);
	unsetenv("HANG");
}

static void
test_refusals(void)
{
	static const struct {
		const char *label;
		const char *browser;
		const char *url;
		enum fc_error_kind kind;
	} row[] = {
		{ "no command can be started", "/nonexistent/x:/nonexistent/y",
		  URL, FC_ERR_IO },
		{ "a directory", "/tmp", URL, FC_ERR_IO },
		{ "only separators", ":: :", URL, FC_ERR_IO },
		{ "http", NULL, "http://acme.palantirfoundry.com/",
		  FC_ERR_DATA },
		{ "file", NULL, "file:///etc/passwd", FC_ERR_DATA },
		{ "an option", NULL, "--help", FC_ERR_DATA },
		{ "a blank in it", NULL, "https://acme.palantirfoundry.com/ x",
		  FC_ERR_DATA },
		{ "nothing", NULL, "", FC_ERR_DATA },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_error err = FC_ERROR_INIT;

		setenv("BROWSER", row[i].browser ? row[i].browser : program,
		       1);
		ok(!fc_browser_open(row[i].url, &err) &&
		   err.kind == row[i].kind, "%s: %s", row[i].label, err.text);
		is(report(100), "", "nothing was started");
	}
}

/* No BROWSER: xdg-open, found on PATH. */
static void
test_default(void)
{
	struct fc_error err = FC_ERROR_INIT;
	char other[256], path[256];

	snprintf(other, sizeof(other), "%s/xdg-open", dir);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", dir);
	if (rename(program, other) != 0)
		exit(EXIT_FAILURE);
	setenv("PATH", path, 1);
	unsetenv("BROWSER");
	ok(fc_browser_open(URL, &err) && *report(5000),
	   "xdg-open without BROWSER");
	setenv("BROWSER", "", 1);
	ok(fc_browser_open(URL, &err) && *report(5000),
	   "xdg-open with an empty one");
	unlink(other);
}

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;

	umask(027);
	write_script();
	ok(fc_process_harden(&err), "an ordinary process is made safe");

	test_commands();
	test_surroundings();
	test_hanging();
	test_refusals();
	test_default();

	pause_ms(100);
	unlink(pid_file);
	rmdir(dir);
	return done();
}
