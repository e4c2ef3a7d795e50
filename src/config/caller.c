/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for tokens, and what becomes of each: a row for every one. */
#include "config/caller.h"

#include <stddef.h>

const char *const fc_caller_names[] = { "git", "docker", "cli", NULL };

const struct fc_caller fc_callers[FC_PURPOSE_COUNT] = {
	[FC_PURPOSE_GIT] = {
		.may_log_in = true,
		.prompts = true,
		.quiet = true,
	},
	/* buildkit uses an answer for 290 s, others for as long as a push
	 * takes; and all of them hang until there is one. */
	[FC_PURPOSE_DOCKER] = {
		.network_max_s = 5,
		.pause_s = 30,
		.min_life_s = 300,
		.names_repository = true,
		.quiet = true,
	},
	[FC_PURPOSE_CLI] = {
		.may_log_in = true,
	},
};
