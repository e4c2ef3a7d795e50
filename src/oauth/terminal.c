/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mode of the person's terminal: changed while we read from it, and
 * given back at every end that a process can come to, short of SIGKILL.
 */
#include "oauth/terminal.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int handled[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT,
};
#define HANDLED (sizeof(handled) / sizeof(handled[0]))

/* Signal handlers have no other way to it than by name. */
static struct {
	int fd;
	struct termios original, mode; /* the person's, and ours */
	bool watched;
	volatile sig_atomic_t entered; /* our mode is in force */
	volatile sig_atomic_t resumed;
	volatile sig_atomic_t ended;
} terminal = { .fd = -1 };

static void
block_all(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, before);
}

/*
 * A shell that learns first of the signal, as it does when git is its child
 * and we are git's, has set the mode in which it edits its own lines.
 */
static bool
is_in_our_mode(void)
{
	struct termios now;

	return tcgetattr(terminal.fd, &now) == 0 &&
	       now.c_lflag == terminal.mode.c_lflag &&
	       now.c_iflag == terminal.mode.c_iflag &&
	       memcmp(now.c_cc, terminal.mode.c_cc, sizeof(now.c_cc)) == 0;
}

static void
on_refusal(int sig)
{
	(void)sig;
}

/*
 * The shell may take the terminal between our look at its mode and this.
 * From then on we are in the background, and while SIGTTOU is neither
 * blocked nor ignored the kernel refuses to change anything.
 *
 * What was typed is dropped, not left for the shell.  TCSAFLUSH would do
 * that too, but waits for output, which the person may have stopped.
 */
static void
set_original(void)
{
	struct sigaction refusal = { .sa_handler = on_refusal }, action;
	sigset_t only, before;

	sigemptyset(&refusal.sa_mask);
	sigemptyset(&only);
	sigaddset(&only, SIGTTOU);
	sigaction(SIGTTOU, &refusal, &action);
	sigprocmask(SIG_UNBLOCK, &only, &before);
	if (tcsetattr(terminal.fd, TCSANOW, &terminal.original) == 0)
		tcflush(terminal.fd, TCIFLUSH);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGTTOU, &action, NULL);
}

static void
give_back(void)
{
	if (!terminal.entered)
		return;
	terminal.entered = 0;
	if (is_in_our_mode())
		set_original();
}

static void
on_end(int sig)
{
	int sys = errno;

	give_back();
	terminal.ended = sig;
	errno = sys;
}

/* Stop as we would have without a handler; go on here after fg. */
static void
on_stop(int sig)
{
	const struct sigaction plain = { .sa_handler = SIG_DFL };
	struct sigaction ours;
	sigset_t only, before;
	int sys = errno;

	give_back();
	sigaction(sig, &plain, &ours);
	sigemptyset(&only);
	sigaddset(&only, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &only, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(sig, &ours, NULL);
	terminal.resumed = 1;
	errno = sys;
}

static void
on_continue(int sig)
{
	(void)sig;
	terminal.resumed = 1;
}

static void
catch(int sig)
{
	struct sigaction action = { .sa_handler = on_end }, before;

	sigfillset(&action.sa_mask);
	if (sig == SIGTSTP)
		action.sa_handler = on_stop;
	if (sig == SIGCONT)
		action.sa_handler = on_continue;

	sigaction(sig, NULL, &before);
	if (before.sa_handler != SIG_IGN)
		sigaction(sig, &action, NULL);
}

/* Each may come more than once: a terminal that is closed sends SIGHUP, and
 * so does its shell; Ctrl-C is pressed again by who is in a hurry. */
void
fc_terminal_watch(void)
{
	size_t i;

	if (terminal.watched)
		return;
	terminal.watched = true;
	for (i = 0; i < HANDLED; i++)
		catch(handled[i]);
}

/* CR stays apart from LF, so that a pasted CR LF is one Enter. */
static void
make_bytewise(struct termios *mode)
{
	mode->c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	mode->c_lflag |= ISIG;
	mode->c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP | IXON);
	mode->c_cc[VMIN] = 1;
	mode->c_cc[VTIME] = 0;
}

/* In the foreground, or tcsetattr would stop us. */
static bool
enter(void)
{
	sigset_t before;
	bool done = false;

	block_all(&before);
	if (fc_terminal_is_ours(terminal.fd) &&
	    (terminal.entered ||
	     tcgetattr(terminal.fd, &terminal.original) == 0)) {
		terminal.mode = terminal.original;
		make_bytewise(&terminal.mode);
		done = tcsetattr(terminal.fd, TCSANOW, &terminal.mode) == 0;
		tcflush(terminal.fd, TCIFLUSH);
		terminal.entered = done;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return done;
}

bool
fc_terminal_enter(int fd, struct fc_error *err)
{
	terminal.fd = fd;
	terminal.entered = terminal.resumed = 0;
	if (!fc_terminal_is_ours(fd))
		return fc_fail(err, FC_ERR_LOGIN_NEEDED,
		               "not in the foreground of a terminal");
	fc_terminal_watch();
	if (enter())
		return true;
	fc_terminal_leave();
	return fc_fail(err, FC_ERR_LOGIN_NEEDED, "the terminal cannot be "
	               "read byte by byte");
}

void
fc_terminal_leave(void)
{
	sigset_t before;

	block_all(&before);
	give_back();
	terminal.fd = -1;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

bool
fc_terminal_is_ours(int fd)
{
	pid_t foreground = tcgetpgrp(fd);

	return foreground >= 0 && foreground == getpgrp();
}

bool
fc_terminal_is_gone(int fd)
{
	return tcgetpgrp(fd) < 0;
}

bool
fc_terminal_is_entered(void)
{
	return terminal.entered != 0;
}

bool
fc_terminal_resume(void)
{
	if (terminal.entered && !terminal.resumed)
		return false;
	terminal.resumed = 0;

	/* Stopped by SIGSTOP and continued by bg: the mode is the shell's. */
	if (!fc_terminal_is_ours(terminal.fd)) {
		terminal.entered = 0;
		return false;
	}
	return terminal.ended == 0 && enter();
}

int
fc_terminal_signal(void)
{
	return (int)terminal.ended;
}
