/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential exec: a command with a token in its environment. */
#include "cli/common/lasting.h"
#include "cli/common/target.h"
#include "cli/common/variables.h"
#include "verbs.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "record/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A command that begins with less may not come far; --min-life knows
 * better. */
#define LIFE_S 300

static bool
set(const char *name, const char *value, void *arg, struct fc_error *err)
{
	(void)arg;
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

bool
cli_exec(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_ask ask = { .purpose = FC_PURPOSE_CLI, .life_s = LIFE_S };
	struct cli_target target = CLI_TARGET_INIT;
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done = false;

	if (!arguments->command || !arguments->command[0]) {
		fc_fail(err, FC_ERR_USAGE, "exec: no command is given");
		cli_hint_command(err);
		return false;
	}
	done = cli_min_life(arguments, &ask, err) &&
	       open_target(&target, arguments, err) &&
	       get_token(&ask, &target, &answer, err) &&
	       cli_variables_each(target.stack.host, &answer, set, NULL, err);
	fc_answer_clear(&answer);
	cli_target_clear(&target);
	if (done)
		become(arguments->command);
	return false;
}
