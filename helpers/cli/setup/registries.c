/* SPDX-License-Identifier: Apache-2.0 */
/* The container registries of the stack that is set up. */
#include "cli/setup/changes.h"

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
cli_changes_registries(struct cli_changes *changes,
                       const struct fc_config *config,
                       const struct cli_setup_options *wanted,
                       struct fc_error *err)
{
	struct cli_registries *registries = &changes->registries;
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

bool
cli_changes_names_repositories(const struct cli_changes *changes,
                               const struct fc_config *config)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool named = true;
	int i;

	for (i = 0; named && i < changes->registries.count; i++) {
		const char *host = changes->registries.host[i];

		named = fc_config_names(config, host) &&
		        fc_config_value(config, host, "username", &value,
		                        NULL, &ignored) == FC_FOUND;
	}
	fc_buf_clear(&value);
	return named;
}
