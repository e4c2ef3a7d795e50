/* SPDX-License-Identifier: Apache-2.0 */
/* The stack that a verb means. */
#include "target.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void
cli_unknown_host(struct fc_error *err, const char *host)
{
	struct fc_places places;
	struct fc_error ignored = FC_ERROR_INIT;

	fc_fail(err, FC_ERR_CONFIG, "no such stack: %s is not configured",
	        host);
	if (fc_places_find(&places, &ignored))
		fc_error_hint(err, "add a section [%s] with its client_id to "
		              "%s", host, places.config);
}

static bool
only_host(const struct fc_config *config, char host[FC_HOST_SIZE],
          struct fc_error *err)
{
	switch (fc_config_only(config, host, err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		fc_fail(err, FC_ERR_CONFIG, "no stack is configured");
		fc_error_hint(err, "add a section [HOST] with its client_id "
		              "to %s", config->places->config);
		return false;
	case FC_FAILED:
		break;
	}
	return false;
}

/* The operand, when there is one. */
static enum fc_lookup
named_host(const struct cli_arguments *arguments, char host[FC_HOST_SIZE],
           struct fc_error *err)
{
	const char *name = arguments->operands[0];
	char shown[128];

	if (arguments->operand_count == 0)
		return FC_ABSENT;
	if (fc_host_from_url(name, host))
		return FC_FOUND;
	fc_printable(shown, sizeof(shown), name, strlen(name));
	fc_fail(err, FC_ERR_USAGE, "\"%s\" is not a host or an https URL",
	        shown);
	return FC_FAILED;
}

bool
cli_target_host(const struct cli_arguments *arguments,
                char host[FC_HOST_SIZE], struct fc_error *err)
{
	const char *variable = getenv("FOUNDRY_HOSTNAME");
	struct fc_places places;
	struct fc_config config = FC_CONFIG_INIT;
	enum fc_lookup named = named_host(arguments, host, err);
	bool done;

	if (named != FC_ABSENT)
		return named == FC_FOUND;
	/* A token in the environment needs no files at all. */
	if (variable && *variable && fc_host_from_url(variable, host))
		return true;
	done = fc_places_find(&places, err) &&
	       fc_config_load(&config, &places, err) &&
	       only_host(&config, host, err);
	fc_config_clear(&config);
	return done;
}

bool
cli_target_open(struct cli_target *target,
                const struct cli_arguments *arguments, struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	if (!cli_target_host(arguments, host, err) ||
	    !fc_places_find(&target->places, err) ||
	    !fc_config_load(&target->config, &target->places, err))
		return false;
	switch (fc_config_find(&target->config, host, FC_PURPOSE_CLI,
	                       &target->stack, err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		cli_unknown_host(err, host);
		return false;
	case FC_FAILED:
		break;
	}
	return false;
}

bool
cli_target_token(const struct cli_target *target, int life_s, bool no_person,
                 struct fc_answer *answer, struct fc_error *err)
{
	struct fc_ask ask = {
		.host = target->stack.asked,
		.purpose = FC_PURPOSE_CLI,
		.life_s = life_s,
		.no_person = no_person,
	};
	enum fc_lookup result = fc_broker_get(&ask, time(NULL), answer, err);

	if (result == FC_ABSENT)
		cli_unknown_host(err, ask.host);
	return result == FC_FOUND;
}

void
cli_target_clear(struct cli_target *target)
{
	fc_stack_clear(&target->stack);
	fc_config_clear(&target->config);
}
