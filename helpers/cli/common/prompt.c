/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the person for what the command line did not say. */
#include "cli/common/prompt.h"

#include "base/buf.h"
#include "base/controls.h"
#include "credential/interaction.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE_S (5 * 60)
#define CTRL_C '\003'
/* A terminal hands over no longer line. */
#define LINE_SIZE 4096
#define TRIES_MAX 5
#define TEXT_MAX (16 * 1024 * 1024)

static void
trim(char *line)
{
	size_t from = strspn(line, " \t"), len = strlen(line + from);

	while (len > 0 && strchr(" \t\r\n", line[from + len - 1]))
		len--;
	memmove(line, line + from, len);
	line[len] = '\0';
}

/* Signals that are blocked end the wait when through, the mask for it, lets
 * them. */
static bool
wait_for_line(int fd, const sigset_t *through)
{
	const struct timespec patience = { PATIENCE_S, 0 };
	fd_set ready;

	FD_ZERO(&ready);
	FD_SET(fd, &ready);
	return pselect(fd + 1, &ready, NULL, NULL, &patience, through) > 0;
}

/* What came of a line: its end, if it came, is among it. */
static bool
check_line(const char *line, size_t len, size_t size, struct fc_error *err)
{
	if (len > 0 && line[len - 1] == CTRL_C)
		return fc_fail(err, FC_ERR_CANCELLED, "cancelled");
	if (len > 0 && line[len - 1] != '\n' && len == size - 1)
		return fc_fail(err, FC_ERR_USAGE, "asking at the terminal: "
		               "the answer is too long for one");
	return true;
}

/* The terminal gives a whole line at a time. */
static bool
read_line(int fd, const sigset_t *through, bool optional, char *answer,
          size_t size, struct fc_error *err)
{
	ssize_t got;

	if (!wait_for_line(fd, through))
		return fc_fail(err, FC_ERR_CANCELLED, "asking at the "
		               "terminal: no answer came");
	got = fc_read(fd, answer, size - 1);
	if (got < 0)
		return fc_fail_sys(err, "asking at the terminal");
	answer[got] = '\0';
	if (!check_line(answer, (size_t)got, size, err))
		return false;
	trim(answer);
	return *answer || (optional && got > 0) ||
	       fc_fail(err, FC_ERR_CANCELLED, "asking at the terminal: "
	               "nothing was given");
}

static bool
ask(int fd, const sigset_t *through, const char *question, bool optional,
    char *answer, size_t size, struct fc_error *err)
{
	size_t len = strlen(question);

	if (write(fd, question, len) != (ssize_t)len)
		return fc_fail_sys(err, "asking at the terminal");
	return read_line(fd, through, optional, answer, size, err);
}

/* What is left to do then is short: to give the terminal back. */
static void
on_end(int sig)
{
	(void)sig;
}

static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

#define END_COUNT (sizeof(ends) / sizeof(ends[0]))

/* What was in force for them before. */
struct held {
	sigset_t mask;
	struct sigaction actions[END_COUNT];
};

/* From here on they come at one place only, while the answer is waited for. */
static void
hold_back(struct held *held)
{
	struct sigaction ended = { .sa_handler = on_end };
	sigset_t mask;
	size_t i;

	sigemptyset(&ended.sa_mask);
	sigemptyset(&mask);
	for (i = 0; i < END_COUNT; i++)
		sigaddset(&mask, ends[i]);
	sigprocmask(SIG_BLOCK, &mask, &held->mask);
	for (i = 0; i < END_COUNT; i++) {
		sigaction(ends[i], NULL, &held->actions[i]);
		if (held->actions[i].sa_handler != SIG_IGN)
			sigaction(ends[i], &ended, NULL);
	}
}

static void
let_go(const struct held *held)
{
	size_t i;

	for (i = 0; i < END_COUNT; i++)
		sigaction(ends[i], &held->actions[i], NULL);
	sigprocmask(SIG_SETMASK, &held->mask, NULL);
}

/* Typing is not shown, and makes no signal: Ctrl-C ends the line instead. */
static bool
ask_hidden(int fd, const char *question, char *answer, size_t size,
           struct fc_error *err)
{
	struct termios before, mode;
	struct held held;
	bool answered;

	if (tcgetattr(fd, &before) != 0)
		return fc_fail_sys(err, "asking at the terminal");
	hold_back(&held);
	mode = before;
	mode.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	mode.c_cc[VEOL] = CTRL_C;
	answered = tcsetattr(fd, TCSAFLUSH, &mode) == 0
		? ask(fd, &held.mask, question, false, answer, size, err)
		: fc_fail_sys(err, "asking at the terminal");
	tcsetattr(fd, TCSAFLUSH, &before);
	(void)!write(fd, "\n", 1); /* Enter was not shown either */
	let_go(&held);
	return answered;
}

/* -1: there is none. */
static int
open_terminal(void)
{
	return fc_has_terminal()
	               ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
	               : -1;
}

static enum fc_lookup
ask_shown(const char *question, bool optional, char *answer, size_t size,
          struct fc_error *err)
{
	int fd = open_terminal();
	bool answered;

	if (fd < 0)
		return FC_ABSENT;
	answered = ask(fd, NULL, question, optional, answer, size, err);
	close(fd);
	return answered ? FC_FOUND : FC_FAILED;
}

enum fc_lookup
cli_ask(const char *question, char *answer, size_t size, struct fc_error *err)
{
	return ask_shown(question, false, answer, size, err);
}

enum fc_lookup
cli_ask_hidden(const char *question, char *answer, size_t size,
               struct fc_error *err)
{
	int fd = open_terminal();
	bool answered;

	if (fd < 0)
		return FC_ABSENT;
	answered = ask_hidden(fd, question, answer, size, err);
	close(fd);
	return answered ? FC_FOUND : FC_FAILED;
}

bool
cli_yes_or_no(const char *answer, bool *yes, struct fc_error *err)
{
	*yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
	return *yes || strcasecmp(answer, "n") == 0 ||
	       strcasecmp(answer, "no") == 0 ||
	       fc_fail(err, FC_ERR_USAGE, "answer with yes or no");
}

/* A pipe, a socket, /dev/null: nobody sits at the other end. */
static bool
is_of_program(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) && !isatty(fd);
}

bool
cli_may_ask(void)
{
	return !is_of_program(STDIN_FILENO) && !is_of_program(STDOUT_FILENO) &&
	       !fc_is_continuous_integration() && fc_has_terminal();
}

/* What was wrong with the last answer stands before the question. */
static bool
write_question(struct fc_buf *out, const struct cli_question *question,
               const struct fc_error *wrong, struct fc_error *err)
{
	fc_buf_reset(out);
	if (wrong->kind != FC_ERR_NONE &&
	    !fc_buf_addf(out, err, "%s\n%s%s", wrong->text, wrong->hint,
	                 *wrong->hint ? "\n" : ""))
		return false;
	if (out->len > 0)
		fc_strip_for_terminal(out->data, out->len);
	return fc_buf_add_str(out, question->text, err) &&
	       (!question->otherwise ||
	        fc_buf_addf(out, err, " [%s]", question->otherwise)) &&
	       fc_buf_add_str(out, ": ", err);
}

static enum fc_lookup
ask_once(const struct cli_question *question, const struct fc_error *wrong,
         char answer[LINE_SIZE], struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	enum fc_lookup result = FC_FAILED;

	*answer = '\0';
	if (write_question(&text, question, wrong, err))
		result = ask_shown(fc_buf_str(&text), question->otherwise,
		                   answer, LINE_SIZE, err);
	if (result == FC_FOUND && !*answer)
		fc_text_join(answer, LINE_SIZE, question->otherwise, NULL);
	fc_buf_clear(&text);
	return result;
}

enum fc_lookup
cli_ask_until(const struct cli_question *question, void *arg,
              struct fc_error *err)
{
	struct fc_error wrong = FC_ERROR_INIT;
	char answer[LINE_SIZE];
	enum fc_lookup result;
	int tries;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		result = ask_once(question, &wrong, answer, err);
		if (result != FC_FOUND)
			return result;
		fc_error_clear(&wrong);
		if (question->take(answer, arg, &wrong))
			return FC_FOUND;
	}
	*err = wrong;
	return FC_FAILED;
}
