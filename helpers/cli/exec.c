/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential exec: a command with a token in its environment. */
#include "cli/common/lasting.h"
#include "cli/common/netrc.h"
#include "cli/common/target.h"
#include "cli/common/variables.h"
#include "verbs.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "record/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A command that begins with less may not come far; --min-life knows
 * better. */
#define LIFE_S 300

static const char *const names[] = {
	"FOUNDRY_TOKEN", "FOUNDRY_TOKEN_EXPIRES", "FOUNDRY_HOSTNAME",
	"FOUNDRY_HOST", "FOUNDRY_USERNAME", "FOUNDRY_URL", "NETRC", NULL,
};

/* Is it one of the words, with commas between?  NULL: all are meant. */
static bool
is_meant(const char *only, const char *name)
{
	const size_t len = strlen(name);

	while (only && *only) {
		const size_t word = strcspn(only, ",");

		if (word == len && memcmp(only, name, len) == 0)
			return true;
		only += word;
		only += *only == ',';
	}
	return !only;
}

static bool
refuse_name(const char *word, size_t len, struct fc_error *err)
{
	char shown[64], known[128] = "";

	fc_printable(shown, sizeof(shown), word, len);
	fc_text_list(known, sizeof(known), names);
	fc_fail(err, FC_ERR_USAGE, "--only: there is no variable \"%s\"",
	        shown);
	fc_error_hint(err, "there are %s", known);
	return false;
}

static bool
check_only(const char *only, struct fc_error *err)
{
	size_t len, i;

	for (; only; only = only[len] ? only + len + 1 : NULL) {
		len = strcspn(only, ",");
		for (i = 0; names[i]; i++)
			if (strlen(names[i]) == len &&
			    memcmp(names[i], only, len) == 0)
				break;
		if (!names[i])
			return refuse_name(only, len, err);
	}
	return true;
}

static bool
set(const char *name, const char *value, void *arg, struct fc_error *err)
{
	const char *const *only = arg;

	if (!is_meant(*only, name))
		return true;
	return (value ? setenv(name, value, 1) : unsetenv(name)) == 0 ||
	       fc_fail_memory(err);
}

/* env(1) and the shells: 127 for what is not found, else 126. */
static void
become(char *const command[])
{
	struct fc_error err = FC_ERROR_INIT;
	char shown[128];
	int reason = fc_process_become(command);

	fc_printable(shown, sizeof(shown), command[0], strlen(command[0]));
	fc_fail(&err, FC_ERR_IO, "running %s: %s", shown, strerror(reason));
	fc_error_report(&err);
	exit(reason == ENOENT ? 127 : 126);
}

/* A token in the environment needs none of the files; what is wrong with them
 * is no reason not to run what it was brought for. */
static bool
open_target(struct cli_target *target, const struct cli_arguments *arguments,
            struct fc_error *err)
{
	struct fc_stack *stack = &target->stack;
	struct fc_error ignored = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];

	if (cli_target_open(target, arguments, err))
		return true;
	if (!cli_target_host(arguments, host, &ignored) ||
	    !fc_environment_token_of(host, fc_clock_now(), NULL))
		return false;
	fc_stack_clear(stack);
	fc_text_join(stack->host, sizeof(stack->host), host, NULL);
	fc_text_join(stack->asked, sizeof(stack->asked), host, NULL);
	return true;
}

static bool
get_token(struct fc_ask *ask, const struct cli_target *target,
          struct fc_answer *answer, struct fc_error *err)
{
	enum fc_lookup result;

	ask->host = target->stack.asked;
	result = cli_lasting_token(ask, answer, err);
	if (result == FC_ABSENT)
		cli_unknown_host(err, ask->host);
	return result == FC_FOUND;
}

/* A token that was brought is written nowhere, and under noop none is. */
static bool
wants_netrc(const struct cli_arguments *arguments,
            const struct cli_target *target)
{
	return !cli_has(arguments, CLI_OPT_ENV_ONLY) &&
	       is_meant(cli_value(arguments, CLI_OPT_ONLY), "NETRC") &&
	       target->stack.cache != FC_CACHE_NOOP &&
	       !fc_environment_token_of(target->stack.asked, fc_clock_now(),
	                                NULL);
}

static bool
set_netrc(struct fc_netrc_file *file, const struct cli_target *target,
          const struct fc_answer *answer, struct fc_error *err)
{
	char path[FC_PATH_SIZE + NAME_MAX + 1];
	const char *all = NULL;

	return fc_text_join(path, sizeof(path), file->cache.dir.path, "/",
	                    file->name, NULL) &&
	       cli_netrc_fill(file, target, answer, err) &&
	       cli_netrc_guard(file, answer->token.expires_at, err) &&
	       set("NETRC", path, &all, err);
}

/* Whoever asked for it by name is told by a failure; others may not miss it. */
static bool
settle_netrc(bool done, const struct cli_arguments *arguments,
             struct fc_error *why, struct fc_error *err)
{
	if (done || cli_value(arguments, CLI_OPT_ONLY)) {
		*err = *why;
		return done;
	}
	fc_warn("exec: NETRC is not set: %s; --env-only goes without it",
	        why->text);
	return true;
}

static bool
give(struct fc_ask *ask, const struct cli_arguments *arguments,
     const struct cli_target *target, struct fc_error *err)
{
	struct fc_netrc_file file = FC_NETRC_FILE_INIT;
	struct fc_answer answer = FC_ANSWER_INIT;
	struct fc_error why = FC_ERROR_INIT;
	const bool wanted = wants_netrc(arguments, target);
	const char *only = cli_value(arguments, CLI_OPT_ONLY);
	bool made, done;

	made = wanted && fc_netrc_file_make(&file, &target->paths,
	                                    target->stack.host, &why);
	done = (made || !wanted ||
	        settle_netrc(false, arguments, &why, err)) &&
	       get_token(ask, target, &answer, err) &&
	       cli_variables_each(target->stack.host, &answer, set,
	                          &only, err);
	if (done && made) {
		made = set_netrc(&file, target, &answer, &why);
		done = settle_netrc(made, arguments, &why, err);
	}
	if (!done || !made)
		fc_netrc_file_remove(&file);
	fc_answer_clear(&answer);
	return done;
}

bool
cli_exec(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_ask ask = { .purpose = FC_PURPOSE_CLI, .life_s = LIFE_S };
	struct cli_target target = CLI_TARGET_INIT;
	bool done;

	if (!arguments->command || !arguments->command[0]) {
		fc_fail(err, FC_ERR_USAGE, "exec: no command is given");
		cli_hint_command(err);
		return false;
	}
	done = check_only(cli_value(arguments, CLI_OPT_ONLY), err) &&
	       cli_min_life(arguments, &ask, err) &&
	       open_target(&target, arguments, err) &&
	       give(&ask, arguments, &target, err);
	cli_target_clear(&target);
	if (done)
		become(arguments->command);
	return false;
}
