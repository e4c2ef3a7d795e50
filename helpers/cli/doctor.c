/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential doctor: what is wrong, and what to do about it. */
#include "cli/doctor/doctor.h"

#include "cli/common/target.h"
#include "bundle.h"
#include "verbs.h"

#include "request/config_load.h"
#include "request/request.h"

#include <string.h>
#include <unistd.h>

#define OUTPUT_MAX ((size_t)1024 * 1024)
/* Three requests of 10 s, and what starting takes. */
#define PROBE_LIMIT_S 45

/* Is what would be tried next in vain, by what was found from here on? */
static bool
is_in_the_way(const struct fc_check_results *results, size_t from)
{
	static const char *const checks[] = { "network", "endpoints",
		                              "secret" };
	size_t i;

	for (; from < results->count; from++)
		for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
			if (results->list[from].verdict == FC_CHECK_WRONG &&
			    strcmp(results->list[from].check, checks[i]) == 0)
				return true;
	return false;
}

/* What only foundry-oauth can see.  True: the stack may be asked for more. */
static bool
probe(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	struct fc_error err = FC_ERROR_INIT;
	const size_t from = doctor->results.count;

	request.verb = FC_REQUEST_PROBE;
	request.purpose = FC_PURPOSE_CLI;
	request.offline = doctor->offline;
	memcpy(request.host, stack->host, sizeof(request.host));
	if (!fc_request_run(&request, NULL, PROBE_LIMIT_S, &reply, &err))
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "network", &err);
	fc_check_move(&doctor->results, &reply.results);
	fc_reply_clear(&reply);
	return !is_in_the_way(&doctor->results, from);
}

static bool
look_at_stack(const char *host, void *arg)
{
	struct cli_doctor *doctor = arg;
	struct fc_stack stack = FC_STACK_INIT;
	int i;

	memcpy(doctor->results.host, host, strlen(host) + 1);
	if (cli_doctor_config(doctor, host, &stack)) {
		cli_doctor_tokens(doctor, &stack);
		for (i = 0; i < CLI_TOOLS; i++)
			cli_tools[i]->check(doctor, &doctor->said[i], &stack);
		cli_doctor_access(doctor, &stack, probe(doctor, &stack));
	}
	doctor->results.host[0] = '\0';
	fc_stack_clear(&stack);
	return true;
}

static bool
count(const char *host, void *arg)
{
	(void)host;
	++*(int *)arg;
	return true;
}

/* No stack is seen for a file that cannot be trusted? */
static bool
tell_fault(struct cli_doctor *doctor)
{
	const struct fc_error *fault = fc_config_fault(&doctor->config);

	if (fault)
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   fault == &doctor->config.logins.broken
		                             ? "tokens" : "config", fault);
	return fault;
}

/* By the files, be its section as wrong as it may, or the environment. */
static bool
is_known(const struct cli_doctor *doctor, const char *host)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool known;

	known = fc_config_names(&doctor->config, host) ||
	        fc_logins_configure(&doctor->config.logins, host) ||
	        fc_config_find(&doctor->config, host, FC_PURPOSE_CLI, &stack,
	                       &ignored) == FC_FOUND;
	fc_stack_clear(&stack);
	return known;
}

static bool
look_at_all(struct cli_doctor *doctor)
{
	struct fc_error none = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	int stacks = 0;

	fc_config_each(&doctor->config, count, &stacks);
	fc_config_each(&doctor->config, look_at_stack, doctor);
	if (stacks == 0 &&
	    fc_config_only(&doctor->config, host, &none) == FC_FOUND &&
	    is_known(doctor, host))
		return look_at_stack(host, doctor);
	if (stacks == 0 && !tell_fault(doctor)) {
		cli_no_stack(&none, &doctor->config);
		fc_check_add_error(&doctor->results, FC_CHECK_WARNING,
		                   "config", &none);
	}
	return true;
}

static bool
look_at_named(struct cli_doctor *doctor, const char *named,
              struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	if (!fc_config_alias(&doctor->config, named, host))
		memcpy(host, named, strlen(named) + 1);
	if (is_known(doctor, host))
		return look_at_stack(host, doctor);
	if (tell_fault(doctor))
		return true;
	cli_unknown_host(err, host);
	return false;
}

/* --- saying it ------------------------------------------------------------ */

/* Not by cli_write: the colours are ours, and the texts are fit for a terminal
 * as they are. */
static bool
print(const struct fc_check_results *results, bool json, bool whole,
      const char *bundle, struct fc_error *err)
{
	const struct cli_report_style style = cli_report_style();
	struct fc_buf text = FC_BUF_INIT(OUTPUT_MAX);
	bool done;

	if (json)
		done = cli_report_json(results, &text, err);
	else
		done = cli_report_text(results, &style, &text, err) &&
		       (!bundle || fc_buf_addf(&text, err, "%s is written: "
		                               "read it before you send "
		                               "it\n", bundle)) &&
		       (!whole || cli_report_count(results, &text, err));
	done = done && fc_buf_write(&text, STDOUT_FILENO, "the answer", err);
	fc_buf_clear(&text);
	return done;
}

/* host "": each. */
static bool
look(struct cli_doctor *doctor, const char *host, struct fc_error *err)
{
	/* First: reading them makes them private. */
	cli_doctor_files(doctor);
	if (!fc_config_look(&doctor->config, &doctor->paths, err))
		return false;
	cli_tools_ask(doctor->said);
	cli_doctor_runtime(doctor);
	cli_doctor_programs(doctor);
	cli_doctor_environment(doctor);
	return *host ? look_at_named(doctor, host, err) : look_at_all(doctor);
}

/* What was found, though it was not all (fault); false with err when that
 * cannot be told.  host "": of each. */
static bool
tell(struct cli_doctor *doctor, const struct cli_arguments *arguments,
     const char *host, const struct fc_error *fault, struct fc_error *err)
{
	const bool json = cli_has(arguments, CLI_OPT_JSON);
	const bool whole = fault->kind == FC_ERR_NONE;
	const char *bundle = cli_value(arguments, CLI_OPT_BUNDLE);
	bool done = true;

	if (bundle && !cli_bundle(doctor, host, fault, bundle, err)) {
		bundle = NULL;
		done = false;
	}
	/* A program reads no stderr. */
	if (!whole && json)
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG,
		                   "config", fault);
	return print(&doctor->results, json, whole, bundle, err) && done;
}

static bool
find_host(const struct cli_arguments *arguments, char host[FC_HOST_SIZE],
          struct fc_error *err)
{
	host[0] = '\0';
	return arguments->operand_count == 0 ||
	       cli_target_host(arguments, host, err);
}

bool
cli_doctor(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_doctor doctor = CLI_DOCTOR_INIT;
	struct fc_error fault = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	bool done;

	if (!find_host(arguments, host, err) ||
	    !fc_paths_find(&doctor.paths, err))
		return false;
	doctor.offline = cli_has(arguments, CLI_OPT_OFFLINE);
	if (look(&doctor, host, &fault))
		fc_error_clear(&fault);
	done = tell(&doctor, arguments, host, &fault, err);
	if (done && fault.kind != FC_ERR_NONE) {
		*err = fault;
		done = false;
	} else if (done && doctor.results.worst == FC_CHECK_WRONG) {
		done = fc_fail(err, FC_ERR_INTERNAL, "looking for faults: "
		               "something is wrong, see above");
	}
	fc_check_clear(&doctor.results);
	cli_tools_clear(doctor.said);
	fc_config_clear(&doctor.config);
	return done;
}
