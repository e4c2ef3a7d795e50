/* SPDX-License-Identifier: Apache-2.0 */
/* The login of a person: authorization code with PKCE, in both modes. */
#include "oauth/login.h"

#include "base/clock.h"
#include "base/process.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "oauth/authorize_prompt.h"

#include <stdlib.h>
#include <string.h>

#define FORM_MAX ((size_t)4 * FC_TOKEN_MAX)

struct fc_login {
	struct fc_authorize_prompt prompt;
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
exchange(const struct fc_authorize_prompt *prompt, const struct fc_secret *code,
         struct fc_http *http, struct fc_grant *grant, struct fc_error *err)
{
	const struct fc_stack *stack = prompt->stack;
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	time_t asked_at = fc_clock_now();
	bool done;

	done = fc_grant_form_code(&form, stack, code->plain,
	                          fc_authorize_prompt_redirect_uri(prompt),
	                          prompt->pkce.verifier, err) &&
	       fc_http_post(http, stack->token_uri, &form,
	                    stack->network_timeout_s * 1000L, &reply, err) &&
	       fc_grant_judge(&reply, stack, FC_ASKED_LOGIN, asked_at, grant,
	                      err) == FC_VERDICT_GRANTED;
	mask_scopes(grant, code->plain, code->len);
	mask_scopes(grant, prompt->pkce.verifier,
	            strlen(prompt->pkce.verifier));
	fc_secret_mask(err->text, code->plain, code->len);
	fc_secret_mask(err->text, prompt->pkce.verifier,
	               strlen(prompt->pkce.verifier));
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
	login->prompt =
		(struct fc_authorize_prompt)FC_AUTHORIZE_PROMPT_INIT(stack);
	login->prompt.saved = saved;
	done = fc_authorize_prompt_run(&login->prompt, fc_login_choose(mode),
	                               &code, err);
	/* From here on there may be a login that only we know of. */
	fc_process_hold_signals();
	done = done && exchange(&login->prompt, &code, http, grant, err);
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
	fc_authorize_prompt_answer(&login->prompt, user, err);
	fc_authorize_prompt_clear(&login->prompt);
	free(login);
}
