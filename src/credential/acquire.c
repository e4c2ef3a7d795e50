/* SPDX-License-Identifier: Apache-2.0 */
/* A token that is not at hand: waited for, or sent for. */
#include "credential/acquire.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "record/access.h"
#include "request/config_load.h"

void
fc_renewal_set_up(struct fc_renewal *renewal, struct fc_config *config,
                  const struct fc_stack *stack, enum fc_purpose purpose)
{
	renewal->places = config->places;
	renewal->config = config;
	renewal->stack = stack;
	renewal->purpose = purpose;
}

enum fc_lookup
fc_renewal_look(struct fc_renewal *renewal, struct fc_error *err)
{
	return fc_access_read(&renewal->cache, renewal->places, renewal->stack,
	                      &renewal->access, err);
}

/* Noted by another one while we were on our way to the lock, which concerns
 * us too: no second try, and no second tab, at once. */
static bool
is_news(time_t noted, time_t before, time_t now)
{
	/* Later than now is of a clock that was ahead, whenever that was. */
	return noted != 0 && noted != before && noted <= now;
}

static bool
lately_failed(const struct fc_renewal *renewal, const struct fc_notes *notes,
              time_t now, struct fc_error *err)
{
	const char *host = renewal->stack->host;
	bool failed = is_news(notes->network_failure,
	                      renewal->noted.network_failure, now);

	if (notes->network_failure && now >= notes->network_failure &&
	    now - notes->network_failure <
	            fc_callers[renewal->purpose].pause_s)
		failed = true;
	if (!failed)
		return false;
	fc_fail(err, FC_ERR_NETWORK, "%s: could not be reached %lld seconds "
	        "ago", host, (long long)(now - notes->network_failure));
	fc_error_hint(err, "try again in a moment, or run: foundry-credential "
	              "token %s", host);
	return true;
}

static bool
lately_unfinished(const struct fc_renewal *renewal,
                  const struct fc_notes *notes, time_t now,
                  struct fc_error *err)
{
	if (!is_news(notes->unfinished_login, renewal->noted.unfinished_login,
	             now))
		return false;
	fc_login_needed(err, renewal->stack, "the last one was not finished");
	return true;
}

static bool
take(struct fc_renewal *renewal, struct fc_token *token)
{
	fc_token_move(token, &renewal->access.token);
	return true;
}

bool
fc_renewal_begin(struct fc_renewal *renewal, struct fc_error *err)
{
	const struct fc_secret *access = &renewal->access.token.access;

	renewal->wants_token = true;
	return !access->plain || fc_secret_set(&renewal->before, access->plain,
	                                       access->len, err);
}

bool
fc_renewal_is_served(struct fc_renewal *renewal)
{
	const struct fc_secret *before = &renewal->before;
	const struct fc_secret *access = &renewal->access.token.access;
	struct fc_error ignored = FC_ERROR_INIT;

	if (renewal->served)
		return true;
	return renewal->waited && renewal->wants_token &&
	       fc_renewal_look(renewal, &ignored) == FC_FOUND &&
	       fc_token_is_alive(&renewal->access.token, fc_clock_now()) &&
	       (!before->plain ||
	        !fc_secret_equals(before, access->plain, access->len));
}

/* Good as it is: for a longer life nobody is disturbed, nor for a refusal,
 * unless there should be a login to refresh by and is none any more. */
static bool
is_early(const struct fc_renewal *renewal, time_t now)
{
	const struct fc_stack *stack = renewal->stack;

	return stack->cache == FC_CACHE_READ_WRITE &&
	       fc_token_is_fresh(&renewal->access.token, now) &&
	       (!renewal->access.refused ||
	        !fc_scopes_contain(stack->scopes, "offline_access"));
}

static bool
is_fault(const struct fc_error *err)
{
	return err->kind == FC_ERR_NETWORK || err->kind == FC_ERR_IO ||
	       err->kind == FC_ERR_DATA || err->kind == FC_ERR_INTERNAL;
}

/* A token that still lives is better than a reason why there is no newer,
 * unless that reason is a no, and the token about to end.  docker has nobody
 * to ask for a login, and what was refused once may be taken elsewhere: there
 * the token is better all the same. */
static bool
make_do(struct fc_renewal *renewal, struct fc_token *token, bool early,
        const struct fc_error *err)
{
	bool anyhow = early || renewal->access.refused ||
	              !fc_callers[renewal->purpose].may_log_in;

	if (renewal->stack->cache != FC_CACHE_READ_WRITE ||
	    (!anyhow && !is_fault(err)) ||
	    !fc_token_is_alive(&renewal->access.token, fc_clock_now()))
		return false;
	if (err->kind == FC_ERR_NETWORK)
		fc_trace("%s", err->text);
	else
		fc_error_report(err);
	fc_trace("the token that lives on is answered");
	return take(renewal, token);
}

/* The part under the lock: look again, then get it. */
static bool
obtain_locked(struct fc_renewal *renewal, struct fc_token *token,
              struct fc_error *err)
{
	struct fc_notes notes = { .network_failure = 0 };
	time_t now = fc_clock_now();

	if (fc_renewal_is_served(renewal))
		return take(renewal, token);
	if (fc_renewal_look(renewal, err) == FC_FAILED)
		return false;
	if (fc_renewal_is_enough(renewal, now))
		return take(renewal, token);
	fc_notes_get(&renewal->cache, renewal->stack->host, &notes);
	if (fc_renewal_spares_refused(renewal, &notes, now))
		return take(renewal, token);
	if (lately_failed(renewal, &notes, now, err) ||
	    lately_unfinished(renewal, &notes, now, err) ||
	    fc_renewal_is_refused(renewal, &notes, now, err))
		return false;
	if (renewal->waited)
		fc_logins_load(&renewal->config->logins, renewal->places);
	return fc_renewal_fetch(renewal, &notes, token, err);
}

bool
fc_renewal_is_hopeful(struct fc_renewal *renewal)
{
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_renewal_can_refresh(renewal, &ignored) == FC_FOUND)
		return true;
	return renewal->stack->cache == FC_CACHE_READ_WRITE &&
	       fc_renewal_look(renewal, &ignored) == FC_FOUND &&
	       fc_token_is_alive(&renewal->access.token, fc_clock_now());
}

/* Nothing to wait for and nobody to ask: say so at once. */
static bool
is_hopeless(struct fc_renewal *renewal, struct fc_error *err)
{
	enum fc_lookup result = fc_renewal_can_refresh(renewal, err);

	if (result == FC_FAILED)
		return true;
	/* Whose refresh it was that failed may still wait under the lock. */
	if (result == FC_FOUND)
		return lately_failed(renewal, &renewal->noted, fc_clock_now(),
		                     err);
	return !fc_renewal_may_login(renewal, &renewal->noted, err);
}

static void
trace_record(const struct fc_renewal *renewal, time_t now)
{
	const struct fc_token *token = &renewal->access.token;
	const char *state = "expired";

	if (!token->access.plain)
		state = "none";
	else if (fc_token_is_alive(token, now))
		state = "ends soon";
	fc_trace("record: %s", state);
}

bool
fc_renewal_obtain(struct fc_renewal *renewal, struct fc_token *token,
                  struct fc_error *err)
{
	time_t now = fc_clock_now();
	bool early, done = false;

	if (renewal->stack->cache == FC_CACHE_NOOP)
		return fc_renewal_fetch(renewal, NULL, token, err);
	if (fc_renewal_look(renewal, err) == FC_FAILED)
		return false;
	if (fc_renewal_is_answer(renewal, now))
		return take(renewal, token);
	trace_record(renewal, now);
	fc_notes_get(&renewal->cache, renewal->stack->host, &renewal->noted);
	early = is_early(renewal, now);
	renewal->no_person = renewal->no_person || early;
	if (is_hopeless(renewal, err))
		return early ? take(renewal, token)
		             : make_do(renewal, token, false, err);
	done = fc_renewal_begin(renewal, err) &&
	       fc_renewal_lock(renewal, fc_renewal_network_limit_s(renewal), err) &&
	       obtain_locked(renewal, token, err);
	if (!done)
		done = make_do(renewal, token, early, err);
	fc_renewal_unlock(renewal);
	return done;
}

bool
fc_renewal_without_person(struct fc_renewal *renewal, struct fc_token *token,
                          struct fc_error *err)
{
	renewal->no_person = true;
	return fc_renewal_obtain(renewal, token, err);
}

void
fc_renewal_clear(struct fc_renewal *renewal)
{
	fc_renewal_unlock(renewal);
	fc_cache_close(&renewal->cache);
	fc_access_clear(&renewal->access);
	fc_secret_clear(&renewal->before);
	*renewal = (struct fc_renewal)FC_RENEWAL_INIT;
}
