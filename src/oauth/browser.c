/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a page in the person's browser. */
#include "oauth/browser.h"

#include "base/process.h"
#include "base/program.h"
#include "base/trace.h"
#include "base/url.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_MAX ((size_t)128 * 1024)
#define WORDS_MAX 64

/* wslview before open, which on Linux may be another program. */
static const char default_commands[] = "xdg-open:wslview:open";

/* One word of a command with its NUL.  *placed: it holds the URL. */
static bool
add_word(struct fc_buf *words, const char *word, size_t len, const char *url,
         bool *placed, struct fc_error *err)
{
	const char *end = word + len;

	while (word < end) {
		bool here = end - word >= 2 && word[0] == '%' &&
		            word[1] == 's';

		if (here ? !fc_buf_add_str(words, url, err)
		         : !fc_buf_add(words, word, 1, err))
			return false;
		*placed = *placed || here;
		word += here ? 2 : 1;
	}
	return fc_buf_add(words, "", 1, err);
}

/* The words of one command, each ended by a NUL, the URL among them. */
static bool
split_command(struct fc_buf *words, const char *command, size_t len,
              const char *url, struct fc_error *err)
{
	const char *end = command + len;
	bool placed = false;

	while (command < end) {
		const char *space = memchr(command, ' ',
		                           (size_t)(end - command));
		const char *stop = space ? space : end;

		if (stop > command &&
		    !add_word(words, command, (size_t)(stop - command), url,
		              &placed, err))
			return false;
		command = space ? space + 1 : end;
	}
	return words->len == 0 || placed ||
	       fc_buf_add(words, url, strlen(url) + 1, err);
}

/* Become that command.  Returns, with errno, only when it cannot be. */
static void
exec_words(struct fc_buf *words)
{
	char *argv[WORDS_MAX + 1];
	size_t at, count = 0;

	errno = words->len == 0 ? ENOENT : E2BIG;
	for (at = 0; at < words->len; at += strlen(words->data + at) + 1) {
		if (count == WORDS_MAX)
			return;
		argv[count++] = words->data + at;
	}
	argv[count] = NULL;
	if (count > 0)
		execvp(argv[0], argv);
}

/* In the grandchild: try one command after the other; errno of the last. */
static int
exec_first(const char *commands, const char *url)
{
	struct fc_buf words = FC_BUF_INIT(COMMAND_MAX);
	struct fc_error err;
	int sys = ENOENT;

	while (*commands) {
		size_t len = strcspn(commands, ":");

		fc_buf_clear(&words);
		if (split_command(&words, commands, len, url, &err)) {
			exec_words(&words);
			sys = errno;
		} else {
			sys = E2BIG;
		}
		commands += len;
		commands += *commands == ':';
	}
	fc_buf_clear(&words);
	return sys;
}

/* In the grandchild, for ever: nothing of ours goes with it but the URL. */
static void
become_browser(const char *commands, const char *url, int report)
{
	int null = open("/dev/null", O_RDWR);
	int sys = EIO;

	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(null, STDOUT_FILENO) >= 0 &&
	    dup2(null, STDERR_FILENO) >= 0 &&
	    (report == 3 || dup2(report, 3) >= 0) &&
	    fcntl(3, F_SETFD, FD_CLOEXEC) == 0) {
		report = 3;
		fc_close_from(4);
		fc_environment_clean();
		fc_process_restore();
		sys = exec_first(commands, url);
	}
	if (write(report, &sys, sizeof(sys)) < 0)
		_exit(126);
	_exit(127);
}

/* Two forks: the browser is nobody's child that we would have to wait for,
 * and no session leader that could take a terminal. */
static void
detach(const char *commands, const char *url, int report)
{
	pid_t pid;
	int sys;

	setsid();
	pid = fork();
	if (pid == 0)
		become_browser(commands, url, report);
	sys = errno;
	if (pid < 0 && write(report, &sys, sizeof(sys)) < 0)
		_exit(126);
	_exit(0);
}

/* 0 once exec has closed the pipe, else why there was none. */
static int
read_report(int fd)
{
	ssize_t got;
	int sys;

	do
		got = read(fd, &sys, sizeof(sys));
	while (got < 0 && errno == EINTR);
	return got == sizeof(sys) ? sys : 0;
}

static void
reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* 0, or the errno of what went wrong. */
static int
start(const char *commands, const char *url)
{
	int report[2];
	int sys;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) != 0)
		return errno;
	pid = fork();
	sys = errno;
	if (pid == 0)
		detach(commands, url, report[1]);
	close(report[1]);
	if (pid > 0) {
		reap(pid);
		sys = read_report(report[0]);
	}
	close(report[0]);
	return sys;
}

static const char *
chosen_commands(void)
{
	const char *commands = getenv("BROWSER");

	return commands && *commands ? commands : default_commands;
}

bool
fc_browser_find(char path[FC_PATH_SIZE])
{
	const char *at = chosen_commands();
	char name[FC_PATH_SIZE];

	while (*at) {
		size_t len = strcspn(at, ":");
		size_t blanks = strspn(at, " ");
		size_t word = blanks < len ? strcspn(at + blanks, " :") : 0;

		if (word > 0 && word < sizeof(name)) {
			memcpy(name, at + blanks, word);
			name[word] = '\0';
			if (fc_program_find(name, path))
				return true;
		}
		at += len;
		at += *at == ':';
	}
	return false;
}

bool
fc_browser_open(const char *url, struct fc_error *err)
{
	char shown[128];

	if (!fc_url_is_https(url, NULL))
		return fc_fail(err, FC_ERR_DATA,
		               "starting a browser: not an https URL");
	errno = start(chosen_commands(), url);
	fc_trace("browser, the first of these that there is: %s: %s",
	         chosen_commands(), errno == 0 ? "started" : strerror(errno));
	if (errno == 0)
		return true;
	fc_printable(shown, sizeof(shown), chosen_commands(),
	             strlen(chosen_commands()));
	if (chosen_commands() == default_commands)
		return fc_fail(err, FC_ERR_IO, "neither xdg-open nor wslview "
		               "nor open can be started; BROWSER can name "
		               "another command");
	return fc_fail_sys(err, "starting \"%s\", which BROWSER names", shown);
}
