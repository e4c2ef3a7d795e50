/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential doctor: what is wrong, and what to do about it. */
#include "cli/doctor/doctor.h"

#include "cli/common/format.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "request/config_load.h"
#include "request/errand.h"

#include <json-c/json.h>
#include <string.h>

#define OUTPUT_MAX ((size_t)1024 * 1024)
/* Three requests of 10 s, and what starting takes. */
#define PROBE_LIMIT_S 45

/* What only foundry-oauth can see. */
static void
probe(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	struct fc_error err = FC_ERROR_INIT;

	errand.verb = FC_ERRAND_PROBE;
	errand.purpose = FC_PURPOSE_CLI;
	errand.offline = doctor->offline;
	memcpy(errand.host, stack->host, sizeof(errand.host));
	if (!fc_errand_run(&errand, NULL, PROBE_LIMIT_S, &outcome, &err))
		fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG,
		                     "network", &err);
	else if (!outcome.done)
		fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG,
		                     "network", &outcome.error);
	fc_findings_move(&doctor->findings, &outcome.findings);
	fc_outcome_clear(&outcome);
}

static bool
look_at_stack(const char *host, void *arg)
{
	struct cli_doctor *doctor = arg;
	struct fc_stack stack = FC_STACK_INIT;

	memcpy(doctor->findings.host, host, strlen(host) + 1);
	if (cli_doctor_config(doctor, host, &stack)) {
		cli_doctor_tokens(doctor, &stack);
		cli_doctor_git(doctor, &stack);
		cli_doctor_remotes(doctor, &stack);
		cli_doctor_docker(doctor, &stack);
		probe(doctor, &stack);
	}
	doctor->findings.host[0] = '\0';
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
		fc_finding_add_error(&doctor->findings, FC_CHECK_WRONG,
		                     fault == &doctor->config.logins.broken
		                             ? "tokens" : "config", fault);
	return fault;
}

static bool
look_at_all(struct cli_doctor *doctor)
{
	struct fc_findings *findings = &doctor->findings;
	int stacks = 0;

	fc_config_each(&doctor->config, count, &stacks);
	fc_config_each(&doctor->config, look_at_stack, doctor);
	if (stacks == 0 && !tell_fault(doctor)) {
		fc_finding_add(findings, FC_CHECK_WARNING, "config",
		               "no stack is configured%s",
		               cli_only_defaults(&doctor->config));
		fc_finding_cure(findings, "foundry-credential setup HOST");
	}
	return true;
}

static bool
look_at_named(struct cli_doctor *doctor, const struct cli_arguments *arguments,
              struct fc_error *err)
{
	char host[FC_HOST_SIZE], stack[FC_HOST_SIZE];

	if (!cli_target_host(arguments, host, err))
		return false;
	if (fc_config_alias(&doctor->config, host, stack))
		memcpy(host, stack, sizeof(host));
	if (fc_config_names(&doctor->config, host) ||
	    fc_logins_configure(&doctor->config.logins, host))
		return look_at_stack(host, doctor);
	if (tell_fault(doctor))
		return true;
	cli_unknown_host(err, host);
	return false;
}

/* --- saying it ------------------------------------------------------------ */

static bool
add_finding(struct fc_buf *text, const struct fc_finding *finding,
            struct fc_error *err)
{
	return fc_buf_addf(text, err, "%-8s %-12s %s\n",
	                   fc_check_names[finding->verdict], finding->check,
	                   finding->text) &&
	       (!*finding->cure ||
	        fc_buf_addf(text, err, "%21s %s\n", "", finding->cure));
}

static bool
print_text(const struct fc_findings *findings, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(OUTPUT_MAX);
	const char *host = "";
	bool done = true;
	size_t i;

	for (i = 0; done && i < findings->count; i++) {
		const struct fc_finding *finding = &findings->list[i];

		if (strcmp(host, finding->host) != 0)
			done = fc_buf_addf(&text, err, "%s:\n", finding->host);
		host = finding->host;
		done = done && add_finding(&text, finding, err);
	}
	done = done && cli_write(&text, err);
	fc_buf_clear(&text);
	return done;
}

/* NULL for "". */
static struct json_object *
text_or_null(const char *text)
{
	return *text ? json_object_new_string(text) : NULL;
}

static struct json_object *
to_json(const struct fc_findings *findings)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const struct fc_finding *finding = &findings->list[i];
		struct json_object *one = json_object_new_object();

		json_object_object_add(one, "check", text_or_null(
			finding->check));
		json_object_object_add(one, "host", text_or_null(
			finding->host));
		json_object_object_add(one, "status", text_or_null(
			fc_check_names[finding->verdict]));
		json_object_object_add(one, "text", text_or_null(
			finding->text));
		json_object_object_add(one, "cure", text_or_null(
			finding->cure));
		json_object_array_add(list, one);
	}
	json_object_object_add(whole, "status", text_or_null(
		fc_check_names[findings->worst]));
	json_object_object_add(whole, "checks", list);
	return whole;
}

static bool
print_json(const struct fc_findings *findings, struct fc_error *err)
{
	struct json_object *whole = to_json(findings);
	struct fc_buf text = FC_BUF_INIT(OUTPUT_MAX);
	bool done;

	done = fc_buf_add_str(&text, json_object_to_json_string_ext(
		whole, JSON_C_TO_STRING_PRETTY |
		JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE),
		err) &&
	       fc_buf_add(&text, "\n", 1, err) && cli_write(&text, err);
	json_object_put(whole);
	fc_buf_clear(&text);
	return done;
}

static bool
look(struct cli_doctor *doctor, const struct cli_arguments *arguments,
     struct fc_error *err)
{
	if (!fc_places_find(&doctor->places, err))
		return false;
	/* First: reading them makes them private. */
	cli_doctor_files(doctor);
	if (!fc_config_look(&doctor->config, &doctor->places, err))
		return false;
	doctor->has_git = cli_git_config_read(&doctor->git,
	                                      &doctor->git_error);
	cli_doctor_runtime(doctor);
	cli_doctor_programs(doctor);
	return arguments->operand_count == 0
	       ? look_at_all(doctor) : look_at_named(doctor, arguments, err);
}

bool
cli_doctor(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_doctor doctor = CLI_DOCTOR_INIT;
	bool done;

	doctor.offline = cli_has(arguments, "--offline");
	done = look(&doctor, arguments, err) &&
	       (cli_has(arguments, "--json") ? print_json(&doctor.findings,
	                                                  err)
	                                     : print_text(&doctor.findings,
	                                                  err));
	if (done && doctor.findings.worst == FC_CHECK_WRONG)
		done = fc_fail(err, FC_ERR_INTERNAL, "looking for faults: "
		               "something is wrong, see above");
	fc_findings_clear(&doctor.findings);
	cli_git_config_clear(&doctor.git);
	fc_config_clear(&doctor.config);
	return done;
}
