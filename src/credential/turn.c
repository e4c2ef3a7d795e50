/* SPDX-License-Identifier: Apache-2.0 */
/* A stack's record and its lock: who is waited for, and what he brings. */
#include "credential/turn.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "record/access.h"

/* A person who is there is quick; a job that nobody watches must not hang. */
#define BACKGROUND_LOGIN_S 60

enum fc_lookup
fc_turn_look(struct fc_turn *turn, struct fc_error *err)
{
	return fc_access_read(&turn->cache, turn->config->paths, turn->stack,
	                      &turn->access, err);
}

bool
fc_turn_is_served(struct fc_turn *turn)
{
	const struct fc_secret *access = &turn->access.token.access;
	struct fc_error ignored = FC_ERROR_INIT;

	if (turn->served)
		return true;
	return turn->waited && turn->wants_token &&
	       fc_turn_look(turn, &ignored) == FC_FOUND &&
	       fc_token_is_alive(&turn->access.token, fc_clock_now()) &&
	       (!turn->before.plain ||
	        !fc_secret_equals(&turn->before, access->plain, access->len));
}

/* Where neither a record nor a refresh token is kept, a login is gone with the
 * program that asked for it. */
static void
hint_lasting(const struct fc_turn *turn, struct fc_error *err)
{
	const struct fc_stack *stack = turn->stack;

	if (stack->cache == FC_CACHE_READ_WRITE &&
	    !*turn->config->paths->run &&
	    !fc_scopes_contain(stack->scopes, "offline_access"))
		fc_error_hint(err, "no login is kept without XDG_RUNTIME_DIR "
		              "and without offline_access: add that to scopes "
		              "in [%s], then run: foundry-credential login %s",
		              stack->host, stack->host);
}

bool
fc_turn_may_login(struct fc_turn *turn, const struct fc_notes *notes,
                  struct fc_error *err)
{
	const int timeout_s = turn->stack->login_timeout_s;

	if (turn->no_person) {
		fc_login_needed(err, turn->stack, "");
		hint_lasting(turn, err);
		return false;
	}
	if (turn->may_login)
		return true;
	turn->may_login = fc_login_allowed(turn->stack, notes, fc_clock_now(),
	                                   err);
	if (!turn->may_login)
		hint_lasting(turn, err);
	else if (!fc_has_terminal())
		turn->patience_s = timeout_s < BACKGROUND_LOGIN_S
		                           ? timeout_s : BACKGROUND_LOGIN_S;
	return turn->may_login;
}

static bool
may_wait(void *arg, struct fc_error *err)
{
	struct fc_turn *turn = arg;

	if (!fc_turn_may_login(turn, NULL, err))
		return false;
	if (turn->patience_s)
		turn->wait.login_limit_s = turn->patience_s;
	return true;
}

static bool
is_served(void *arg)
{
	return fc_turn_is_served(arg);
}

bool
fc_turn_take(struct fc_turn *turn, int limit_s, struct fc_error *err)
{
	const struct fc_stack *stack = turn->stack;
	const struct fc_secret *access = &turn->access.token.access;
	enum fc_lookup result;

	turn->wait = (struct fc_lock_wait){
		.limit_s = limit_s,
		.login_limit_s = stack->login_timeout_s,
		.may_be_elsewhere = stack->grant == FC_GRANT_CLIENT_CREDENTIALS,
		.may_wait = may_wait,
		.is_served = is_served,
		.arg = turn,
		.waited = &turn->waited,
	};
	/* So that another one is known for new. */
	fc_secret_clear(&turn->before);
	if (access->plain && !fc_secret_set(&turn->before, access->plain,
	                                    access->len, err))
		return false;
	result = fc_stack_lock(&turn->lock, turn->config->paths, stack->host,
	                       &turn->wait, err);
	turn->served = result == FC_ABSENT;
	if (result != FC_FAILED)
		fc_trace("lock: %s%s", result == FC_FOUND ? "taken"
		         : "another process has brought a token meanwhile",
		         turn->waited ? ", after waiting" : "");
	return result != FC_FAILED;
}

/* A quiet one leaves it to us whether it is said. */
static void
say_what_it_said(const struct fc_check_results *said)
{
	struct fc_error one = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < said->count; i++) {
		fc_text_join(one.text, sizeof(one.text), said->list[i].text,
		             NULL);
		fc_text_join(one.hint, sizeof(one.hint), said->list[i].cure,
		             NULL);
		fc_error_report(&one);
	}
}

bool
fc_turn_send(struct fc_turn *turn, const struct fc_request *request,
             int limit_s, struct fc_token *token, struct fc_error *err)
{
	struct fc_reply reply = FC_REPLY_INIT;
	const struct fc_lock *lock = turn->lock.fd >= 0 ? &turn->lock : NULL;
	bool done;

	if (lock)
		fc_lock_announce(lock, request->verb == FC_REQUEST_LOGIN
		                               ? FC_WORK_LOGIN
		                               : FC_WORK_REFRESH,
		                 fc_clock_now());
	done = fc_request_run(request, lock, limit_s, &reply, err);
	turn->left_alone = reply.goes_on;
	say_what_it_said(&reply.results);
	if (done && token)
		fc_token_move(token, &reply.token);
	fc_reply_clear(&reply);
	return done;
}

void
fc_turn_end(struct fc_turn *turn)
{
	/* One that was given up goes on under the lock, and its own label. */
	if (turn->left_alone)
		fc_lock_release(&turn->lock);
	else
		fc_stack_unlock(&turn->lock);
	fc_cache_close(&turn->cache);
	fc_access_clear(&turn->access);
	fc_secret_clear(&turn->before);
}
