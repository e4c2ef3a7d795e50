/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for an authorization code: browser and terminal at once. */
#ifndef FC_OAUTH_INQUIRY_H
#define FC_OAUTH_INQUIRY_H

#include "base/secret.h"
#include "config/stack.h"
#include "oauth/authorize.h"
#include "oauth/pkce.h"

struct fc_inquiry {
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

#define FC_INQUIRY_INIT(of) { .stack = (of), \
	.url = FC_BUF_INIT(FC_AUTHORIZE_URL_MAX) }

/*
 * Ask, in webserver or console mode (not auto), until there is a code, at
 * most login_timeout_s.  The terminal is the person's own again afterwards;
 * a browser that brought the code is held for fc_inquiry_answer.
 *
 * False: err is LOGIN_NEEDED (nobody answered in time, or could be asked),
 * CANCELLED, DENIED, NETWORK (the server's fault), IO (no port) or CONFIG
 * (no client_id).
 */
FC_MUST_CHECK bool fc_inquiry_run(struct fc_inquiry *inquiry,
                                  enum fc_login_mode mode,
                                  struct fc_secret *code,
                                  struct fc_error *err);

/* The redirect_uri that the code belongs to.  Borrowed. */
const char *fc_inquiry_redirect_uri(const struct fc_inquiry *inquiry);

/* Show the end to the browser that is held, as fc_loopback_answer; to one that
 * comes too late as fc_loopback_leave_page. */
void fc_inquiry_answer(struct fc_inquiry *inquiry, const char *user,
                       const struct fc_error *err);

/* Close everything, wipe.  Safe twice. */
void fc_inquiry_clear(struct fc_inquiry *inquiry);

#endif
