/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for an authorization code: browser and terminal at once. */
#ifndef FC_OAUTH_AUTHORIZE_PROMPT_H
#define FC_OAUTH_AUTHORIZE_PROMPT_H

#include "base/secret.h"
#include "config/stack.h"
#include "oauth/authorize.h"
#include "oauth/pkce.h"

struct fc_authorize_prompt {
	const struct fc_stack *stack; /* borrowed */
	struct fc_pkce pkce;          /* what the code is bound to */
	struct fc_loopback *loopback; /* NULL in console mode */
	struct fc_console *console;   /* NULL without a terminal */
	struct fc_buf url;            /* of the page to log in at */
	bool saved; /* there is a login from before */
	const char *prompt;
	long long deadline; /* of fc_clock_ms */
	int next_reminder_s;
};

#define FC_AUTHORIZE_PROMPT_INIT(of) { .stack = (of), \
	.url = FC_BUF_INIT(FC_AUTHORIZE_URL_MAX) }

/*
 * Ask, in webserver or console mode (not auto), until there is a code, at
 * most login_timeout_s.  The terminal is the person's own again afterwards;
 * a browser that brought the code is held for fc_authorize_prompt_answer.
 *
 * False: err is LOGIN_NEEDED (nobody answered in time, or could be asked),
 * CANCELLED, DENIED, NETWORK (the server's fault), IO (no port) or CONFIG
 * (no client_id).
 */
FC_MUST_CHECK bool fc_authorize_prompt_run(struct fc_authorize_prompt *prompt,
                                           enum fc_login_mode mode,
                                           struct fc_secret *code,
                                           struct fc_error *err);

/* The redirect_uri that the code belongs to.  Borrowed. */
const char *
fc_authorize_prompt_redirect_uri(const struct fc_authorize_prompt *prompt);

/* Show the end to the browser that is held, as fc_loopback_answer; to one that
 * comes too late as fc_loopback_leave_page. */
void fc_authorize_prompt_answer(struct fc_authorize_prompt *prompt,
                                const char *user, const struct fc_error *err);

/* Close everything, wipe.  Safe twice. */
void fc_authorize_prompt_clear(struct fc_authorize_prompt *prompt);

#endif
