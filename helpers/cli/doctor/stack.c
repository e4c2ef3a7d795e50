/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: the settings of a stack, and what is saved of it. */
#include "cli/doctor/doctor.h"
#include "cli/common/duration.h"

#include "base/clock.h"
#include "config/check.h"
#include "record/notes.h"
#include "record/static_tokens.h"

#include <string.h>

/* The system's file may be newer than we are: a key that we do not know is
 * no error there. */
static void
check_system_file(struct cli_doctor *doctor, const char *host)
{
	const struct fc_config_file *file = &doctor->config.system;
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_config_check_keys(file, host, false, &err))
		fc_finding_add_error(&doctor->findings, FC_CHECK_WARNING,
		                     "config", &err);
}

static void
check_settings(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_findings *findings = &doctor->findings;

	if (!stack->client_id) {
		fc_finding_add(findings, FC_CHECK_WARNING, "config",
		               "no client_id: nobody can log in");
		fc_finding_cure(findings, "foundry-credential setup %s "
		                "--client-id ID", stack->host);
	} else if (stack->grant == FC_GRANT_AUTHORIZATION_CODE &&
	           !fc_scopes_contain(stack->scopes, "offline_access")) {
		fc_finding_add(findings, FC_CHECK_WARNING, "config",
		               "scopes lack offline_access: a login lasts no "
		               "longer than its first token");
		fc_finding_cure(findings, "add it to scopes in [%s] of %s",
		                stack->host, doctor->places.config);
	} else {
		fc_finding_add(findings, FC_CHECK_OK, "config",
		               "client_id %s", stack->client_id);
	}
}

static bool
report_config(struct cli_doctor *doctor, const char *host,
              const char *alias, struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;

	if (fc_config_find(&doctor->config, alias, FC_PURPOSE_DOCKER, stack,
	                   &err) != FC_FAILED)
		return true;
	(void)host;
	fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG, "config",
	                     &err);
	return false;
}

struct registries {
	struct cli_doctor *doctor;
	const char *host;
};

static bool
check_registry(const char *host, void *arg)
{
	struct registries *registries = arg;
	struct fc_stack stack = FC_STACK_INIT;

	(void)report_config(registries->doctor, registries->host, host,
	                    &stack);
	fc_stack_clear(&stack);
	return true;
}

bool
cli_doctor_config(struct cli_doctor *doctor, const char *host,
                  struct fc_stack *stack)
{
	struct registries registries = { doctor, host };
	struct fc_error err = FC_ERROR_INIT;

	check_system_file(doctor, host);
	if (fc_config_find(&doctor->config, host, FC_PURPOSE_CLI, stack,
	                   &err) != FC_FOUND) {
		fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG,
		                     "config", &err);
		return false;
	}
	check_settings(doctor, stack);
	fc_config_aliases(&doctor->config, host, check_registry, &registries);
	return true;
}

static bool
has_static_token(const struct cli_doctor *doctor,
                 const struct fc_stack *stack)
{
	struct fc_static found = FC_STATIC_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool has;

	has = fc_static_find(&doctor->places, stack->host, NULL, fc_clock_now(),
	                     &found, &ignored) == FC_FOUND;
	fc_static_clear(&found);
	return has;
}

/* Nobody has logged in: is that how it is meant? */
static void
say_no_login(struct cli_doctor *doctor, const struct fc_stack *stack,
             bool foreign)
{
	struct fc_findings *findings = &doctor->findings;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS) {
		fc_finding_add(findings, FC_CHECK_OK, "tokens",
		               "a service user's, asked for when needed");
		return;
	}
	if (has_static_token(doctor, stack)) {
		fc_finding_add(findings, FC_CHECK_OK, "tokens",
		               "a user token is stored");
		return;
	}
	fc_finding_add(findings, FC_CHECK_WARNING, "tokens", foreign
	               ? "the saved login is another application's"
	               : "no login is saved");
	fc_finding_cure(findings, "foundry-credential login %s", stack->host);
	if (!*doctor->places.run && stack->client_id) {
		fc_finding_add(findings, FC_CHECK_WARNING, "runtime",
		               "with no runtime directory and no saved login "
		               "each program logs in by itself");
		fc_finding_cure(findings, "work in a session with "
		                "XDG_RUNTIME_DIR, or add offline_access to "
		                "scopes");
	}
}

/* docker's clients parse what they hear: it was kept for here. */
static void
say_unsaid(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char moment[CLI_MOMENT_SIZE];
	struct fc_notes notes;

	if (fc_cache_open(&cache, &doctor->places, false, &ignored) ==
	    FC_FOUND) {
		fc_notes_get(&cache, stack->host, &notes);
		if (fc_notes_unsaid(&notes, fc_clock_now()))
			fc_finding_add(&doctor->findings, FC_CHECK_WARNING,
			               "docker", "was not told on %s: %.400s",
			               cli_moment(moment, notes.unsaid_at),
			               notes.unsaid);
	}
	fc_cache_close(&cache);
}

/* The Python library finds a confidential client's secret in its section of the
 * shared file, where we write none. */
static bool
lacks_secret_for_python(const struct cli_doctor *doctor,
                        const struct fc_stack *stack)
{
	const struct fc_config *config = &doctor->config;
	const struct fc_ini_section *section =
		fc_config_section(&config->user, stack->host);
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool lacks;

	lacks = (stack->client_secret_file || stack->client_secret_command ||
	         (section && fc_ini_entry(section, "client_secret"))) &&
	        fc_logins_find(&config->logins, stack->host, &entry,
	                       &ignored) == FC_FOUND &&
	        !entry.has_client_secret;
	fc_login_entry_clear(&entry);
	return lacks;
}

void
cli_doctor_tokens(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;
	bool foreign = false;

	switch (fc_logins_have(&doctor->config.logins, stack, &foreign,
	                       &err)) {
	case FC_FOUND:
		fc_finding_add(&doctor->findings, FC_CHECK_OK, "tokens",
		               "a login is saved%s",
		               lacks_secret_for_python(doctor, stack)
		                       ? "; without client_secret there, in the "
		                         "shared file, the Python library "
		                         "cannot use it"
		                       : "");
		break;
	case FC_ABSENT:
		say_no_login(doctor, stack, foreign);
		break;
	case FC_FAILED:
		fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG,
		                     "tokens", &err);
		break;
	}
	say_unsaid(doctor, stack);
}
