/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a host is any of our business. */
#include "credential/get.h"

#include "request/config_load.h"

/* As git asks, who asks about all hosts: what is wrong with a file matters to
 * those that may stand in it. */
bool
fc_credential_is_ours(const char *host)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_FAILED;

	if (!fc_paths_find(&paths, &ignored))
		return fc_config_homeless(host, FC_PURPOSE_GIT) != FC_ABSENT;
	if (fc_config_load(&config, &paths, &ignored))
		result = fc_config_find(&config, host, FC_PURPOSE_GIT, &stack,
		                        &ignored);
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result != FC_ABSENT;
}
