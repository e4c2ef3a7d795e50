/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: does the stack take what is answered for it? */
#include "cli/doctor/doctor.h"
#include "cli/common/duration.h"

#include "base/clock.h"
#include "credential/account.h"
#include "credential/acquire.h"
#include "record/access.h"
#include "record/environment.h"
#include "record/static_tokens.h"

#include <string.h>

/* Why nothing is sent, or NULL. */
static const char *
why_not(const struct cli_doctor *doctor, bool reached)
{
	if (doctor->offline)
		return "not tried (--offline)";
	return reached ? NULL : "not tried, with what is wrong above";
}

/* Ask whose it is.  what: the token in a sentence; cure of a refusal. */
static void
try_token(struct cli_doctor *doctor, const struct fc_stack *stack,
          const struct fc_secret *token, const char *what, const char *cure)
{
	struct fc_check_results *results = &doctor->results;
	struct fc_error err = FC_ERROR_INIT;
	char user[FC_OWNER_SIZE];

	if (fc_owner_ask(&doctor->config, stack, token, user, NULL, &err)) {
		fc_check_add(results, FC_CHECK_OK, "access",
		             "%s: %s takes it, as %s", what, stack->host,
		             user);
	} else if (err.kind == FC_ERR_DENIED) {
		fc_check_add(results, FC_CHECK_WRONG, "access",
		             "%s: %s refuses it (%s)", what, stack->host,
		             err.text);
		fc_check_cure(results, "%s", cure);
	} else {
		fc_check_add_error(results, FC_CHECK_WRONG, "access", &err);
	}
}

/* --- FOUNDRY_TOKEN -------------------------------------------------------- */

void
cli_doctor_environment(struct cli_doctor *doctor)
{
	struct fc_check_results *results = &doctor->results;
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];

	switch (fc_environment_token(fc_clock_now(), &token, host, &err)) {
	case FC_FOUND:
		break;
	case FC_ABSENT:
		fc_environment_explain(fc_clock_now(), &err);
		if (*err.hint) {
			fc_check_add(results, FC_CHECK_WARNING,
			             "environment", "%s", err.hint);
			fc_check_cure(results, "unset FOUNDRY_TOKEN");
		}
		break;
	case FC_FAILED:
		fc_check_add_error(results, FC_CHECK_WRONG, "environment",
		                   &err);
		break;
	}
	fc_token_clear(&token);
}

static void
say_given(struct cli_doctor *doctor, const struct fc_stack *stack,
          const struct fc_token *token, const char *untried)
{
	char what[128], moment[CLI_MOMENT_SIZE];

	if (token->expires_at > 0)
		fc_text_join(what, sizeof(what), "FOUNDRY_TOKEN, until ",
		             cli_moment(moment, token->expires_at),
		             ", comes before all that is saved", NULL);
	else
		fc_text_join(what, sizeof(what), "FOUNDRY_TOKEN comes before "
		             "all that is saved", NULL);
	if (untried)
		fc_check_add(&doctor->results, FC_CHECK_OK, "access",
		             "%s: %s", what, untried);
	else
		try_token(doctor, stack, &token->access, what,
		          "unset FOUNDRY_TOKEN, or set one that is good");
}

static void
look_at_given(struct cli_doctor *doctor, const struct fc_stack *stack,
              const char *untried)
{
	struct fc_token token = FC_TOKEN_INIT;

	if (fc_environment_token_of(stack->host, fc_clock_now(), &token))
		say_given(doctor, stack, &token, untried);
	fc_token_clear(&token);
}

/* --- a stored token ------------------------------------------------------- */

static void
look_at_static(struct cli_doctor *doctor, const struct fc_stack *stack,
               const char *untried)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char cure[FC_HOST_SIZE + 64];

	if (stack->token[FC_PURPOSE_GIT] == FC_TOKEN_OAUTH &&
	    stack->token[FC_PURPOSE_CLI] == FC_TOKEN_OAUTH)
		return;
	if (fc_static_token_find(&doctor->paths, stack->host, NULL,
	                         fc_clock_now(), &found,
	                         &ignored) == FC_FOUND) {
		fc_text_join(cure, sizeof(cure), "foundry-credential store "
		             "--token-stdin ", stack->host, NULL);
		if (untried)
			fc_check_add(&doctor->results, FC_CHECK_OK,
			             "access", "the stored token: %s",
			             untried);
		else
			try_token(doctor, stack, &found.token.access,
			          "the stored token", cure);
	}
	fc_static_token_clear(&found);
}

/* --- the login ------------------------------------------------------------ */

/* The token that is cached, if it lives.  What is never read is not tried. */
static bool
take_cached(const struct cli_doctor *doctor, const struct fc_stack *stack,
            struct fc_token *token)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool alive;

	alive = stack->cache == FC_CACHE_READ_WRITE &&
	        fc_access_read(&cache, &doctor->paths, stack, &access,
	                       &ignored) == FC_FOUND &&
	        fc_token_is_alive(&access.token, fc_clock_now());
	if (alive)
		fc_token_move(token, &access.token);
	fc_access_clear(&access);
	fc_cache_close(&cache);
	return alive;
}

static void
renew(struct cli_doctor *doctor, const struct fc_stack *stack,
      const char *what)
{
	const struct fc_want want = {
		.config = &doctor->config, .stack = stack, .no_person = true,
	};
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (fc_acquire(&want, &cache, &token, &err))
		try_token(doctor, stack, &token.access, what, "");
	else
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "access", &err);
	fc_token_clear(&token);
}

static void
look_at_login(struct cli_doctor *doctor, const struct fc_stack *stack,
              const char *untried)
{
	const bool service = stack->grant == FC_GRANT_CLIENT_CREDENTIALS;
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char cure[FC_HOST_SIZE + 64];
	bool cached, renewable;

	cached = take_cached(doctor, stack, &token);
	renewable = fc_acquire_find_login(&doctor->config, stack, &ignored) ==
	            FC_FOUND;
	fc_text_join(cure, sizeof(cure), "foundry-credential ",
	             renewable ? "refresh " : "login ", stack->host, NULL);
	if ((cached || renewable) && untried)
		fc_check_add(&doctor->results, FC_CHECK_OK, "access",
		             "the %s: %s", service ? "service user"
		                                     : "login", untried);
	else if (cached)
		try_token(doctor, stack, &token.access, "the cached token",
		          cure);
	else if (renewable)
		renew(doctor, stack, service
		      ? "a new token of the service user"
		      : "the login, renewed for this");
	fc_token_clear(&token);
}

void
cli_doctor_access(struct cli_doctor *doctor, const struct fc_stack *stack,
                  bool reached)
{
	const char *untried = why_not(doctor, reached);

	look_at_given(doctor, stack, untried);
	look_at_static(doctor, stack, untried);
	if (stack->client_id)
		look_at_login(doctor, stack, untried);
}
