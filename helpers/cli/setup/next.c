/* SPDX-License-Identifier: Apache-2.0 */
/* What the person does next, when all is set up. */
#include "cli/setup/setup.h"

#include "base/clock.h"
#include "credential/get.h"

/* Can a token be had as it is, as far as is known without a network? */
static bool
is_working(struct fc_config *config, const char *host)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool working;

	working = fc_config_find(config, host, FC_PURPOSE_DOCKER, &stack,
	                         &ignored) == FC_FOUND &&
	          fc_credential_serves_docker(config, &stack, fc_clock_now());
	fc_stack_clear(&stack);
	return working;
}

const char *
cli_setup_next(struct fc_config *config, const char *host)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	const char *verb = "doctor";

	if (!is_working(config, host) &&
	    fc_config_find(config, host, FC_PURPOSE_CLI, &stack, &ignored) ==
	            FC_FOUND) {
		if (!stack.client_id ||
		    stack.token[FC_PURPOSE_CLI] == FC_TOKEN_STATIC)
			verb = "store --token-stdin";
		else if (stack.grant == FC_GRANT_AUTHORIZATION_CODE &&
		         stack.cache != FC_CACHE_NOOP)
			verb = "login";
	}
	fc_stack_clear(&stack);
	return verb;
}
