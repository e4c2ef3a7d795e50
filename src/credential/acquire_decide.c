/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done next for a token that is not at hand. */
#include "credential/acquire_decide.h"

#include "credential/refusals.h"

/* A refused token is renewed once in so many seconds, and no storm. */
#define REFUSED_PAUSE_S 60

static struct fc_decision
next(enum fc_action action, enum fc_reason reason)
{
	return (struct fc_decision){ action, reason };
}

static bool
is_enough(const struct fc_facts *facts, time_t now)
{
	return facts->stack->cache == FC_CACHE_READ_WRITE &&
	       !facts->access->refused &&
	       fc_token_is_enough(&facts->access->token, now, facts->life_s,
	                          facts->exactly);
}

/* Good as it is: for a longer life nobody is disturbed, nor for a refusal,
 * unless there should be a login to refresh by and is none any more. */
static bool
is_early(const struct fc_facts *facts, time_t now)
{
	return facts->stack->cache == FC_CACHE_READ_WRITE &&
	       fc_token_is_fresh(&facts->access->token, now) &&
	       (!facts->access->refused ||
	        !fc_scopes_contain(facts->stack->scopes, "offline_access"));
}

static bool
is_fault(enum fc_error_kind kind, enum fc_reason reason)
{
	return reason == FC_REASON_UNREACHABLE ||
	       (reason == FC_REASON_NONE &&
	        (kind == FC_ERR_NETWORK || kind == FC_ERR_IO ||
	         kind == FC_ERR_DATA || kind == FC_ERR_INTERNAL));
}

/*
 * A token that still lives is better than a reason why there is no newer,
 * unless that reason is a no, and the token about to end.  Who has nobody to
 * ask for a login, and what was refused once and may be taken elsewhere: there
 * the token is better all the same.
 */
static struct fc_decision
give_up(const struct fc_facts *facts, enum fc_reason reason, time_t now)
{
	bool better = facts->early || facts->access->refused ||
	              !fc_callers[facts->stack->purpose].may_log_in ||
	              is_fault(facts->failed, reason);

	if (!facts->queued && is_early(facts, now))
		return next(FC_ACTION_ANSWER, FC_REASON_EARLY);
	if (facts->stack->cache == FC_CACHE_READ_WRITE && better &&
	    fc_token_is_alive(&facts->access->token, now))
		return next(FC_ACTION_MAKE_DO, reason);
	return next(FC_ACTION_FAIL, reason);
}

/* Only a person can help. */
static struct fc_decision
log_in(const struct fc_facts *facts, time_t now)
{
	if (facts->person == FC_FACT_UNKNOWN)
		return next(FC_ACTION_ASK, FC_REASON_NONE);
	if (facts->person == FC_FACT_YES)
		return next(FC_ACTION_LOG_IN, FC_REASON_NONE);
	return give_up(facts, FC_REASON_NONE, now);
}

static struct fc_decision
fetch(const struct fc_facts *facts, time_t now)
{
	if (facts->login == FC_FACT_UNKNOWN)
		return next(FC_ACTION_GATHER, FC_REASON_NONE);
	if (facts->login == FC_FACT_YES)
		return next(FC_ACTION_REFRESH, FC_REASON_NONE);
	return log_in(facts, now);
}

/* Noted by another one while we were on our way to the lock, which concerns
 * us too: no second try, and no second tab, at once. */
static bool
is_news(const struct fc_facts *facts, time_t noted, time_t before, time_t now)
{
	/* Later than now is of a clock that was ahead, whenever that was. */
	return facts->queued && noted != 0 && noted != before && noted <= now;
}

static bool
is_unreachable(const struct fc_facts *facts, time_t now)
{
	const time_t failure = facts->notes.network_failure;
	const int pause_s = fc_callers[facts->stack->purpose].pause_s;

	return is_news(facts, failure, facts->before.network_failure, now) ||
	       (failure && now >= failure && now - failure < pause_s);
}

/* git-lfs asks for as long as it is answered. */
static bool
is_refused_again(const struct fc_facts *facts)
{
	return facts->access->refused && !facts->counted &&
	       facts->notes.refused_times >= FC_REFUSED_TIMES &&
	       fc_callers[facts->stack->purpose].prompts;
}

/* Nothing to wait for and nobody to ask: say so at once. */
static struct fc_decision
hopeless(const struct fc_facts *facts, time_t now)
{
	return is_early(facts, now) ? next(FC_ACTION_ANSWER, FC_REASON_EARLY)
	                            : log_in(facts, now);
}

static struct fc_decision
before_the_lock(const struct fc_facts *facts, time_t now)
{
	const bool early = is_early(facts, now);

	if (facts->login == FC_FACT_UNKNOWN)
		return next(FC_ACTION_GATHER, FC_REASON_NONE);
	if (is_refused_again(facts))
		return next(FC_ACTION_COUNT, FC_REASON_NONE);
	if (fc_refusals_are_recent(facts->again, now))
		return next(FC_ACTION_FAIL, FC_REASON_AGAIN);
	/* Whose refresh it was that failed may still wait under the lock. */
	if (facts->login == FC_FACT_YES && is_unreachable(facts, now))
		return give_up(facts, FC_REASON_UNREACHABLE, now);
	if (facts->login == FC_FACT_NO && facts->person != FC_FACT_YES)
		return hopeless(facts, now);
	return next(FC_ACTION_QUEUE, early ? FC_REASON_EARLY : FC_REASON_NONE);
}

static bool
was_renewed_lately(const struct fc_notes *notes, time_t now)
{
	return now >= notes->refused_refresh &&
	       now - notes->refused_refresh < REFUSED_PAUSE_S;
}

static struct fc_decision
under_the_lock(const struct fc_facts *facts, time_t now)
{
	const struct fc_notes *notes = &facts->notes;
	const bool lately = was_renewed_lately(notes, now);

	/* Refused by a stack that takes ours: worth a refresh. */
	if (facts->access->refused && !facts->noted &&
	    fc_token_is_alive(&facts->access->token, now))
		return next(lately ? FC_ACTION_ANSWER : FC_ACTION_NOTE,
		            FC_REASON_NONE);
	if (is_unreachable(facts, now))
		return give_up(facts, FC_REASON_UNREACHABLE, now);
	if (is_news(facts, notes->unfinished_login,
	            facts->before.unfinished_login, now))
		return give_up(facts, FC_REASON_UNFINISHED, now);
	/* One that takes none would be asked for new ones for ever. */
	if (notes->refused[facts->stack->purpose] && !facts->warned)
		return lately ? give_up(facts, FC_REASON_REFUSED, now)
		              : next(FC_ACTION_NOTE, FC_REASON_REFUSED);
	return fetch(facts, now);
}

/* A refresh that says so: a service user's is nobody's to log in. */
static bool
is_login_over(const struct fc_facts *facts)
{
	return facts->sent == FC_WORK_REFRESH &&
	       facts->failed == FC_ERR_LOGIN_NEEDED &&
	       facts->stack->grant != FC_GRANT_CLIENT_CREDENTIALS;
}

struct fc_decision
fc_acquire_decide(const struct fc_facts *facts, time_t now)
{
	if (is_login_over(facts))
		return log_in(facts, now);
	if (facts->failed)
		return give_up(facts, FC_REASON_NONE, now);
	if (facts->served)
		return next(FC_ACTION_ANSWER, FC_REASON_NONE);
	if (facts->stack->cache == FC_CACHE_NOOP)
		return fetch(facts, now);
	if (is_enough(facts, now))
		return next(facts->stamped || facts->queued ? FC_ACTION_ANSWER
		                                            : FC_ACTION_STAMP,
		            FC_REASON_NONE);
	return facts->queued ? under_the_lock(facts, now)
	                     : before_the_lock(facts, now);
}
