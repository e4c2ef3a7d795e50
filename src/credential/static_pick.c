/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the stored tokens is the one that is asked for. */
#include "credential/static_pick.h"

#include "record/environment.h"
#include "record/username.h"

enum fc_lookup
fc_static_token_pick(enum fc_purpose purpose, const char *user,
                     const struct fc_config *config,
                     const struct fc_stack *stack, time_t now,
                     struct fc_static_token *found, struct fc_error *err)
{
	const char *name = NULL;
	char known[FC_STATIC_TOKEN_USER_MAX];
	enum fc_lookup result = FC_ABSENT;

	if (fc_callers[purpose].names_repository) {
		fc_registry_username(config->paths, stack, known,
		                     sizeof(known));
		name = fc_environment_repository();
		if (!name)
			name = known;
	}
	if (name && *name)
		result = fc_static_token_find(config->paths, stack->asked, name,
		                              now, found, err);
	if (result == FC_ABSENT)
		result = fc_static_token_find(config->paths, stack->asked,
		                              user && *user ? user : NULL, now,
		                              found, err);
	return result;
}
