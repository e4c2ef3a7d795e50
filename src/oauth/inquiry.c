/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for an authorization code: browser and terminal at once. */
#include "oauth/inquiry.h"

#include "base/clock.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "oauth/announce.h"
#include "oauth/browser.h"
#include "oauth/console.h"
#include "oauth/loopback.h"
#include "oauth/notice.h"
#include "oauth/pasted.h"
#include "oauth/terminal.h"

#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The terminal is looked at this often whatever happens: fg brings no
 * signal to a process that went on in the background. */
#define LOOK_MS 1000

/* How far we have come. */
enum step {
	STEP_WAIT,
	STEP_CODE,    /* there is a code */
	STEP_CONSOLE, /* the person wants the other mode */
	STEP_FAILED,
};

/* Also without a browser the login can go on: the person has the URL. */
static void
open_browser(const struct fc_inquiry *inquiry)
{
	struct fc_buf text = FC_BUF_INIT(FC_NOTICE_MAX);
	struct fc_error err = FC_ERROR_INIT, ignored;

	if (!fc_browser_open(fc_buf_str(&inquiry->url), &err) &&
	    fc_buf_addf(&text, &ignored, "No browser: %s.\n", err.text))
		fc_announce(inquiry->console, &text);
	fc_buf_clear(&text);
}

static bool
add_ssh(struct fc_buf *text, const struct fc_inquiry *inquiry,
        struct fc_error *err)
{
	const struct passwd *account = getpwuid(getuid());

	return fc_notice_ssh(text, getenv("SSH_CONNECTION"),
	                     account ? account->pw_name : "USER",
	                     fc_loopback_port(inquiry->loopback), err);
}

static bool
start_webserver(struct fc_inquiry *inquiry, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_NOTICE_MAX);
	bool done = false;

	if (!fc_pkce_new(&inquiry->pkce, err))
		goto out;
	inquiry->loopback = fc_loopback_new(inquiry->stack, &inquiry->pkce,
	                                    err);
	if (!inquiry->loopback ||
	    !fc_authorize_url(&inquiry->url, inquiry->stack, &inquiry->pkce,
	                      fc_loopback_redirect_uri(inquiry->loopback),
	                      err) ||
	    !fc_notice_webserver(&text, inquiry->stack, inquiry->url.data,
	                         inquiry->console != NULL,
	                         fc_announce_can_copy(inquiry->console),
	                         err) ||
	    !add_ssh(&text, inquiry, err))
		goto out;
	fc_trace("listening at %s",
	         fc_loopback_redirect_uri(inquiry->loopback));
	fc_announce_page(inquiry->console, &text, inquiry->url.data);
	open_browser(inquiry);
	inquiry->prompt = FC_NOTICE_PASTE_PROMPT;
	done = true;
out:
	fc_buf_clear(&text);
	return done;
}

/* Ours is over, whatever still comes to its port. */
static void
stop_webserver(struct fc_inquiry *inquiry)
{
	fc_loopback_free(inquiry->loopback);
	inquiry->loopback = NULL;
	fc_buf_clear(&inquiry->url);
	fc_pkce_clear(&inquiry->pkce);
}

static bool
start_console(struct fc_inquiry *inquiry, bool with_browser,
              struct fc_error *err)
{
	const struct fc_stack *stack = inquiry->stack;
	struct fc_buf text = FC_BUF_INIT(FC_NOTICE_MAX);
	bool done = false;

	if (!inquiry->console) {
		fc_login_needed(err, stack, "there is no terminal to ask for "
		                "the code");
		if (stack->cache == FC_CACHE_READ_WRITE)
			fc_error_hint(err, "run in a terminal: "
			              "foundry-credential login %s",
			              stack->host);
		else
			fc_error_hint(err, "run this again in a terminal");
		goto out;
	}
	if (!fc_pkce_new(&inquiry->pkce, err) ||
	    !fc_authorize_url(&inquiry->url, stack, &inquiry->pkce,
	                      stack->redirect_uri, err) ||
	    !fc_notice_console(&text, stack, inquiry->url.data,
	                       fc_announce_can_copy(inquiry->console), err))
		goto out;
	fc_announce_page(inquiry->console, &text, inquiry->url.data);
	if (with_browser)
		open_browser(inquiry);
	inquiry->prompt = FC_NOTICE_PROMPT;
	done = true;
out:
	fc_buf_clear(&text);
	return done;
}

static enum step
look_at_browser(struct fc_inquiry *inquiry, struct fc_secret *code,
                struct fc_error *err)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	enum step step = STEP_FAILED;

	switch (fc_loopback_serve(inquiry->loopback, &redirect, err)) {
	case FC_ABSENT:
		step = STEP_WAIT;
		break;
	case FC_FAILED:
		break;
	case FC_FOUND:
		if (redirect.code.plain) {
			fc_trace("the browser brought a code");
			fc_secret_move(code, &redirect.code);
			step = STEP_CODE;
		} else {
			fc_redirect_refused(&redirect, inquiry->stack, err);
		}
	}
	fc_redirect_clear(&redirect);
	return step;
}

static void
ask_again(struct fc_inquiry *inquiry, const char *why)
{
	struct fc_buf text = FC_BUF_INIT(FC_NOTICE_MAX);
	struct fc_error ignored;

	if (fc_buf_addf(&text, &ignored, "That will not do: %s.\n", why))
		fc_announce(inquiry->console, &text);
	fc_buf_clear(&text);
	fc_console_prompt(inquiry->console, inquiry->prompt);
}

static enum step
take_line(struct fc_inquiry *inquiry, const struct fc_secret *line,
          struct fc_secret *code, struct fc_error *err)
{
	if (line->len == 0 && inquiry->loopback)
		return STEP_CONSOLE;
	if (line->plain && strcmp(line->plain, FC_NOTICE_COPY) == 0 &&
	    fc_announce_can_copy(inquiry->console)) {
		fc_announce_copy(inquiry->console, fc_buf_str(&inquiry->url));
		fc_console_prompt(inquiry->console, inquiry->prompt);
		return STEP_WAIT;
	}
	if (fc_pasted_code(line, &inquiry->pkce, inquiry->stack, code, err)) {
		fc_trace("a code was typed");
		return STEP_CODE;
	}
	if (err->kind != FC_ERR_DATA)
		return STEP_FAILED;
	ask_again(inquiry, err->text);
	fc_error_clear(err);
	return STEP_WAIT;
}

static enum step
look_at_terminal(struct fc_inquiry *inquiry, struct fc_secret *code,
                 struct fc_error *err)
{
	struct fc_secret line = FC_SECRET_INIT;
	enum step step = STEP_FAILED;

	switch (fc_console_read(inquiry->console, &line, err)) {
	case FC_ABSENT:
		step = STEP_WAIT;
		break;
	case FC_FAILED:
		break;
	case FC_FOUND:
		step = take_line(inquiry, &line, code, err);
	}
	fc_secret_clear(&line);
	return step;
}

/* Sparingly: when a minute is left, and ten seconds. */
static int
first_reminder(int timeout_s)
{
	if (timeout_s > 60)
		return 60;
	return timeout_s > 10 ? 10 : 0;
}

static void
remind(struct fc_inquiry *inquiry, long long left_ms)
{
	struct fc_buf text = FC_BUF_INIT(FC_NOTICE_MAX);
	struct fc_error ignored;
	int left_s = inquiry->next_reminder_s;

	if (!inquiry->console || left_s == 0 || left_ms > left_s * 1000LL)
		return;
	inquiry->next_reminder_s = left_s > 10 ? 10 : 0;
	if (fc_notice_time(&text, left_s, &ignored) &&
	    fc_buf_add_str(&text, " left.\n", &ignored)) {
		fc_announce(inquiry->console, &text);
		fc_console_prompt(inquiry->console, inquiry->prompt);
	}
	fc_buf_clear(&text);
}

/* False: we were told to end; or whoever asked for the login has died, and
 * nobody is left to hear of it, so a tab that is still open must not hold up
 * the others. */
static bool
sleep_until_something(const struct fc_inquiry *inquiry, long long left_ms,
                      struct fc_error *err)
{
	struct pollfd ready[3] = {
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = 0 },
	};
	int timeout = left_ms < LOOK_MS ? (int)left_ms : LOOK_MS;
	int soon;

	if (inquiry->console)
		ready[0].fd = fc_console_fd(inquiry->console);
	if (inquiry->loopback) {
		ready[1].fd = fc_loopback_fd(inquiry->loopback);
		soon = fc_loopback_timeout_ms(inquiry->loopback);
		if (soon >= 0 && soon < timeout)
			timeout = soon;
	}
	if (fc_terminal_signal() == 0)
		poll(ready, 3, timeout);
	if (fc_terminal_signal() != 0)
		return fc_fail(err, FC_ERR_CANCELLED, "logging in: cancelled");
	if (ready[2].revents & POLLERR)
		return fc_fail(err, FC_ERR_CANCELLED, "logging in: the "
		               "program that asked for it has ended");
	return true;
}

static void
fail_timeout(const struct fc_inquiry *inquiry, struct fc_error *err)
{
	const struct fc_stack *stack = inquiry->stack;

	fc_login_needed(err, stack, "nobody finished it in time");
	/* Who asked for a login is not told to log in. */
	if (stack->purpose == FC_PURPOSE_CLI)
		fc_text_join(err->text, sizeof(err->text), "logging in to ",
		             stack->host, ": nobody finished it in time",
		             NULL);
	if (stack->cache != FC_CACHE_READ_WRITE)
		fc_error_hint(err, "run this again (with login = console in "
		              "[%s] if the page complained about redirect_uri)",
		              stack->host);
	else if (inquiry->loopback)
		fc_error_hint(err, "run: foundry-credential login %s (with "
		              "--console if the page complained about "
		              "redirect_uri, or register http://127.0.0.1/ "
		              "for %s)", stack->host, stack->client_id);
}

static enum step
wait_for_code(struct fc_inquiry *inquiry, struct fc_secret *code,
              struct fc_error *err)
{
	enum step step = STEP_WAIT;

	if (inquiry->console)
		fc_console_prompt(inquiry->console, inquiry->prompt);
	while (step == STEP_WAIT) {
		long long left = inquiry->deadline - fc_clock_ms();

		if (left <= 0) {
			fail_timeout(inquiry, err);
			return STEP_FAILED;
		}
		remind(inquiry, left);
		if (!sleep_until_something(inquiry, left, err))
			return STEP_FAILED;
		if (inquiry->loopback)
			step = look_at_browser(inquiry, code, err);
		if (inquiry->console && step == STEP_WAIT)
			step = look_at_terminal(inquiry, code, err);
	}
	return step;
}

bool
fc_inquiry_run(struct fc_inquiry *inquiry, enum fc_login_mode mode,
               struct fc_secret *code, struct fc_error *err)
{
	enum step step = STEP_CONSOLE;
	bool changed = false;
	struct fc_error ignored;

	inquiry->deadline = fc_clock_ms() +
	                    inquiry->stack->login_timeout_s * 1000LL;
	inquiry->next_reminder_s =
		first_reminder(inquiry->stack->login_timeout_s);
	inquiry->console = fc_console_open(&ignored);
	if (mode == FC_LOGIN_WEBSERVER) {
		step = start_webserver(inquiry, err)
		       ? wait_for_code(inquiry, code, err) : STEP_FAILED;
		changed = true;
	}
	if (step == STEP_CONSOLE) {
		stop_webserver(inquiry);
		step = start_console(inquiry, changed, err)
		       ? wait_for_code(inquiry, code, err) : STEP_FAILED;
	}
	fc_console_close(inquiry->console);
	inquiry->console = NULL;
	return step == STEP_CODE;
}

const char *
fc_inquiry_redirect_uri(const struct fc_inquiry *inquiry)
{
	return inquiry->loopback
	       ? fc_loopback_redirect_uri(inquiry->loopback)
	       : inquiry->stack->redirect_uri;
}

void
fc_inquiry_answer(struct fc_inquiry *inquiry, const char *user,
                  const struct fc_error *err)
{
	if (!inquiry->loopback)
		return;
	fc_loopback_set_saved(inquiry->loopback, inquiry->saved);
	fc_loopback_answer(inquiry->loopback, user, err);
	if (err && err->kind == FC_ERR_LOGIN_NEEDED)
		fc_loopback_leave_page(inquiry->loopback, err);
}

void
fc_inquiry_clear(struct fc_inquiry *inquiry)
{
	stop_webserver(inquiry);
	fc_console_close(inquiry->console);
	inquiry->console = NULL;
}
