/* SPDX-License-Identifier: Apache-2.0 */
/* A record that is enough, stamped with the files as they are now. */
#include "credential/acquire.h"

#include "base/trace.h"
#include "record/access.h"
#include "record/binding.h"
#include "record/environment.h"

#include <string.h>

bool
fc_renewal_is_enough(const struct fc_renewal *renewal, time_t now)
{
	return renewal->stack->cache == FC_CACHE_READ_WRITE &&
	       !renewal->access.refused &&
	       fc_token_is_enough(&renewal->access.token, now,
	                          renewal->life_s, renewal->exactly);
}

/* Of a record that was not made under the files as they are, and of an alias,
 * whose own may be. */
static bool
wants_stamps(const struct fc_renewal *renewal, char stamps[FC_STAMPS_SIZE])
{
	const struct fc_stack *stack = renewal->stack;

	if (stack->cache != FC_CACHE_READ_WRITE || fc_environment_overrides())
		return false;
	fc_stamps_of(renewal->config, fc_stack_reads_logins(stack), stamps);
	return fc_stack_is_alias(stack) ||
	       strcmp(renewal->access.stamps, stamps) != 0;
}

/* The same record, or that of an alias: next time it answers unread. */
static void
stamp_anew(struct fc_renewal *renewal, const char *stamps, time_t now)
{
	const struct fc_stack *stack = renewal->stack;
	struct fc_access alias = FC_ACCESS_INIT;
	struct fc_access *access = fc_stack_is_alias(stack)
	                                   ? &alias : &renewal->access;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_stamps_hold(renewal->places, stamps) &&
	    fc_access_bind(access, stack, renewal->places, stamps, now,
	                   &ignored) &&
	    !fc_cache_put(&renewal->cache, stack->asked, access, &ignored))
		fc_trace("%s", ignored.text);
	fc_access_clear(&alias);
}

bool
fc_renewal_is_answer(struct fc_renewal *renewal, time_t now)
{
	struct fc_error ignored = FC_ERROR_INIT;
	char stamps[FC_STAMPS_SIZE];

	if (!fc_renewal_is_enough(renewal, now))
		return false;
	if (!wants_stamps(renewal, stamps) ||
	    !fc_renewal_lock(renewal, 0, &ignored))
		return true;
	/* A logout, an erase or a refresh may have come first. */
	if (fc_renewal_look(renewal, &ignored) != FC_FOUND ||
	    !fc_renewal_is_enough(renewal, now))
		return false;
	stamp_anew(renewal, stamps, now);
	return true;
}
