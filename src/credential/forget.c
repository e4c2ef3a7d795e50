/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting a container registry, as "docker logout" does. */
#include "credential/forget.h"

#include "base/clock.h"
#include "base/trace.h"
#include "credential/erase.h"
#include "credential/login.h"
#include "credential/stack_lock.h"
#include "request/config_load.h"

#define LOCK_LIMIT_S 10

/* Under the stack's lock, which whoever writes the alias's record has: it does
 * not come back.  Without it, if it cannot be had, rather than not at all. */
static bool
forget_alias(const struct fc_paths *paths, const struct fc_stack *stack,
             struct fc_error *err)
{
	struct fc_credential given = {
		.host = stack->asked,
		.purpose = FC_PURPOSE_DOCKER,
	};
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	if (stack->cache == FC_CACHE_READ_WRITE &&
	    !fc_credential_lock(&lock, paths, stack->host, LOCK_LIMIT_S))
		fc_trace("%s: forgotten without the lock", stack->asked);
	done = fc_credential_erase(&given, fc_clock_now(), err) != FC_FAILED;
	fc_stack_unlock(&lock);
	return done;
}

bool
fc_registry_forget(const char *host, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	bool done, was;

	if (!fc_paths_find(&paths, err))
		return fc_config_homeless(host, FC_PURPOSE_DOCKER) ==
		       FC_ABSENT;
	done = fc_config_load(&config, &paths, err);
	if (!done)
		goto out;
	switch (fc_config_find(&config, host, FC_PURPOSE_DOCKER, &stack,
	                       err)) {
	case FC_FOUND:
		done = fc_stack_is_alias(&stack)
		               ? forget_alias(&paths, &stack, err)
		               : fc_credential_logout(&config, &stack, &was,
		                                      err);
		break;
	case FC_ABSENT:
		break;
	case FC_FAILED:
		done = false;
		break;
	}
out:
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return done;
}
