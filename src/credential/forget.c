/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting a container registry, as "docker logout" does. */
#include "credential/forget.h"

#include "base/clock.h"
#include "credential/erase.h"
#include "credential/login.h"
#include "request/config_load.h"

static bool
forget_alias(const char *host, struct fc_error *err)
{
	struct fc_handover given = {
		.host = host,
		.purpose = FC_PURPOSE_DOCKER,
	};

	return fc_handover_erase(&given, fc_clock_now(), err) != FC_FAILED;
}

bool
fc_registry_forget(const char *host, struct fc_error *err)
{
	struct fc_places places;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	bool done;

	if (!fc_places_find(&places, err))
		return fc_config_homeless(host, FC_PURPOSE_DOCKER) ==
		       FC_ABSENT;
	done = fc_config_load(&config, &places, err);
	if (!done)
		goto out;
	switch (fc_config_find(&config, host, FC_PURPOSE_DOCKER, &stack,
	                       err)) {
	case FC_FOUND:
		done = fc_stack_is_alias(&stack)
		               ? forget_alias(host, err)
		               : fc_session_logout(&config, &stack, err);
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
