/* SPDX-License-Identifier: Apache-2.0 */
/* The stack that a verb means. */
#include "cli/common/target.h"

#include "base/clock.h"
#include "base/log.h"
#include "request/config_load.h"
#include "cli/common/choice.h"
#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

static bool
try_host(const char *host, void *arg)
{
	fc_near_host_try(arg, host);
	return true;
}

/* True: it is a registry, which only docker knows by its name. */
static bool
find_near(struct fc_near_host *near)
{
	bool registry = false;
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char stack[FC_HOST_SIZE];

	if (fc_paths_find(&paths, &ignored) &&
	    fc_config_load(&config, &paths, &ignored)) {
		fc_config_each(&config, try_host, near);
		fc_config_aliases(&config, NULL, try_host, near);
		registry = fc_config_registry(&config, near->typed, stack);
		if (registry)
			memcpy(near->nearest, stack, sizeof(stack));
	}
	fc_config_clear(&config);
	return registry;
}

void
cli_unknown_host(struct fc_error *err, const char *host)
{
	struct fc_near_host near = { .typed = host };
	bool registry;

	registry = find_near(&near);
	if (*near.nearest)
		fc_fail(err, FC_ERR_CONFIG, "no such stack: %s is not "
		        "configured, did you mean \"%s\"?", host,
		        near.nearest);
	else
		fc_fail(err, FC_ERR_CONFIG, "no such stack: %s is not "
		        "configured", host);
	if (registry)
		fc_error_hint(err, "run: foundry-credential setup %s "
		              "--registry %s", near.nearest, host);
	else if (cli_host_is_one_word(host))
		fc_error_hint(err, "give its whole name, as "
		              "%s.palantirfoundry.com", host);
	else
		fc_error_hint(err, "run: foundry-credential setup %s", host);
}

void
cli_no_stack(struct fc_error *err, const struct fc_config *config)
{
	const struct fc_ini *ini = &config->user.ini;

	if (ini->section_count > 0 && fc_ini_section(ini, FC_INI_DEFAULTS))
		fc_fail(err, FC_ERR_CONFIG, "no stack is configured: "
		        "[DEFAULT] is no host's, and there is no other "
		        "section in %s", config->paths->config);
	else
		fc_fail(err, FC_ERR_CONFIG, "no stack is configured");
	fc_error_hint(err, "run: foundry-credential setup HOST");
}

/* FOUNDRY_HOSTNAME is wrong, or several are known: those may be chosen
 * from. */
static bool
chosen_host(const struct cli_arguments *arguments,
            const struct fc_config *config, char host[FC_HOST_SIZE],
            struct fc_error *err)
{
	const char *variable = getenv("FOUNDRY_HOSTNAME");
	struct fc_error ended = FC_ERROR_INIT;

	if (err->kind != FC_ERR_USAGE)
		return false;
	if (cli_takes(arguments, CLI_OPT_ALL))
		fc_error_hint(err, "name one: its host as the operand, or "
		              "FOUNDRY_HOSTNAME; --all means each");
	if (variable && *variable)
		return false;
	switch (cli_choose_stack(config, host, &ended)) {
	case FC_FOUND:
		return true;
	case FC_FAILED:
		*err = ended;
		break;
	case FC_ABSENT:
		break;
	}
	return false;
}

static bool
only_host(const struct cli_arguments *arguments,
          const struct fc_config *config, char host[FC_HOST_SIZE],
          struct fc_error *err)
{
	switch (fc_config_only(config, host, err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		cli_no_stack(err, config);
		return false;
	case FC_FAILED:
		break;
	}
	return chosen_host(arguments, config, host, err);
}

bool
cli_host_parse(const char *name, char host[FC_HOST_SIZE], struct fc_error *err)
{
	char plain[FC_PATH_SIZE];
	size_t from = 0, to = strlen(name);

	fc_unquote(name, &from, &to);
	if (fc_text_slice(plain, sizeof(plain), name + from, to - from) &&
	    fc_host_from_url(plain, host))
		return true;
	fc_fail(err, FC_ERR_USAGE, "what was given is not a host "
	        "(acme.palantirfoundry.com) or an https URL");
	if (strchr(name, '/') && !strstr(name, "://"))
		fc_error_hint(err, "leave out the slash and what follows it, "
		              "or write https:// before the host");
	return false;
}

bool
cli_host_is_one_word(const char *host)
{
	return !strpbrk(host, ".:") && strcmp(host, "localhost") != 0;
}

/* The operand, when there is one. */
static enum fc_lookup
named_host(const struct cli_arguments *arguments, char host[FC_HOST_SIZE],
           struct fc_error *err)
{
	if (arguments->operand_count == 0)
		return FC_ABSENT;
	return cli_host_parse(arguments->operands[0], host, err) ? FC_FOUND
	                                                         : FC_FAILED;
}

bool
cli_target_host(const struct cli_arguments *arguments,
                char host[FC_HOST_SIZE], struct fc_error *err)
{
	const char *variable = getenv("FOUNDRY_HOSTNAME");
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	enum fc_lookup named = named_host(arguments, host, err);
	bool done;

	if (named != FC_ABSENT)
		return named == FC_FOUND;
	/* A token in the environment needs no files at all. */
	if (variable && *variable && fc_host_from_url(variable, host))
		return true;
	done = fc_paths_find(&paths, err) &&
	       fc_config_load(&config, &paths, err) &&
	       only_host(arguments, &config, host, err);
	fc_config_clear(&config);
	return done;
}

bool
cli_target_open(struct cli_target *target,
                const struct cli_arguments *arguments, struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	if (!cli_target_host(arguments, host, err) ||
	    !fc_paths_find(&target->paths, err) ||
	    !fc_config_load(&target->config, &target->paths, err))
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
cli_target_token(const struct cli_target *target, struct fc_answer *answer,
                 struct fc_error *err)
{
	struct fc_ask ask = {
		.host = target->stack.asked,
		.purpose = FC_PURPOSE_CLI,
		.no_person = true,
	};
	enum fc_lookup result =
		fc_credential_get(&ask, fc_clock_now(), answer, err);

	if (result == FC_ABSENT)
		cli_unknown_host(err, ask.host);
	return result == FC_FOUND;
}

bool
cli_target_all(const struct cli_arguments *arguments, bool *all,
               struct fc_error *err)
{
	*all = cli_has(arguments, CLI_OPT_ALL);
	return !*all || arguments->operand_count == 0 ||
	       fc_fail(err, FC_ERR_USAGE,
	               "--all and a host exclude each other");
}

void
cli_keep_worst(struct fc_error *worst, const struct fc_error *err)
{
	fc_error_report(err);
	if (fc_error_status(err->kind) > fc_error_status(worst->kind))
		*worst = *err;
}

bool
cli_files_check(const struct fc_config *config, struct fc_error *err)
{
	const struct fc_error *fault = fc_config_fault(config);

	if (fault)
		*err = *fault;
	return !fault;
}

bool
cli_all_done(const struct fc_config *config, const struct fc_error *worst,
             const char *text, struct fc_error *err)
{
	if (!cli_files_check(config, err) &&
	    strcmp(err->text, worst->text) != 0)
		return false;
	return worst->kind == FC_ERR_NONE ||
	       fc_fail(err, worst->kind, "%s", text);
}

void
cli_target_clear(struct cli_target *target)
{
	fc_stack_clear(&target->stack);
	fc_config_clear(&target->config);
}
