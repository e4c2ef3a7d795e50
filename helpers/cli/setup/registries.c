/* SPDX-License-Identifier: Apache-2.0 */
/* The container registries of the stack that is set up. */
#include "cli/setup/setup.h"

#include <string.h>

static bool
add_registry(struct cli_registries *registries, const char *host)
{
	int i;

	for (i = 0; i < registries->count; i++)
		if (strcmp(registries->host[i], host) == 0)
			return true;
	if (i == CLI_REGISTRIES_MAX)
		return false;
	memcpy(registries->host[i], host, strlen(host) + 1);
	registries->count++;
	return true;
}

static bool
visit_registry(const char *host, void *arg)
{
	return add_registry(arg, host);
}

bool
cli_setup_registries(struct cli_registries *registries,
                     const struct fc_config *config,
                     const struct cli_setup_options *wanted,
                     struct fc_error *err)
{
	char host[FC_HOST_SIZE], stack[FC_HOST_SIZE];

	if (*wanted->registry &&
	    fc_config_alias(config, wanted->registry, stack) &&
	    strcmp(stack, wanted->host) != 0)
		return fc_fail(err, FC_ERR_USAGE,
		               "--registry %s: it is one of %s already",
		               wanted->registry, stack);
	if (*wanted->registry)
		add_registry(registries, wanted->registry);
	fc_config_aliases(config, wanted->host, visit_registry, registries);
	if (fc_registry_of_stack(wanted->host, host))
		add_registry(registries, host);
	return true;
}
