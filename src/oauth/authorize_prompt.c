/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for an authorization code: browser and terminal at once. */
#include "oauth/authorize_prompt.h"

#include "base/clock.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "oauth/announce.h"
#include "oauth/browser.h"
#include "oauth/console.h"
#include "oauth/login_messages.h"
#include "oauth/loopback.h"
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
open_browser(const struct fc_authorize_prompt *prompt)
{
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	struct fc_error err = FC_ERROR_INIT, ignored;

	if (!fc_browser_open(fc_buf_str(&prompt->url), &err) &&
	    fc_buf_addf(&text, &ignored, "No browser: %s.\n", err.text))
		fc_announce(prompt->console, &text);
	fc_buf_clear(&text);
}

static bool
add_ssh(struct fc_buf *text, const struct fc_authorize_prompt *prompt,
        struct fc_error *err)
{
	const struct passwd *account = getpwuid(getuid());

	return fc_login_message_ssh(text, getenv("SSH_CONNECTION"),
	                            account ? account->pw_name : "USER",
	                            fc_loopback_port(prompt->loopback), err);
}

static bool
start_webserver(struct fc_authorize_prompt *prompt, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	bool done = false;

	if (!fc_pkce_new(&prompt->pkce, err))
		goto out;
	prompt->loopback = fc_loopback_new(prompt->stack, &prompt->pkce,
	                                   err);
	if (!prompt->loopback ||
	    !fc_authorize_url(&prompt->url, prompt->stack, &prompt->pkce,
	                      fc_loopback_redirect_uri(prompt->loopback),
	                      err) ||
	    !fc_login_message_webserver(&text, prompt->stack, prompt->url.data,
	                                prompt->console != NULL,
	                                fc_announce_can_copy(prompt->console),
	                                err) ||
	    !add_ssh(&text, prompt, err))
		goto out;
	fc_trace("listening at %s",
	         fc_loopback_redirect_uri(prompt->loopback));
	fc_announce_page(prompt->console, &text, prompt->url.data);
	open_browser(prompt);
	prompt->prompt = FC_LOGIN_MESSAGE_PASTE_PROMPT;
	done = true;
out:
	fc_buf_clear(&text);
	return done;
}

/* Ours is over, whatever still comes to its port. */
static void
stop_webserver(struct fc_authorize_prompt *prompt)
{
	fc_loopback_free(prompt->loopback);
	prompt->loopback = NULL;
	fc_buf_clear(&prompt->url);
	fc_pkce_clear(&prompt->pkce);
}

static bool
start_console(struct fc_authorize_prompt *prompt, bool with_browser,
              struct fc_error *err)
{
	const struct fc_stack *stack = prompt->stack;
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	bool done = false;

	if (!prompt->console) {
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
	if (!fc_pkce_new(&prompt->pkce, err) ||
	    !fc_authorize_url(&prompt->url, stack, &prompt->pkce,
	                      stack->redirect_uri, err) ||
	    !fc_login_message_console(&text, stack, prompt->url.data,
	                              fc_announce_can_copy(prompt->console),
	                              err))
		goto out;
	fc_announce_page(prompt->console, &text, prompt->url.data);
	if (with_browser)
		open_browser(prompt);
	prompt->prompt = FC_LOGIN_MESSAGE_PROMPT;
	done = true;
out:
	fc_buf_clear(&text);
	return done;
}

static enum step
look_at_browser(struct fc_authorize_prompt *prompt, struct fc_secret *code,
                struct fc_error *err)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	enum step step = STEP_FAILED;

	switch (fc_loopback_serve(prompt->loopback, &redirect, err)) {
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
			fc_redirect_refused(&redirect, prompt->stack, err);
		}
	}
	fc_redirect_clear(&redirect);
	return step;
}

static void
ask_again(struct fc_authorize_prompt *prompt, const char *why)
{
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	struct fc_error ignored;

	if (fc_buf_addf(&text, &ignored, "That will not do: %s.\n", why))
		fc_announce(prompt->console, &text);
	fc_buf_clear(&text);
	fc_console_prompt(prompt->console, prompt->prompt);
}

static enum step
take_line(struct fc_authorize_prompt *prompt, const struct fc_secret *line,
          struct fc_secret *code, struct fc_error *err)
{
	if (line->len == 0 && prompt->loopback)
		return STEP_CONSOLE;
	if (line->plain && strcmp(line->plain, FC_LOGIN_MESSAGE_COPY) == 0 &&
	    fc_announce_can_copy(prompt->console)) {
		fc_announce_copy(prompt->console, fc_buf_str(&prompt->url));
		fc_console_prompt(prompt->console, prompt->prompt);
		return STEP_WAIT;
	}
	if (fc_pasted_code(line, &prompt->pkce, prompt->stack, code, err)) {
		fc_trace("a code was typed");
		return STEP_CODE;
	}
	if (err->kind != FC_ERR_DATA)
		return STEP_FAILED;
	ask_again(prompt, err->text);
	fc_error_clear(err);
	return STEP_WAIT;
}

static enum step
look_at_terminal(struct fc_authorize_prompt *prompt, struct fc_secret *code,
                 struct fc_error *err)
{
	struct fc_secret line = FC_SECRET_INIT;
	enum step step = STEP_FAILED;

	switch (fc_console_read(prompt->console, &line, err)) {
	case FC_ABSENT:
		step = STEP_WAIT;
		break;
	case FC_FAILED:
		break;
	case FC_FOUND:
		step = take_line(prompt, &line, code, err);
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
remind(struct fc_authorize_prompt *prompt, long long left_ms)
{
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	struct fc_error ignored;
	int left_s = prompt->next_reminder_s;

	if (!prompt->console || left_s == 0 || left_ms > left_s * 1000LL)
		return;
	prompt->next_reminder_s = left_s > 10 ? 10 : 0;
	if (fc_login_message_time(&text, left_s, &ignored) &&
	    fc_buf_add_str(&text, " left.\n", &ignored)) {
		fc_announce(prompt->console, &text);
		fc_console_prompt(prompt->console, prompt->prompt);
	}
	fc_buf_clear(&text);
}

/* False: we were told to end; or whoever asked for the login has died, and
 * nobody is left to hear of it, so a tab that is still open must not hold up
 * the others. */
static bool
sleep_until_something(const struct fc_authorize_prompt *prompt,
                      long long left_ms, struct fc_error *err)
{
	struct pollfd ready[3] = {
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = 0 },
	};
	int timeout = left_ms < LOOK_MS ? (int)left_ms : LOOK_MS;
	int soon;

	if (prompt->console)
		ready[0].fd = fc_console_fd(prompt->console);
	if (prompt->loopback) {
		ready[1].fd = fc_loopback_fd(prompt->loopback);
		soon = fc_loopback_timeout_ms(prompt->loopback);
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
fail_timeout(const struct fc_authorize_prompt *prompt, struct fc_error *err)
{
	const struct fc_stack *stack = prompt->stack;

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
	else if (prompt->loopback)
		fc_error_hint(err, "run: foundry-credential login %s (with "
		              "--console if the page complained about "
		              "redirect_uri, or register http://127.0.0.1/ "
		              "for %s)", stack->host, stack->client_id);
}

static enum step
wait_for_code(struct fc_authorize_prompt *prompt, struct fc_secret *code,
              struct fc_error *err)
{
	enum step step = STEP_WAIT;

	if (prompt->console)
		fc_console_prompt(prompt->console, prompt->prompt);
	while (step == STEP_WAIT) {
		long long left = prompt->deadline - fc_clock_ms();

		if (left <= 0) {
			fail_timeout(prompt, err);
			return STEP_FAILED;
		}
		remind(prompt, left);
		if (!sleep_until_something(prompt, left, err))
			return STEP_FAILED;
		if (prompt->loopback)
			step = look_at_browser(prompt, code, err);
		if (prompt->console && step == STEP_WAIT)
			step = look_at_terminal(prompt, code, err);
	}
	return step;
}

bool
fc_authorize_prompt_run(struct fc_authorize_prompt *prompt,
                        enum fc_login_mode mode, struct fc_secret *code,
                        struct fc_error *err)
{
	enum step step = STEP_CONSOLE;
	bool changed = false;
	struct fc_error ignored;

	prompt->deadline = fc_clock_ms() +
	                    prompt->stack->login_timeout_s * 1000LL;
	prompt->next_reminder_s =
		first_reminder(prompt->stack->login_timeout_s);
	prompt->console = fc_console_open(&ignored);
	if (mode == FC_LOGIN_WEBSERVER) {
		step = start_webserver(prompt, err)
		       ? wait_for_code(prompt, code, err) : STEP_FAILED;
		changed = true;
	}
	if (step == STEP_CONSOLE) {
		stop_webserver(prompt);
		step = start_console(prompt, changed, err)
		       ? wait_for_code(prompt, code, err) : STEP_FAILED;
	}
	fc_console_close(prompt->console);
	prompt->console = NULL;
	return step == STEP_CODE;
}

const char *
fc_authorize_prompt_redirect_uri(const struct fc_authorize_prompt *prompt)
{
	return prompt->loopback
	       ? fc_loopback_redirect_uri(prompt->loopback)
	       : prompt->stack->redirect_uri;
}

void
fc_authorize_prompt_answer(struct fc_authorize_prompt *prompt, const char *user,
                           const struct fc_error *err)
{
	if (!prompt->loopback)
		return;
	fc_loopback_set_saved(prompt->loopback, prompt->saved);
	fc_loopback_answer(prompt->loopback, user, err);
	if (err && err->kind == FC_ERR_LOGIN_NEEDED)
		fc_loopback_leave_page(prompt->loopback, err);
}

void
fc_authorize_prompt_clear(struct fc_authorize_prompt *prompt)
{
	stop_webserver(prompt);
	fc_console_close(prompt->console);
	prompt->console = NULL;
}
