/* SPDX-License-Identifier: Apache-2.0 */
/* What setup was not told, asked for at the terminal. */
#include "cli/setup/setup.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/common/prompt.h"
#include "config/settings.h"
#include "record/environment.h"

#include <string.h>

#define SCOPES_DEFAULT "offline_access"
#define NO_REPOSITORY "none"

struct interview {
	struct cli_setup_options *wanted;
	const struct fc_config *config;
	const char *otherwise; /* of the question that is asked now */
};

static bool
is_otherwise(const struct interview *interview, const char *answer)
{
	return interview->otherwise &&
	       strcmp(answer, interview->otherwise) == 0;
}

static bool
take_client_id(const char *answer, void *arg, struct fc_error *err)
{
	struct interview *interview = arg;

	return cli_setup_set_client_id(interview->wanted, answer, err);
}

static bool
take_scopes(const char *answer, void *arg, struct fc_error *err)
{
	struct interview *interview = arg;

	/* What is in force without being written needs no line. */
	return is_otherwise(interview, answer) ||
	       cli_setup_set_scopes(interview->wanted, answer, err);
}

static bool
take_containers(const char *answer, void *arg, struct fc_error *err)
{
	struct interview *interview = arg;

	return cli_yes_or_no(answer, &interview->wanted->containers, err);
}

static bool
take_registry(const char *answer, void *arg, struct fc_error *err)
{
	struct interview *interview = arg;
	struct cli_setup_options *wanted = interview->wanted;
	char stack[FC_HOST_SIZE];

	if (!cli_setup_set_registry(wanted, answer, err))
		return false;
	if (!fc_config_alias(interview->config, wanted->registry, stack) ||
	    strcmp(stack, wanted->host) == 0)
		return true;
	return fc_fail(err, FC_ERR_USAGE, "setting up %s: %s is a registry "
	               "of %s already", wanted->host, wanted->registry, stack);
}

static bool
take_repository(const char *answer, void *arg, struct fc_error *err)
{
	struct interview *interview = arg;

	return is_otherwise(interview, answer) ||
	       cli_setup_set_repository(interview->wanted, answer, err);
}

static bool
ask(struct interview *interview, const char *text, const char *otherwise,
    bool (*take)(const char *answer, void *arg, struct fc_error *err),
    struct fc_error *err)
{
	const struct cli_question question = { text, otherwise, take };

	interview->otherwise = otherwise;
	switch (cli_ask_until(&question, interview, err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		fc_fail(err, FC_ERR_USAGE, "setting up %s: there is no "
		        "terminal any more", interview->wanted->host);
		break;
	case FC_FAILED:
		break;
	}
	return false;
}

/* What the configuration says for a host, or NULL. */
static const char *
in_force(const struct interview *interview, const char *host, const char *key,
         struct fc_buf *value)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_config_value(interview->config, host, key, value, NULL,
	                       &ignored) == FC_FOUND && value->len > 0
	               ? fc_buf_str(value) : NULL;
}

static bool
ask_client_id(struct interview *interview, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	bool done;

	done = ask(interview, "Client ID of the application registered for "
	           "you", in_force(interview, interview->wanted->host,
	                           "client_id", &value), take_client_id, err);
	fc_buf_clear(&value);
	return done;
}

/* The person may want it so: a service of one hour, a test. */
static void
warn_of_scopes(const char *scopes)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_setting_apply(&stack, "scopes", scopes, &ignored) &&
	    !fc_scopes_contain(stack.scopes, "offline_access"))
		fc_warn("without offline_access a login ends with its first "
		        "token, after an hour or so");
	fc_stack_clear(&stack);
}

static bool
ask_scopes(struct interview *interview, struct fc_error *err)
{
	struct cli_setup_options *wanted = interview->wanted;
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	const char *now = in_force(interview, wanted->host, "scopes", &value);
	bool done;

	if (!now)
		now = SCOPES_DEFAULT;
	done = *wanted->scopes ||
	       ask(interview, "Scopes to ask for", now, take_scopes, err);
	if (done)
		warn_of_scopes(*wanted->scopes ? wanted->scopes : now);
	fc_buf_clear(&value);
	return done;
}

static bool
ask_repository(struct interview *interview, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	const char *now = in_force(interview, interview->wanted->registry,
	                           "username", &value);
	bool done;

	done = ask(interview, "RID of the artifact repository to push to",
	           now ? now : NO_REPOSITORY, take_repository, err);
	fc_buf_clear(&value);
	return done;
}

static bool
ask_containers(struct interview *interview, struct fc_error *err)
{
	struct cli_setup_options *wanted = interview->wanted;
	char registry[FC_HOST_SIZE];

	if (wanted->all_tools && !wanted->containers &&
	    !ask(interview, "Container images too, by docker or podman? "
	         "(yes or no)", "no", take_containers, err))
		return false;
	if (!wanted->containers)
		return true;
	return (*wanted->registry ||
	        ask(interview, "Host of the container registry",
	            fc_registry_of_stack(wanted->host, registry) ? registry
	                                                       : NULL,
	            take_registry, err)) &&
	       (*wanted->repository || ask_repository(interview, err));
}

static bool
is_configured(const struct interview *interview)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	const char *host = interview->wanted->host;
	bool configured = fc_config_names(interview->config, host) &&
	                  in_force(interview, host, "client_id", &value);

	fc_buf_clear(&value);
	return configured;
}

/* Stored tokens need no application, nor does the one that a job brings along,
 * where nobody could be asked. */
static bool
needs_no_client(const struct interview *interview)
{
	const char *host = interview->wanted->host;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool stored = false;
	int i;

	if (fc_config_find(interview->config, host, FC_PURPOSE_CLI, &stack,
	                   &ignored) == FC_FOUND)
		for (i = 0; i < FC_PURPOSE_COUNT; i++)
			stored = stored || stack.token[i] == FC_TOKEN_STATIC;
	fc_stack_clear(&stack);
	return stored ||
	       (!cli_may_ask() &&
	        fc_environment_token_of(host, fc_clock_now(), NULL));
}

/* The application that the Python library has logged in with will do, and a
 * section of ours would take its place. */
static bool
is_of_login(const struct interview *interview)
{
	const char *host = interview->wanted->host;

	return !fc_config_names(interview->config, host) &&
	       fc_logins_configure(&interview->config->logins, host);
}

static bool
ask_all(struct interview *interview, struct fc_error *err)
{
	const bool given = *interview->wanted->client_id != '\0';

	if (given || !is_of_login(interview)) {
		if (!given && !ask_client_id(interview, err))
			return false;
		if (!ask_scopes(interview, err))
			return false;
	}
	return ask_containers(interview, err);
}

/* Who names a host that needs no more is asked nothing. */
static bool
says_enough(const struct interview *interview)
{
	const struct cli_setup_options *wanted = interview->wanted;

	return !wanted->host_asked && (*wanted->client_id ||
	                               is_of_login(interview) ||
	                               is_configured(interview) ||
	                               needs_no_client(interview));
}

bool
cli_setup_interview(struct cli_setup_options *wanted,
                    const struct fc_config *config, struct fc_error *err)
{
	struct interview interview = { wanted, config, NULL };

	if (says_enough(&interview)) {
		if (*wanted->scopes && cli_may_ask())
			warn_of_scopes(wanted->scopes);
		return true;
	}
	if (cli_may_ask())
		return ask_all(&interview, err);
	fc_fail(err, FC_ERR_USAGE, "setting up %s: no client ID is given",
	        wanted->host);
	fc_error_hint(err, "give --client-id: that of the application "
	              "registered at %s", wanted->host);
	return false;
}
