/* SPDX-License-Identifier: Apache-2.0 */
/* Container registries: which are known, with their user names. */
#include "credential/registry.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "credential/get.h"
#include "record/environment.h"
#include "record/static_tokens.h"
#include "record/username.h"
#include "request/config_load.h"

#include <stdlib.h>
#include <string.h>

struct each {
	struct fc_config *config;
	bool (*visit)(const char *host, const char *username, void *arg);
	void *arg;
	bool done;
};

/* As get finds it: what no file can say, the environment may. */
static bool
find(const struct fc_config *config, const char *host, struct fc_stack *stack)
{
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup found = fc_config_find(config, host, FC_PURPOSE_DOCKER,
	                                      stack, &ignored);

	if (found != FC_FAILED)
		return found == FC_FOUND;
	if (fc_config_homeless(host, FC_PURPOSE_DOCKER) != FC_FAILED)
		return false;
	fc_stack_clear(stack);
	fc_text_join(stack->asked, sizeof(stack->asked), host, NULL);
	if (!fc_registry_stack(host, stack->host))
		fc_text_join(stack->host, sizeof(stack->host), host, NULL);
	return true;
}

static bool
visit_host(const char *host, void *arg)
{
	struct each *each = arg;
	struct fc_stack stack = FC_STACK_INIT;
	char known[FC_STATIC_TOKEN_USER_MAX] = "";
	const char *username = fc_environment_repository();

	/* A section that is wrong is for "get" to complain about. */
	if (!find(each->config, host, &stack) ||
	    !fc_credential_serves_docker(each->config, &stack,
	                                 fc_clock_now())) {
		fc_stack_clear(&stack);
		return true;
	}
	if (each->config->paths)
		fc_registry_username(each->config->paths, &stack, known,
		                     sizeof(known));
	if (!username)
		username = *known ? known : FC_DEFAULT_USERNAME;
	each->done = each->visit(host, username, each->arg);
	fc_stack_clear(&stack);
	return each->done;
}

static void
visit_registry_of(struct each *each, const char *stack)
{
	char host[FC_HOST_SIZE];

	if (each->done && fc_registry_of_stack(stack, host))
		visit_host(host, each);
}

/* Once over the sections: a look-up for each would be slow with many. */
static void
visit_sections(struct each *each, const struct fc_ini *ini)
{
	char host[FC_HOST_SIZE], stack[FC_HOST_SIZE];
	size_t i;

	for (i = 0; each->done && i < ini->section_count; i++) {
		if (!fc_section_host(&ini->sections[i], host))
			continue;
		if (fc_ini_entry(&ini->sections[i], "foundry") &&
		    fc_config_alias(each->config, host, stack))
			visit_host(host, each);
		visit_registry_of(each, host);
	}
}

static bool
visit_login(const char *host, void *arg)
{
	struct each *each = arg;

	visit_registry_of(each, host);
	return each->done;
}

static void
visit_all(struct each *each)
{
	const struct fc_paths *paths = each->config->paths;
	const char *name = getenv("FOUNDRY_HOSTNAME");
	struct fc_error unread = FC_ERROR_INIT;
	char named[FC_HOST_SIZE];

	visit_sections(each, &each->config->user.ini);
	visit_sections(each, &each->config->system.ini);
	fc_logins_each(&each->config->logins, visit_login, each);
	if (name && fc_host_from_url(name, named))
		visit_registry_of(each, named);
	/* Then the list lacks what only that file knows. */
	if (each->done && paths &&
	    !fc_static_token_each(paths, visit_host, each, &unread))
		fc_error_report(&unread);
}

bool
fc_registry_each(bool (*visit)(const char *host, const char *username,
                               void *arg),
                 void *arg, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct each each = { &config, visit, arg, true };
	struct fc_error homeless = FC_ERROR_INIT;
	bool done;

	/* Without a home, what the environment names is left. */
	done = !fc_paths_find(&paths, &homeless) ||
	       fc_config_load(&config, &paths, err);
	if (done)
		visit_all(&each);
	if (done && !each.done)
		done = fc_fail_memory(err);
	fc_config_clear(&config);
	return done;
}
