/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, as a person asks for it. */
#include "credential/login.h"

#include "base/text.h"
#include "credential/account.h"
#include "credential/acquire.h"
#include "credential/interaction.h"
#include "credential/turn.h"
#include "request/config_load.h"

/* A late answer is waited for under the lock for 45 seconds. */
#define LOCK_LIMIT_S 50
#define SLACK_S 30

/* Under the lock, by foundry-oauth. */
static bool
run(struct fc_turn *turn, enum fc_request_verb verb, enum fc_login_mode mode,
    int limit_s, struct fc_error *err)
{
	struct fc_request request = FC_REQUEST_INIT;

	request.verb = verb;
	request.purpose = FC_PURPOSE_CLI;
	request.mode = mode;
	fc_text_join(request.host, sizeof(request.host), turn->stack->host,
	             NULL);
	return fc_turn_send(turn, &request, limit_s, NULL, err);
}

/* What is cached or can be refreshed will do.  FC_FAILED: not even asked
 * could be whether it works. */
static enum fc_lookup
use_login(struct fc_config *config, const struct fc_stack *stack,
          char user[256], struct fc_error *err)
{
	const struct fc_want want = {
		.config = config, .stack = stack, .no_person = true,
	};
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_ABSENT;

	if (fc_acquire(&want, &cache, &token, err))
		result = FC_FOUND;
	else if (err->kind == FC_ERR_NETWORK)
		result = FC_FAILED;
	/* It only says whose login it is: nothing depends on it. */
	if (result == FC_FOUND &&
	    !fc_owner_known(config, stack, &token.access, user) &&
	    !fc_owner_ask(config, stack, &token.access, user, NULL, &ignored))
		user[0] = '\0';
	fc_token_clear(&token);
	return result;
}

/*
 * Without a refresh token the access record is all that there is of a login:
 * then a person should not type a code for nothing.  In a home, which keeps
 * none, each program logs in by itself.
 */
static bool
can_keep(struct fc_turn *turn, struct fc_error *err)
{
	const struct fc_stack *stack = turn->stack;
	const struct fc_paths *paths = turn->config->paths;

	if (!*paths->run ||
	    fc_scopes_contain(stack->scopes, "offline_access"))
		return true;
	return fc_cache_open(&turn->cache, paths, true, err) == FC_FOUND &&
	       fc_cache_prove(&turn->cache, stack->host, err);
}

/* Anew, unless somebody else does it while we wait for our turn. */
static bool
log_in(struct fc_config *config, const struct fc_stack *stack,
       enum fc_login_mode mode, bool *already, char user[256],
       struct fc_error *err)
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	turn.may_login = true; /* a person typed the command */
	turn.wants_token = true;
	if (fc_turn_look(&turn, &ignored) != FC_FOUND)
		fc_access_clear(&turn.access);
	done = fc_turn_take(&turn, LOCK_LIMIT_S, err);
	*already = done && fc_turn_is_served(&turn);
	fc_text_join(user, 256, turn.access.user, NULL);
	if (done && !*already)
		done = can_keep(&turn, err) &&
		       run(&turn, FC_REQUEST_LOGIN, mode,
		           stack->login_timeout_s +
		                   2 * stack->network_timeout_s + SLACK_S,
		           err);
	fc_turn_end(&turn);
	return done;
}

bool
fc_credential_login(struct fc_config *config, const struct fc_stack *stack,
                    enum fc_login_mode mode, bool reauth, bool *already,
                    char user[256], struct fc_error *err)
{
	enum fc_lookup result = FC_ABSENT;

	if (mode == FC_LOGIN_AUTO && !reauth &&
	    stack->cache == FC_CACHE_READ_WRITE)
		result = use_login(config, stack, user, err);
	*already = result == FC_FOUND;
	if (result != FC_ABSENT)
		return result == FC_FOUND;
	return log_in(config, stack, mode, already, user, err);
}

/* Without a saved login there is nothing to send. */
static bool
has_login(const struct fc_config *config, const struct fc_stack *stack,
          struct fc_error *err)
{
	bool foreign = false;
	enum fc_lookup result;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return true;
	result = fc_logins_have(&config->logins, stack, &foreign, err);
	if (result != FC_ABSENT)
		return result == FC_FOUND;
	fc_login_needed(err, stack, foreign ? "the saved one is another "
	                "application's" : "");
	/* A login would not help. */
	if (!fc_scopes_contain(stack->scopes, "offline_access"))
		fc_error_hint(err, "only a login with the scope offline_access "
		              "can be renewed: add it to scopes in [%s], then "
		              "run: foundry-credential login %s", stack->host,
		              stack->host);
	return false;
}

bool
fc_credential_refresh(struct fc_config *config, const struct fc_stack *stack,
                      struct fc_error *err)
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	turn.no_person = true;
	turn.wants_token = true;
	if (fc_turn_look(&turn, &ignored) != FC_FOUND)
		fc_access_clear(&turn.access);
	done = has_login(config, stack, err) &&
	       fc_turn_take(&turn, stack->network_timeout_s, err) &&
	       (fc_turn_is_served(&turn) ||
	        run(&turn, FC_REQUEST_REFRESH, FC_LOGIN_AUTO,
	            stack->network_timeout_s + SLACK_S, err));
	fc_turn_end(&turn);
	return done;
}

/* Under the lock: while it was waited for somebody may have logged in. */
static bool
has_any(struct fc_turn *turn)
{
	const struct fc_stack *stack = turn->stack;
	const struct fc_paths *paths = turn->config->paths;
	struct fc_logins logins = FC_LOGINS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool foreign, has;

	fc_logins_load(&logins, paths);
	has = fc_logins_have(&logins, stack, &foreign, &ignored) == FC_FOUND ||
	      fc_logins_is_kept(paths, stack->host) ||
	      fc_turn_look(turn, &ignored) == FC_FOUND;
	fc_logins_clear(&logins);
	return has;
}

bool
fc_credential_logout(struct fc_config *config, const struct fc_stack *stack,
                     bool *was, struct fc_error *err)
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	bool done;

	turn.may_login = true; /* so that an open login is waited for */
	done = fc_turn_take(&turn, LOCK_LIMIT_S, err);
	*was = done && has_any(&turn);
	done = done &&
	       run(&turn, FC_REQUEST_LOGOUT, FC_LOGIN_AUTO,
	           stack->network_timeout_s + SLACK_S, err);
	fc_turn_end(&turn);
	return done;
}
