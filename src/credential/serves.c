/* SPDX-License-Identifier: Apache-2.0 */
/* Would there be an answer, if docker asked? */
#include "credential/acquire.h"
#include "credential/get.h"
#include "credential/static_pick.h"
#include "record/environment.h"

#include <string.h>

static bool
has_oauth(struct fc_config *config, const struct fc_stack *stack)
{
	return stack->token[FC_PURPOSE_DOCKER] != FC_TOKEN_STATIC &&
	       stack->client_id && fc_acquire_is_hopeful(config, stack);
}

static bool
has_static(const struct fc_config *config, const struct fc_stack *stack,
           time_t now)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool has;

	has = stack->token[FC_PURPOSE_DOCKER] != FC_TOKEN_OAUTH &&
	      fc_static_token_pick(FC_PURPOSE_DOCKER, NULL, config, stack, now,
	                           &found, &ignored) ==
	              FC_FOUND;
	fc_static_token_clear(&found);
	return has;
}

bool
fc_credential_serves_docker(struct fc_config *config,
                            const struct fc_stack *stack, time_t now)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char named[FC_HOST_SIZE];
	enum fc_lookup given;

	given = fc_environment_token(now, &token, named, &ignored);
	fc_token_clear(&token);
	if (given != FC_ABSENT && (strcmp(named, stack->host) == 0 ||
	                           strcmp(named, stack->asked) == 0))
		return given == FC_FOUND;
	if (!config->paths)
		return false;
	return has_oauth(config, stack) || has_static(config, stack, now);
}
