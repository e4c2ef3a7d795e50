/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused again and again and has no newer one to take its place. */
#include "credential/refusals.h"

#include "base/trace.h"
#include "credential/stack_lock.h"

void
fc_refusals_count(struct fc_notes *notes, time_t now)
{
	if (now - notes->refused_again >= FC_REFUSED_AGAIN_S)
		notes->refused_times = 0;
	notes->refused_times++;
	notes->refused_again = now;
}

time_t
fc_refusals_spend(struct fc_notes *notes)
{
	const time_t last = notes->refused_times >= FC_REFUSED_TIMES
	                            ? notes->refused_again : 0;

	notes->refused_again = notes->refused_times = 0;
	return last;
}

void
fc_refusals_explain(struct fc_error *err, const char *host, const char *what)
{
	fc_fail(err, FC_ERR_CANCELLED, "%s has refused %s again and again: not "
	        "given this once", host, what);
}

bool
fc_refusals_are_recent(time_t last, time_t now)
{
	return last != 0 && now >= last && now - last < FC_REFUSED_AGAIN_S;
}

/* If it is free.  Where the home cannot be written it is none of a login's
 * either. */
static bool
lock_notes(struct fc_lock *lock, const struct fc_paths *paths,
           const char *host)
{
	const struct fc_lock_wait wait = { .may_be_elsewhere = true };
	struct fc_error why = FC_ERROR_INIT;

	if (fc_stack_lock(lock, paths, host, &wait, &why) == FC_FOUND)
		return true;
	fc_trace("notes of %s: %s", host, why.text);
	return false;
}

void
fc_refusals_note(const struct fc_paths *paths, const char *host, time_t now)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_notes notes;

	if (fc_cache_open(&cache, paths, true, &ignored) == FC_FOUND &&
	    lock_notes(&lock, paths, host)) {
		fc_notes_get(&cache, host, &notes);
		fc_refusals_count(&notes, now);
		fc_notes_put(&cache, host, &notes);
	}
	fc_stack_unlock(&lock);
	fc_cache_close(&cache);
}

bool
fc_refusals_quit(const char *host, enum fc_purpose purpose, const char *what,
                 time_t now, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_notes notes = { .refused_times = 0 };
	bool quit = false;

	if (!fc_callers[purpose].prompts || !fc_paths_find(&paths, &ignored))
		return false;
	if (fc_cache_open(&cache, &paths, false, &ignored) == FC_FOUND)
		fc_notes_get(&cache, host, &notes);
	if (notes.refused_times >= FC_REFUSED_TIMES &&
	    lock_notes(&lock, &paths, host)) {
		fc_notes_get(&cache, host, &notes);
		quit = fc_refusals_are_recent(fc_refusals_spend(&notes), now);
		fc_notes_put(&cache, host, &notes);
	}
	if (quit)
		fc_refusals_explain(err, host, what);
	fc_stack_unlock(&lock);
	fc_cache_close(&cache);
	return quit;
}
