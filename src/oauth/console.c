/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The person's terminal: /dev/tty, never stdin, which belongs to git.  A
 * pasted redirect URL can be longer than the 4095 bytes of a terminal line,
 * so the line is read byte by byte and edited here.
 */
#include "oauth/console.h"

#include "oauth/terminal.h"
#include "oauth/typing.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Nothing of a line is shown beyond this many columns. */
#define SHOWN_MAX 200

#define WRITE_TIMEOUT_MS 1000

struct fc_console {
	int fd;
	struct fc_typing typing;
	const char *prompt;    /* the one that stands there, or NULL */
	char shown[SHOWN_MAX]; /* what stands behind it */
};

/* A terminal whose output the person has stopped must not stop us. */
static void
write_some(const struct fc_console *console, const char *text, size_t len)
{
	struct pollfd ready = { .fd = console->fd, .events = POLLOUT };

	if (!fc_terminal_is_ours(console->fd))
		return;
	while (len > 0) {
		ssize_t done = write(console->fd, text, len);

		if (done > 0) {
			text += done;
			len -= (size_t)done;
			continue;
		}
		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0 || errno != EAGAIN ||
		    poll(&ready, 1, WRITE_TIMEOUT_MS) == 0)
			return;
	}
}

static void
write_text(const struct fc_console *console, const char *text)
{
	write_some(console, text, strlen(text));
}

static void
write_repeated(const struct fc_console *console, char byte, size_t count)
{
	char run[SHOWN_MAX];

	memset(run, byte, sizeof(run));
	while (count > 0) {
		size_t len = count < sizeof(run) ? count : sizeof(run);

		write_some(console, run, len);
		count -= len;
	}
}

struct fc_console *
fc_console_open(struct fc_error *err)
{
	struct fc_console *console = calloc(1, sizeof(*console));

	if (!console) {
		fc_fail_memory(err);
		return NULL;
	}
	console->typing = (struct fc_typing)FC_TYPING_INIT;
	console->fd = open("/dev/tty",
	                   O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (console->fd < 0)
		fc_fail(err, FC_ERR_LOGIN_NEEDED, "there is no terminal");
	else if (fc_terminal_enter(console->fd, err))
		return console;
	fc_console_close(console);
	return NULL;
}

int
fc_console_fd(const struct fc_console *console)
{
	return fc_terminal_is_entered() ? console->fd : -1;
}

/* The columns left for typing on the line of the prompt.  The last column
 * stays free: what a terminal does there differs. */
static size_t
columns_left(const struct fc_console *console)
{
	struct winsize window;
	size_t columns = 80, used = strlen(console->prompt);

	if (ioctl(console->fd, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
		columns = window.ws_col;
	used = used % columns + 1;
	columns = columns > used ? columns - used : 0;
	return columns < SHOWN_MAX ? columns : SHOWN_MAX - 1;
}

/* Only what changed is written, with backspaces: every terminal can. */
static void
show_typing(struct fc_console *console)
{
	char now[SHOWN_MAX];
	size_t old_len = strlen(console->shown), len, same = 0;

	fc_typing_show(&console->typing, columns_left(console), now,
	               sizeof(now));
	len = strlen(now);
	while (same < len && same < old_len &&
	       now[same] == console->shown[same])
		same++;

	write_repeated(console, '\b', old_len - same);
	write_text(console, now + same);
	if (old_len > len) {
		write_repeated(console, ' ', old_len - len);
		write_repeated(console, '\b', old_len - len);
	}
	memcpy(console->shown, now, sizeof(now));
	explicit_bzero(now, sizeof(now));
}

/* Leave the line of the prompt as if it had never been there. */
static void
erase_prompt(struct fc_console *console)
{
	if (!console->prompt)
		return;
	write_text(console, "\r");
	write_repeated(console, ' ',
	               strlen(console->prompt) + strlen(console->shown));
	write_text(console, "\r");
	console->prompt = NULL;
	console->shown[0] = '\0';
}

/* The line stays as it is; what follows begins on the next. */
static void
end_prompt(struct fc_console *console)
{
	if (console->prompt)
		write_text(console, "\n");
	console->prompt = NULL;
	console->shown[0] = '\0';
}

void
fc_console_print(struct fc_console *console, const char *text)
{
	erase_prompt(console);
	write_text(console, text);
}

void
fc_console_prompt(struct fc_console *console, const char *prompt)
{
	erase_prompt(console);
	console->prompt = prompt;
	write_text(console, prompt);
	show_typing(console);
}

static enum fc_lookup
cancelled(struct fc_error *err)
{
	fc_fail(err, FC_ERR_CANCELLED, "logging in: cancelled");
	return FC_FAILED;
}

static enum fc_lookup
end_line(struct fc_console *console, struct fc_secret *line,
         struct fc_error *err)
{
	if (console->prompt)
		show_typing(console);
	return fc_typing_finish(&console->typing, line, err) ? FC_FOUND
	                                                     : FC_FAILED;
}

/* One key of what is waiting.  FC_KEY_MORE with *none: nothing is. */
static enum fc_key
take_key(struct fc_console *console, bool *none)
{
	char byte;
	ssize_t got = read(console->fd, &byte, 1);

	*none = got < 0 && (errno == EAGAIN || errno == EINTR);
	if (*none)
		return FC_KEY_MORE;
	return got <= 0 ? FC_KEY_END : fc_typing_take(&console->typing, byte);
}

/* What the keys typed so far come to. */
static enum fc_lookup
take_bytes(struct fc_console *console, struct fc_secret *line,
           struct fc_error *err)
{
	bool none = false;
	size_t i;

	/* Bounded: an endless paste must not keep the browser waiting. */
	for (i = 0; i < FC_TYPING_MAX && !none; i++) {
		switch (take_key(console, &none)) {
		case FC_KEY_ENTER:
			return end_line(console, line, err);
		case FC_KEY_END:
			return cancelled(err);
		case FC_KEY_MORE:
			break;
		}
	}
	return FC_ABSENT;
}

enum fc_lookup
fc_console_read(struct fc_console *console, struct fc_secret *line,
                struct fc_error *err)
{
	const char *prompt = console->prompt;
	enum fc_lookup result;

	if (fc_terminal_signal() != 0 || fc_terminal_is_gone(console->fd))
		return cancelled(err);
	if (fc_terminal_resume() && prompt) {
		console->shown[0] = '\0';
		write_text(console, prompt);
	}
	if (!fc_terminal_is_entered())
		return FC_ABSENT;

	result = take_bytes(console, line, err);
	if (fc_terminal_signal() != 0) {
		fc_secret_clear(line);
		return cancelled(err);
	}
	if (!prompt)
		return result;
	if (result == FC_ABSENT)
		show_typing(console);
	else
		end_prompt(console);
	return result;
}

void
fc_console_close(struct fc_console *console)
{
	if (!console)
		return;
	if (console->fd >= 0) {
		end_prompt(console);
		fc_terminal_leave();
		close(console->fd);
	}
	fc_typing_clear(&console->typing);
	explicit_bzero(console->shown, sizeof(console->shown));
	free(console);
}
