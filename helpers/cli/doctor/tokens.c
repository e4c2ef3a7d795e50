/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: what is saved of a stack, and whether that is what is asked for. */
#include "cli/doctor/doctor.h"
#include "cli/common/duration.h"

#include "base/clock.h"
#include "record/environment.h"
#include "record/notes.h"
#include "record/static_tokens.h"

#include <stdlib.h>
#include <string.h>

bool
cli_doctor_has_static(const struct cli_doctor *doctor,
                      const struct fc_stack *stack)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool has;

	has = fc_static_token_find(&doctor->paths, stack->host, NULL,
	                           fc_clock_now(), &found,
	                           &ignored) == FC_FOUND;
	fc_static_token_clear(&found);
	return has;
}

/* --- stored tokens -------------------------------------------------------- */

/* Whoever is to be given a stored token, and is given nothing. */
static void
say_no_static(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	const bool git = stack->token[FC_PURPOSE_GIT] == FC_TOKEN_STATIC;
	const bool cli = stack->token[FC_PURPOSE_CLI] == FC_TOKEN_STATIC;

	if (!git && !cli)
		return;
	fc_check_add(&doctor->results, FC_CHECK_WRONG, "tokens", "%s is "
	             "to be given a stored token (%s = static), and none "
	             "that lives is stored for %s",
	             cli ? "whoever asks" : "git",
	             cli ? "token" : "git_token", stack->host);
	fc_check_cure(&doctor->results, "give a token from "
	              "https://%s/workspace/settings/tokens to "
	              "foundry-credential store --token-stdin %s",
	              stack->host, stack->host);
}

/* --- the login ------------------------------------------------------------ */

/* Its scopes are by commas, those configured by blanks. */
static void
check_scopes(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;
	struct fc_login_entry login = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_buf missing = FC_BUF_INIT(FC_ERROR_TEXT_SIZE);
	const char *at = stack->scopes ? stack->scopes : "";
	char word[256];

	if (fc_logins_find(&doctor->config.logins, stack->host, &login,
	                   &ignored) != FC_FOUND || login.scopes.len == 0)
		at = "";
	fc_scopes_by_blanks(login.scopes.data, login.scopes.len);
	for (; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		fc_text_slice(word, sizeof(word), at, strcspn(at, " "));
		if (!fc_scopes_contain(fc_buf_str(&login.scopes), word) &&
		    !fc_buf_addf(&missing, &ignored, " %s", word))
			break;
	}
	if (missing.len > 0) {
		fc_check_add(results, FC_CHECK_WARNING, "tokens",
		             "scopes are configured that the saved login "
		             "does not have:%s", fc_buf_str(&missing));
		fc_check_cure(results, "foundry-credential login %s "
		              "--reauth", stack->host);
	}
	fc_buf_clear(&missing);
	fc_login_entry_clear(&login);
}

/* Nobody has logged in: is that how it is meant? */
static void
say_no_login(struct cli_doctor *doctor, const struct fc_stack *stack,
             bool foreign)
{
	struct fc_check_results *results = &doctor->results;

	fc_check_add(results, FC_CHECK_WARNING, "tokens", foreign
	             ? "the saved login is another application's"
	             : "no login is saved");
	fc_check_cure(results, "foundry-credential login %s", stack->host);
	if (!*doctor->paths.run) {
		fc_check_add(results, FC_CHECK_WARNING, "runtime",
		             "with no runtime directory and no saved login "
		             "each program logs in by itself");
		fc_check_cure(results, "work in a session with "
		              "XDG_RUNTIME_DIR, or add offline_access to "
		              "scopes");
	}
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

static void
look_at_login(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;
	bool foreign = false;

	switch (fc_logins_have(&doctor->config.logins, stack, &foreign,
	                       &err)) {
	case FC_FOUND:
		fc_check_add(&doctor->results, FC_CHECK_OK, "tokens",
		             "a login is saved%s",
		             lacks_secret_for_python(doctor, stack)
		                       ? "; without client_secret there, in the "
		                         "shared file, the Python library "
		                         "cannot use it"
		                       : "");
		check_scopes(doctor, stack);
		break;
	case FC_ABSENT:
		if (cli_doctor_has_static(doctor, stack))
			fc_check_add(&doctor->results, FC_CHECK_OK,
			             "tokens", "a user token is stored");
		else
			say_no_login(doctor, stack, foreign);
		break;
	case FC_FAILED:
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "tokens", &err);
		break;
	}
}

/* Neither takes what is cached.  A login is no cure: noop keeps none. */
static void
say_cache(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;
	char cure[FC_CURE_SIZE];

	fc_check_add(results, FC_CHECK_WARNING, "tokens", "cache = %s: "
	             "every program %s", fc_cache_names[stack->cache],
	             stack->grant == FC_GRANT_CLIENT_CREDENTIALS
	             ? "asks for a token of its own" : "logs in anew");
	fc_check_cure(results, "%s", fc_cache_cure(stack, cure));
}

/* docker's clients parse what they hear: it was kept for here. */
static void
say_unsaid(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char moment[CLI_MOMENT_SIZE];
	struct fc_notes notes;

	if (fc_cache_open(&cache, &doctor->paths, false, &ignored) ==
	    FC_FOUND) {
		fc_notes_get(&cache, stack->host, &notes);
		if (fc_notes_unsaid(&notes, fc_clock_now()))
			fc_check_add(&doctor->results, FC_CHECK_WARNING,
			             "docker", "was not told on %s: %.400s",
			             cli_moment(moment, notes.unsaid_at),
			             notes.unsaid);
	}
	fc_cache_close(&cache);
}

static bool
is_all_static(const struct fc_stack *stack)
{
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		if (stack->token[i] != FC_TOKEN_STATIC)
			return false;
	return true;
}

void
cli_doctor_tokens(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	const bool has_static = cli_doctor_has_static(doctor, stack);

	if (!has_static)
		say_no_static(doctor, stack);
	if (!stack->client_id || is_all_static(stack)) {
		if (has_static)
			fc_check_add(&doctor->results, FC_CHECK_OK,
			             "tokens", "a user token is stored");
	} else if (stack->cache != FC_CACHE_READ_WRITE) {
		say_cache(doctor, stack);
	} else if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS) {
		fc_check_add(&doctor->results, FC_CHECK_OK, "tokens",
		             "a service user's, asked for when needed");
	} else {
		look_at_login(doctor, stack);
	}
	say_unsaid(doctor, stack);
}
