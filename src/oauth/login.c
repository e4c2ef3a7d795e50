/* SPDX-License-Identifier: Apache-2.0 */
/* The login of a person: authorization code with PKCE, in both modes. */
#include "oauth/login.h"

#include "base/clock.h"
#include "base/process.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "oauth/inquiry.h"

#include <stdlib.h>
#include <string.h>

#define FORM_MAX ((size_t)4 * FC_TOKEN_MAX)

struct fc_login {
	struct fc_inquiry inquiry;
};

enum fc_login_mode
fc_login_choose(enum fc_login_mode mode)
{
	const char *why = "there is a desktop";

	if (mode == FC_LOGIN_WEBSERVER || mode == FC_LOGIN_CONSOLE) {
		why = "it is configured, or asked for";
	} else if (fc_variable("BROWSER")) {
		mode = FC_LOGIN_WEBSERVER;
		why = "BROWSER is set";
	} else if (fc_variable("SSH_CONNECTION") || fc_variable("SSH_TTY")) {
		mode = FC_LOGIN_CONSOLE;
		why = "it is an SSH session";
	} else if (!fc_has_desktop()) {
		mode = FC_LOGIN_CONSOLE;
		why = "there is no desktop";
	} else {
		mode = FC_LOGIN_WEBSERVER;
	}
	fc_trace("login mode: %s, as %s", mode == FC_LOGIN_CONSOLE
	         ? "console" : "webserver", why);
	return mode;
}

/* A server may put there what it was sent. */
static void
mask_scopes(struct fc_grant *grant, const char *plain, size_t len)
{
	if (grant->scopes.data)
		fc_secret_mask(grant->scopes.data, plain, len);
}

/* Once and never again: a second use of a code may revoke what the first
 * one brought (RFC 6749 section 4.1.2). */
static bool
exchange(const struct fc_inquiry *inquiry, const struct fc_secret *code,
         struct fc_http *http, struct fc_grant *grant, struct fc_error *err)
{
	const struct fc_stack *stack = inquiry->stack;
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	time_t asked_at = fc_clock_now();
	bool done;

	done = fc_grant_form_code(&form, stack, code->plain,
	                          fc_inquiry_redirect_uri(inquiry),
	                          inquiry->pkce.verifier, err) &&
	       fc_http_post(http, stack->token_uri, &form,
	                    stack->network_timeout_s * 1000L, &reply, err) &&
	       fc_grant_judge(&reply, stack, FC_ASKED_LOGIN, asked_at, grant,
	                      err) == FC_VERDICT_GRANTED;
	mask_scopes(grant, code->plain, code->len);
	mask_scopes(grant, inquiry->pkce.verifier,
	            strlen(inquiry->pkce.verifier));
	fc_secret_mask(err->text, code->plain, code->len);
	fc_secret_mask(err->text, inquiry->pkce.verifier,
	               strlen(inquiry->pkce.verifier));
	fc_http_reply_clear(&reply);
	fc_buf_clear(&form);
	return done;
}

struct fc_login *
fc_login_run(const struct fc_stack *stack, enum fc_login_mode mode,
             bool saved, struct fc_http *http, struct fc_grant *grant,
             struct fc_error *err)
{
	struct fc_login *login = calloc(1, sizeof(*login));
	struct fc_secret code = FC_SECRET_INIT;
	bool done;

	if (!login) {
		fc_fail_memory(err);
		return NULL;
	}
	login->inquiry = (struct fc_inquiry)FC_INQUIRY_INIT(stack);
	login->inquiry.saved = saved;
	done = fc_inquiry_run(&login->inquiry, fc_login_choose(mode), &code,
	                      err);
	/* From here on there may be a login that only we know of. */
	fc_process_hold_signals();
	done = done && exchange(&login->inquiry, &code, http, grant, err);
	fc_secret_clear(&code);
	if (!done) {
		fc_login_finish(login, "", err);
		return NULL;
	}
	return login;
}

void
fc_login_finish(struct fc_login *login, const char *user,
                const struct fc_error *err)
{
	fc_inquiry_answer(&login->inquiry, user, err);
	fc_inquiry_clear(&login->inquiry);
	free(login);
}
