/* SPDX-License-Identifier: Apache-2.0 */
/* A token that is not at hand: waited for, or sent for. */
#include "credential/acquire.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "credential/acquire_decide.h"
#include "credential/interaction.h"
#include "credential/refusals.h"
#include "credential/turn.h"
#include "record/access.h"
#include "record/environment.h"
#include "request/config_load.h"

#include <string.h>

/* foundry-oauth keeps to its own limits; this is for one that does not. */
#define SLACK_S 10

/* One token on its way. */
struct acquiring {
	struct fc_turn turn;
	struct fc_facts facts;
	struct fc_error *err; /* what facts.failed is of */
	struct fc_token *token;
	bool done;
};

/* For how many seconds foundry-oauth may use the network. */
static int
network_limit_s(const struct fc_stack *stack)
{
	const int max = fc_callers[stack->purpose].network_max_s;

	return max && stack->network_timeout_s > max
	               ? max : stack->network_timeout_s;
}

enum fc_lookup
fc_acquire_find_login(const struct fc_config *config,
                      const struct fc_stack *stack, struct fc_error *err)
{
	enum fc_lookup result;
	bool foreign;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return FC_FOUND;
	if (stack->cache != FC_CACHE_READ_WRITE)
		return FC_ABSENT;
	result = fc_logins_have(&config->logins, stack, &foreign, err);
	if (result == FC_ABSENT &&
	    fc_logins_is_kept(config->paths, stack->host))
		result = FC_FOUND;
	return result;
}

/* Of a record that was not made under the files as they are, and of an alias,
 * whose own may be. */
static bool
wants_stamps(const struct fc_turn *turn, char stamps[FC_FILE_STAMPS_SIZE])
{
	const struct fc_stack *stack = turn->stack;

	if (fc_environment_overrides())
		return false;
	fc_file_stamps_of(turn->config, fc_stack_reads_logins(stack), stamps);
	return fc_stack_is_alias(stack) ||
	       strcmp(turn->access.stamps, stamps) != 0;
}

/* The same record, or that of an alias: next time it answers unread. */
static void
stamp(struct fc_turn *turn, const char *stamps, time_t now)
{
	const struct fc_stack *stack = turn->stack;
	const struct fc_paths *paths = turn->config->paths;
	struct fc_access alias = FC_ACCESS_INIT;
	struct fc_access *access = fc_stack_is_alias(stack) ? &alias
	                                                    : &turn->access;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_file_stamps_hold(paths, stamps) &&
	    fc_access_bind(access, stack, paths, stamps, now, &ignored) &&
	    !fc_cache_put(&turn->cache, stack->asked, access, &ignored))
		fc_trace("%s", ignored.text);
	fc_access_clear(&alias);
}

/* When the lock is free for that.  A logout, an erase or a refresh may have
 * come first. */
static void
look_and_stamp(struct acquiring *a, time_t now)
{
	struct fc_turn *turn = &a->turn;
	struct fc_error ignored = FC_ERROR_INIT;
	char stamps[FC_FILE_STAMPS_SIZE];

	a->facts.stamped = true;
	if (wants_stamps(turn, stamps) && fc_turn_take(turn, 0, &ignored) &&
	    fc_turn_look(turn, &ignored) == FC_FOUND &&
	    fc_acquire_decide(&a->facts, now).action == FC_ACTION_ANSWER)
		stamp(turn, stamps, now);
}

static void
trace_record(const struct fc_token *token, time_t now)
{
	const char *state = "expired";

	if (!token->access.plain)
		state = "none";
	else if (fc_token_is_alive(token, now))
		state = "ends soon";
	fc_trace("record: %s", state);
}

static void
gather(struct acquiring *a, time_t now)
{
	const struct fc_turn *turn = &a->turn;
	struct fc_config *config = turn->config;
	struct fc_facts *facts = &a->facts;
	enum fc_lookup result;

	if (!facts->queued && turn->stack->cache != FC_CACHE_NOOP) {
		trace_record(&turn->access.token, now);
		fc_notes_get(&turn->cache, turn->stack->host, &facts->notes);
	}
	if (turn->waited)
		fc_logins_load(&config->logins, config->paths);
	result = fc_acquire_find_login(config, turn->stack, a->err);
	facts->login = result == FC_FOUND ? FC_FACT_YES : FC_FACT_NO;
	if (result == FC_FAILED)
		facts->failed = a->err->kind;
}

static void
count_refusal(struct acquiring *a)
{
	struct fc_turn *turn = &a->turn;
	struct fc_facts *facts = &a->facts;
	struct fc_error ignored = FC_ERROR_INIT;

	facts->counted = true;
	if (!fc_turn_take(turn, 0, &ignored))
		return;
	fc_notes_get(&turn->cache, turn->stack->host, &facts->notes);
	facts->again = fc_refusals_spend(&facts->notes);
	fc_notes_put(&turn->cache, turn->stack->host, &facts->notes);
}

static void
ask(struct acquiring *a)
{
	struct fc_error denied = FC_ERROR_INIT;
	struct fc_facts *facts = &a->facts;
	const bool may = fc_turn_may_login(&a->turn, &facts->notes, &denied);

	facts->person = may ? FC_FACT_YES : FC_FACT_NO;
	/* Why the old login is dead says more than why none may be started. */
	if (may || facts->failed)
		return;
	*a->err = denied;
	facts->failed = denied.kind;
}

static void
queue(struct acquiring *a, enum fc_reason reason)
{
	struct fc_turn *turn = &a->turn;
	struct fc_facts *facts = &a->facts;

	facts->queued = true;
	facts->early = reason == FC_REASON_EARLY;
	facts->before = facts->notes;
	facts->login = FC_FACT_UNKNOWN;
	turn->no_person = turn->no_person || facts->early;
	if (!fc_turn_take(turn, network_limit_s(turn->stack), a->err)) {
		facts->failed = a->err->kind;
		return;
	}
	facts->served = fc_turn_is_served(turn);
	if (!facts->served && fc_turn_look(turn, a->err) == FC_FAILED)
		facts->failed = a->err->kind;
	if (!facts->served)
		fc_notes_get(&turn->cache, turn->stack->host, &facts->notes);
}

static void
explain(const struct acquiring *a, enum fc_reason reason, time_t now,
        struct fc_error *err)
{
	const struct fc_stack *stack = a->turn.stack;
	const time_t failure = a->facts.notes.network_failure;

	if (reason == FC_REASON_UNREACHABLE) {
		fc_fail(err, FC_ERR_NETWORK, "%s: could not be reached %lld "
		        "seconds ago", stack->host, (long long)(now - failure));
		fc_error_hint(err, "try again in a moment, or run: "
		              "foundry-credential token %s", stack->host);
	} else if (reason == FC_REASON_UNFINISHED) {
		fc_login_needed(err, stack, "the last one was not finished");
	} else if (reason == FC_REASON_REFUSED) {
		fc_refusal_explain(err, stack->host, stack->purpose,
		                   a->turn.config->paths);
	} else if (reason == FC_REASON_AGAIN) {
		fc_refusals_explain(err, stack->host, "the same token");
	}
}

static void
note(struct acquiring *a, enum fc_reason reason, time_t now)
{
	struct fc_error what = FC_ERROR_INIT;
	struct fc_facts *facts = &a->facts;

	facts->noted = true;
	if (reason == FC_REASON_REFUSED) {
		facts->warned = true;
		explain(a, reason, now, &what);
		fc_error_report(&what);
	}
	facts->notes.refused_refresh = now;
	fc_notes_put(&a->turn.cache, a->turn.stack->host, &facts->notes);
}

static void
fetch(struct acquiring *a, enum fc_request_verb verb)
{
	const struct fc_stack *stack = a->turn.stack;
	struct fc_request request = FC_REQUEST_INIT;
	int limit = network_limit_s(stack) + SLACK_S;

	request.verb = verb;
	request.purpose = stack->purpose;
	request.timeout_s = network_limit_s(stack);
	request.patience_s = a->turn.patience_s;
	fc_text_join(request.host, sizeof(request.host), stack->asked, NULL);
	if (verb == FC_REQUEST_LOGIN)
		limit += stack->login_timeout_s + stack->network_timeout_s;
	if (a->facts.failed)
		fc_warn("%s", a->err->text);
	a->facts.sent = verb == FC_REQUEST_LOGIN ? FC_WORK_LOGIN
	                                        : FC_WORK_REFRESH;
	a->done = fc_turn_send(&a->turn, &request, limit, a->token, a->err);
	a->facts.failed = a->done ? FC_ERR_NONE : a->err->kind;
}

/* The end: what is in the record, or nothing. */
static bool
end(struct acquiring *a, struct fc_decision decision, time_t now)
{
	explain(a, decision.reason, now, a->err);
	if (decision.action == FC_ACTION_FAIL)
		return false;
	if (decision.action == FC_ACTION_MAKE_DO) {
		if (a->err->kind == FC_ERR_NETWORK)
			fc_trace("%s", a->err->text);
		else
			fc_error_report(a->err);
		fc_trace("the token that lives on is answered");
	}
	fc_token_move(a->token, &a->turn.access.token);
	return true;
}

/* One step of finding out or fetching.  False: it is none of these. */
static bool
step(struct acquiring *a, struct fc_decision decision, time_t now)
{
	switch (decision.action) {
	case FC_ACTION_STAMP:
		look_and_stamp(a, now);
		return true;
	case FC_ACTION_GATHER:
		gather(a, now);
		return true;
	case FC_ACTION_COUNT:
		count_refusal(a);
		return true;
	case FC_ACTION_ASK:
		ask(a);
		return true;
	case FC_ACTION_QUEUE:
		queue(a, decision.reason);
		return true;
	case FC_ACTION_NOTE:
		note(a, decision.reason, now);
		return true;
	case FC_ACTION_REFRESH:
		fetch(a, FC_REQUEST_REFRESH);
		return true;
	case FC_ACTION_LOG_IN:
		fetch(a, FC_REQUEST_LOGIN);
		return true;
	default:
		return false;
	}
}

bool
fc_acquire(const struct fc_want *want, struct fc_cache *cache,
           struct fc_token *token, struct fc_error *err)
{
	struct acquiring a = {
		.turn = FC_TURN_INIT(want->config, want->stack),
		.facts = { .stack = want->stack, .life_s = want->life_s,
		           .exactly = want->exactly },
		.err = err,
		.token = token,
	};
	struct fc_decision decision;
	time_t now;

	a.turn.cache = *cache;
	*cache = (struct fc_cache)FC_CACHE_INIT;
	a.turn.no_person = want->no_person;
	a.turn.wants_token = true;
	a.facts.access = &a.turn.access;
	if (fc_turn_look(&a.turn, err) == FC_FAILED)
		a.facts.failed = err->kind;
	do {
		now = fc_clock_now();
		decision = fc_acquire_decide(&a.facts, now);
	} while (step(&a, decision, now) && !a.done);
	if (!a.done)
		a.done = end(&a, decision, now);
	fc_turn_end(&a.turn);
	return a.done;
}

bool
fc_acquire_is_hopeful(struct fc_config *config, const struct fc_stack *stack)
{
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	struct fc_error ignored = FC_ERROR_INIT;
	bool hopeful;

	hopeful = fc_acquire_find_login(config, stack, &ignored) == FC_FOUND ||
	          (stack->cache == FC_CACHE_READ_WRITE &&
	           fc_turn_look(&turn, &ignored) == FC_FOUND &&
	           fc_token_is_alive(&turn.access.token, fc_clock_now()));
	fc_turn_end(&turn);
	return hopeful;
}
