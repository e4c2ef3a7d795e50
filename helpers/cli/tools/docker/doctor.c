/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: whom container tools ask about a registry, and what we answer. */
#include "cli/tools/docker/docker.h"

#include "base/clock.h"
#include "credential/static_pick.h"
#include "record/environment.h"
#include "record/username.h"

#include <stdlib.h>
#include <string.h>

struct registries {
	struct cli_doctor *doctor;
	const struct fc_stack *stack;
};

/* Of its own file setup knows nothing. */
static void
cure_lookup(struct registries *registries, const char *tool,
            const char *host, const struct cli_registry_lookup *lookup)
{
	if (strcmp(tool, "docker") != 0)
		fc_check_cure(&registries->doctor->results, "set "
		              "credHelpers.\"%s\" to \"foundry\" in %s",
		              host, lookup->path);
	else
		fc_check_cure(&registries->doctor->results,
		              "foundry-credential setup %s --docker "
		              "--registry %s", registries->stack->host,
		              host);
}

/* What a tool's own file says about one registry.  tool: whose it is. */
static void
say_registry(struct registries *registries, const char *tool,
             const char *host, const struct cli_registry_lookup *lookup)
{
	struct fc_check_results *results = &registries->doctor->results;
	char path[FC_PATH_SIZE];

	if (lookup->broken.kind != FC_ERR_NONE) {
		fc_check_add_error(results, FC_CHECK_WRONG, "docker",
		                   &lookup->broken);
		return;
	}
	if (lookup->kind == CLI_REGISTRY_PASSWORD) {
		fc_check_add(results, FC_CHECK_WRONG, "docker",
		             "%s has a password for %s saved in %s", tool,
		             host, lookup->path);
		fc_check_cure(results, "%s logout %s, then "
		              "foundry-credential setup %s --docker "
		              "--registry %s", tool, host,
		              registries->stack->host, host);
	} else if (lookup->ours) {
		if (cli_tool_program_find(CLI_DOCKER_PROGRAM, path) == FC_FOUND)
			fc_check_add(results, FC_CHECK_OK, "docker",
			             "%s asks us for %s", tool, host);
	} else if (lookup->kind == CLI_REGISTRY_NONE) {
		fc_check_add(results, FC_CHECK_WARNING, "docker",
		             "%s does not ask us for %s", tool, host);
		cure_lookup(registries, tool, host, lookup);
	} else {
		fc_check_add(results, FC_CHECK_WARNING, "docker",
		             "%s asks docker-credential-%s for %s", tool,
		             lookup->helper, host);
		cure_lookup(registries, tool, host, lookup);
	}
}

static bool
is_same_lookup(const struct cli_registry_lookup *one,
               const struct cli_registry_lookup *other)
{
	return one->kind == other->kind && strcmp(one->path, other->path) == 0;
}

/* docker runs it by its name. */
static void
check_program(struct fc_check_results *results)
{
	char path[FC_PATH_SIZE];

	/* That another one comes first is said once for all. */
	if (cli_tool_program_find(CLI_DOCKER_PROGRAM, path) != FC_ABSENT)
		return;
	fc_check_add(results, FC_CHECK_WRONG, "docker",
	             CLI_DOCKER_PROGRAM " is not on PATH");
	fc_check_cure(results, "add the directory that it is installed in "
	              "to PATH");
}

static void
check_static(struct registries *registries, const struct fc_stack *stack)
{
	struct fc_check_results *results = &registries->doctor->results;
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (stack->token[FC_PURPOSE_DOCKER] == FC_TOKEN_STATIC &&
	    fc_static_token_pick(FC_PURPOSE_DOCKER, NULL,
	                         &registries->doctor->config, stack,
	                         fc_clock_now(), &found, &err) == FC_ABSENT) {
		fc_check_add(results, FC_CHECK_WRONG, "docker", "docker is "
		             "to be given a stored token (docker_token = "
		             "static), and none that lives is stored for %s",
		             stack->asked);
		fc_check_cure(results, "docker login -u RID %s, with a "
		              "token from "
		              "https://%s/workspace/settings/tokens",
		              stack->asked, stack->host);
	}
	fc_static_token_clear(&found);
}

static void
check_repository(struct registries *registries, const struct fc_stack *stack)
{
	struct fc_check_results *results = &registries->doctor->results;
	char known[FC_STATIC_TOKEN_USER_MAX] = "";

	fc_registry_username(&registries->doctor->paths, stack, known,
	                     sizeof(known));
	if (*known || fc_environment_repository())
		return;
	fc_check_add(results, FC_CHECK_WARNING, "docker", "%s wants the "
	             "RID of a repository for the user name, and none is "
	             "known", stack->asked);
	fc_check_cure(results, "foundry-credential setup %s --docker "
	              "--registry %s --repository RID",
	              stack->host, stack->asked);
}

/* What is wrong with its section is said with the settings. */
static void
check_answer(struct registries *registries, const char *host)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	check_program(&registries->doctor->results);
	if (fc_config_find(&registries->doctor->config, host,
	                   FC_PURPOSE_DOCKER, &stack, &ignored) == FC_FOUND) {
		check_static(registries, &stack);
		check_repository(registries, &stack);
	}
	fc_stack_clear(&stack);
}

static bool
look_at_registry(const char *host, void *arg)
{
	struct registries *registries = arg;
	struct cli_registry_lookup docker, podman;

	cli_docker_lookup(host, &docker);
	cli_containers_lookup(host, &podman);
	say_registry(registries, "docker", host, &docker);
	/* Nothing of its own: it does as docker does, or has nothing to do. */
	if (!is_same_lookup(&docker, &podman) &&
	    podman.kind != CLI_REGISTRY_NONE)
		say_registry(registries, "podman", host, &podman);
	if (docker.ours || podman.ours)
		check_answer(registries, host);
	return true;
}

/* A store that is asked about every registry says nothing of this one. */
static bool
is_meant(const struct cli_registry_lookup *lookup)
{
	return lookup->kind != CLI_REGISTRY_NONE &&
	       lookup->kind != CLI_REGISTRY_STORE;
}

/* One that the stack has by its domain matters only where it is used. */
static void
look_at_unsaid(struct registries *registries)
{
	struct cli_registry_lookup docker, podman;
	char host[FC_HOST_SIZE];

	if (!fc_registry_of_stack(registries->stack->host, host) ||
	    fc_config_names(&registries->doctor->config, host))
		return;
	cli_docker_lookup(host, &docker);
	cli_containers_lookup(host, &podman);
	if (is_meant(&docker) || is_meant(&podman))
		look_at_registry(host, registries);
}

void
cli_docker_check(struct cli_doctor *doctor, const struct cli_tool_said *said,
                 const struct fc_stack *stack)
{
	struct registries registries = { doctor, stack };

	(void)said;
	fc_config_aliases(&doctor->config, stack->host, look_at_registry,
	                  &registries);
	look_at_unsaid(&registries);
}
