/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for tokens, and what becomes of each: a row for every one. */
#include "config/caller.h"

#include <string.h>

const struct fc_caller fc_callers[FC_PURPOSE_COUNT] = {
	[FC_PURPOSE_GIT] = {
		.name = "git",
		.may_log_in = true,
		.prompts = true,
		.quiet = true,
	},
	/* buildkit uses an answer for 290 s, others for as long as a push
	 * takes; and all of them hang until there is one. */
	[FC_PURPOSE_DOCKER] = {
		.name = "docker",
		.network_max_s = 5,
		.pause_s = 30,
		.min_life_s = 300,
		.names_repository = true,
		.quiet = true,
	},
	[FC_PURPOSE_CLI] = {
		.name = "cli",
		.may_log_in = true,
	},
};

bool
fc_caller_find(const char *name, enum fc_purpose *purpose)
{
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++) {
		if (strcmp(name, fc_callers[i].name) != 0)
			continue;
		*purpose = (enum fc_purpose)i;
		return true;
	}
	return false;
}
