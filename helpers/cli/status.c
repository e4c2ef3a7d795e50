/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential status: how things stand with a stack, or with all. */
#include "cli/common/format.h"
#include "cli/common/json.h"
#include "cli/status/status.h"
#include "verbs.h"

#include "base/json.h"
#include "base/log.h"
#include "request/config_load.h"

#include <json-c/json.h>

#define STATUS_MAX (16 * 1024 * 1024)

/* What one run shows: of one stack, or of all. */
struct showing {
	const struct cli_arguments *arguments;
	struct cli_target target; /* its stack: the one that is shown now */
	struct cli_tool_said said[CLI_TOOLS];
	struct fc_buf text;
	struct json_object *stacks; /* NULL: not all of them, or no JSON */
	struct fc_error worst;
	bool needs_person; /* for a token of one of them, which is shown */
};

static void
ask_tools(struct showing *showing)
{
	int i;

	cli_tools_ask(showing->said);
	for (i = 0; i < CLI_TOOLS; i++)
		if (showing->said[i].asked == FC_FAILED)
			fc_error_report(&showing->said[i].err);
}

static bool
add_status(struct showing *showing, const struct cli_status *status,
           struct fc_error *err)
{
	if (showing->stacks)
		return cli_status_json_append(status, showing->stacks, err);
	if (cli_has(showing->arguments, CLI_OPT_JSON))
		return cli_status_json(status, &showing->text, err);
	return (showing->text.len == 0 ||
	        fc_buf_add_str(&showing->text, "\n", err)) &&
	       cli_status_text(status, &showing->text, err);
}

/* Of online the caller hears what the stack said when it was asked: that it
 * said no is shown, and is a failure. */
static bool
show(struct showing *showing, struct fc_error *online, struct fc_error *err)
{
	struct cli_status status = CLI_STATUS_INIT;
	bool done;

	status.said = showing->said;
	done = cli_status_gather(&status, &showing->target,
	                         cli_has(showing->arguments, CLI_OPT_ONLINE),
	                         err) &&
	       add_status(showing, &status, err);
	*online = status.online_error;
	if (status.source == CLI_SOURCE_NONE)
		showing->needs_person = true;
	cli_status_clear(&status);
	return done;
}

/* One that cannot be shown does not hide the others. */
static bool
show_next(const char *host, void *arg)
{
	struct showing *showing = arg;
	struct cli_target *target = &showing->target;
	struct fc_error online = FC_ERROR_INIT, err = FC_ERROR_INIT;
	enum fc_lookup result;

	result = fc_config_find(&target->config, host, FC_PURPOSE_CLI,
	                        &target->stack, &err);
	if (result == FC_FAILED ||
	    (result == FC_FOUND && !show(showing, &online, &err)))
		online = err;
	if (online.kind != FC_ERR_NONE)
		cli_keep_worst(&showing->worst, &online);
	fc_stack_clear(&target->stack);
	return true;
}

static bool
show_each(struct showing *showing, struct fc_error *err)
{
	struct cli_target *target = &showing->target;

	if (!fc_paths_find(&target->paths, err) ||
	    !fc_config_load(&target->config, &target->paths, err))
		return false;
	ask_tools(showing);
	fc_config_each(&target->config, show_next, showing);
	if (cli_files_check(&target->config, &showing->worst) &&
	    showing->worst.kind != FC_ERR_NONE)
		fc_fail(&showing->worst, showing->worst.kind, "looking at "
		        "all: not every stack is as it should be");
	return true;
}

static bool
show_each_as_json(struct showing *showing, struct fc_error *err)
{
	struct json_object *object = json_object_new_object();
	bool done = false;

	showing->stacks = json_object_new_array();
	if (object && showing->stacks &&
	    json_object_object_add(object, "stacks", showing->stacks) == 0) {
		done = show_each(showing, err) &&
		       cli_json_text(object, &showing->text, err);
	} else {
		fc_json_free(showing->stacks);
		fc_fail_memory(err);
	}
	fc_json_free(object);
	return done;
}

static bool
show_named(struct showing *showing, struct fc_error *err)
{
	if (!cli_target_open(&showing->target, showing->arguments, err))
		return false;
	ask_tools(showing);
	return show(showing, &showing->worst, err);
}

bool
cli_status(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct showing showing = { .arguments = arguments,
		                   .target = CLI_TARGET_INIT,
		                   .text = FC_BUF_INIT(STATUS_MAX),
		                   .worst = FC_ERROR_INIT };
	bool all, done;

	if (!cli_target_all(arguments, &all, err))
		return false;
	if (!all)
		done = show_named(&showing, err);
	else if (cli_has(arguments, CLI_OPT_JSON))
		done = show_each_as_json(&showing, err);
	else
		done = show_each(&showing, err);
	done = done && cli_write(&showing.text, err);
	/* Without words: what is shown says it. */
	if (showing.needs_person && showing.worst.kind == FC_ERR_NONE)
		showing.worst.kind = FC_ERR_LOGIN_NEEDED;
	if (done && showing.worst.kind != FC_ERR_NONE) {
		*err = showing.worst;
		done = false;
	}
	cli_target_clear(&showing.target);
	cli_tools_clear(showing.said);
	fc_buf_clear(&showing.text);
	return done;
}
