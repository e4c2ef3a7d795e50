/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: the settings of a stack. */
#include "cli/doctor/doctor.h"

#include "base/clock.h"
#include "config/check.h"
#include "record/environment.h"

#include <string.h>

/* The system's file may be newer than we are: a key that we do not know is
 * no error there. */
static void
check_system_file(struct cli_doctor *doctor, const char *host)
{
	const struct fc_config_file *file = &doctor->config.system;
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_config_check_keys(file, host, false, &err))
		fc_check_add_error(&doctor->results, FC_CHECK_WARNING,
		                   "config", &err);
}

static void
say_no_client_id(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;

	if (cli_doctor_has_static(doctor, stack) ||
	    fc_environment_token_of(stack->host, fc_clock_now(), NULL)) {
		fc_check_add(results, FC_CHECK_OK, "config", "no client_id, "
		             "and a token without it");
		return;
	}
	fc_check_add(results, FC_CHECK_WARNING, "config",
	             "no client_id: nobody can log in");
	fc_check_cure(results, FC_CURE_CLIENT_ID, stack->host);
}

static void
check_settings(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;

	if (!stack->client_id) {
		say_no_client_id(doctor, stack);
	} else if (stack->grant == FC_GRANT_AUTHORIZATION_CODE &&
	           stack->cache != FC_CACHE_NOOP &&
	           !fc_scopes_contain(stack->scopes, "offline_access")) {
		fc_check_add(results, FC_CHECK_WARNING, "config",
		             "scopes lack offline_access: a login lasts no "
		             "longer than its first token");
		fc_check_cure(results, "add it to scopes in [%s] of %s",
		              stack->host, doctor->paths.config);
	} else {
		fc_check_add(results, FC_CHECK_OK, "config",
		             "client_id %s", stack->client_id);
	}
}

static bool
check_registry(const char *host, void *arg)
{
	struct cli_doctor *doctor = arg;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (fc_config_find(&doctor->config, host, FC_PURPOSE_DOCKER, &stack,
	                   &err) == FC_FAILED)
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "config", &err);
	fc_stack_clear(&stack);
	return true;
}

bool
cli_doctor_config(struct cli_doctor *doctor, const char *host,
                  struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;

	check_system_file(doctor, host);
	if (fc_config_find(&doctor->config, host, FC_PURPOSE_CLI, stack,
	                   &err) != FC_FOUND) {
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "config", &err);
		return false;
	}
	check_settings(doctor, stack);
	fc_config_aliases(&doctor->config, host, check_registry, doctor);
	return true;
}
