/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential sweep: tokens that were pasted into files. */
#include "cli/common/columns.h"
#include "cli/common/format.h"
#include "cli/common/prompt.h"
#include "cli/common/target.h"
#include "cli/sweep/fix.h"
#include "cli/sweep/places.h"
#include "cli/sweep/report.h"
#include "cli/sweep/walk.h"
#include "verbs.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/log.h"
#include "request/config_load.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REPORT_MAX (32 * 1024 * 1024)

struct sweep {
	struct fc_paths paths;
	struct fc_config config;
	struct cli_sweep_hosts hosts;
	struct cli_own own;
	struct cli_findings findings;
	struct cli_scan scan;
	struct cli_walk walk;
	struct cli_fixes fixes;
	time_t now;
	bool dry_run, yes;
};

#define SWEEP_INIT { .config = FC_CONFIG_INIT, \
	.hosts = CLI_SWEEP_HOSTS_INIT, .findings = CLI_FINDINGS_INIT, \
	.fixes = CLI_FIXES_INIT }

static bool
prepare(struct sweep *sweep, struct fc_error *err)
{
	if (!fc_paths_find(&sweep->paths, err) ||
	    !fc_config_look(&sweep->config, &sweep->paths, err) ||
	    !cli_sweep_hosts_load(&sweep->hosts, &sweep->config, err))
		return false;
	cli_own_find(&sweep->own, &sweep->config);
	sweep->scan = (struct cli_scan){
		.hosts = &sweep->hosts,
		.own = &sweep->own,
		.findings = &sweep->findings,
		.err = err,
		.done = true,
	};
	sweep->walk.scan = &sweep->scan;
	sweep->fixes.paths = &sweep->paths;
	return true;
}

/* Without a path: the home, and what of it has a place elsewhere. */
static bool
look(struct sweep *sweep, const struct cli_arguments *arguments,
     struct fc_error *err)
{
	const char *home = fc_variable("HOME");
	bool done = true;
	int i;

	for (i = 0; done && i < arguments->operand_count; i++)
		done = cli_walk_below(&sweep->walk, arguments->operands[i],
		                      err);
	if (arguments->operand_count == 0) {
		cli_places_of_home(&sweep->scan, &sweep->walk.unreadable);
		done = !home || cli_walk_below(&sweep->walk, home, err);
	}
	cli_walk_end(&sweep->walk);
	cli_findings_settle(&sweep->findings);
	return done && sweep->scan.done;
}

static bool
is_complete(const struct sweep *sweep)
{
	return sweep->walk.unreadable == 0 && !sweep->walk.stopped &&
	       !sweep->findings.more;
}

static void
warn_of_rest(const struct sweep *sweep)
{
	if (sweep->walk.unreadable > 0)
		fc_warn("%zu files or directories could not be read",
		        sweep->walk.unreadable);
	if (sweep->walk.stopped)
		fc_warn("there was more than is looked through in one go: "
		        "name a directory");
	if (sweep->findings.more)
		fc_warn("only the first %zu tokens are shown",
		        sweep->findings.count);
}

static bool
tell(struct sweep *sweep, const struct cli_arguments *arguments,
     struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(REPORT_MAX);
	const time_t now = sweep->now;
	const bool json = cli_has(arguments, CLI_OPT_JSON);
	bool done;

	done = (json ? cli_sweep_put_json(&sweep->findings, now,
	                                  is_complete(sweep), &text, err)
	             : cli_sweep_put_text(&sweep->findings, now, &text,
	                                  err)) &&
	       cli_write(&text, err);
	fc_buf_clear(&text);
	if (!done)
		return false;
	warn_of_rest(sweep);
	if (!json && sweep->findings.count == 0)
		cli_tell("no token of a Foundry was found");
	return true;
}

/* To be found is the failure that scripts look for. */
static bool
judge(const struct sweep *sweep, struct fc_error *err)
{
	const size_t count = sweep->findings.count;

	if (count == 0)
		return cli_files_check(&sweep->config, err);
	fc_fail(err, FC_ERR_INTERNAL, "looking for tokens: %zu found, see "
	        "above", count);
	fc_error_hint(err, "take each out, and revoke it at "
	              "https://HOST/workspace/settings/tokens");
	return false;
}

/* --- changing files ------------------------------------------------------- */

static bool
take_consent(const char *answer, void *arg, struct fc_error *err)
{
	return cli_yes_or_no(answer, arg, err);
}

/* Whoever cannot be asked has agreed, as with setup. */
static bool
is_agreed(const struct sweep *sweep, const struct fc_buf *shown,
          struct fc_error *err)
{
	struct cli_question consent = { NULL, "yes", take_consent };
	struct fc_buf text = FC_BUF_INIT(REPORT_MAX);
	bool agreed = false, done;

	if (sweep->yes || !cli_may_ask())
		return true;
	done = (isatty(STDOUT_FILENO) ||
	        fc_buf_add(&text, fc_buf_str(shown), shown->len, err)) &&
	       fc_buf_add_str(&text, "Write these changes? (yes or no)", err);
	if (done) {
		fc_strip_for_terminal(text.data, text.len);
		consent.text = fc_buf_str(&text);
		done = cli_ask_until(&consent, &agreed, err) != FC_FAILED &&
		       (agreed ||
		        fc_fail(err, FC_ERR_CANCELLED, "changing files: "
		                "cancelled, nothing was changed"));
	}
	fc_buf_clear(&text);
	return done;
}

/* Show what is planned, and do it. */
static bool
carry_out(struct sweep *sweep, struct fc_error *err)
{
	struct fc_buf shown = FC_BUF_INIT(REPORT_MAX);
	struct fc_buf said = FC_BUF_INIT(REPORT_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	if (!sweep->fixes.first)
		return true;
	done = cli_fixes_show(&sweep->fixes, &shown, err) &&
	       cli_write(&shown, err);
	if (done && !sweep->dry_run) {
		done = is_agreed(sweep, &shown, err) &&
		       cli_fixes_write(&sweep->fixes, &said, err);
		/* Some may be changed all the same. */
		if (!cli_write(&said, done ? err : &ignored))
			done = false;
	}
	fc_buf_clear(&shown);
	fc_buf_clear(&said);
	return done;
}

/* The stack that made the tokens of a host. */
static void
stack_of(const struct sweep *sweep, const char *host, char stack[FC_HOST_SIZE])
{
	if (!fc_config_alias(&sweep->config, host, stack) &&
	    !fc_registry_stack(host, stack))
		fc_text_join(stack, FC_HOST_SIZE, host, NULL);
}

static bool
is_to_be_revoked(const struct sweep *sweep, const struct cli_finding *finding)
{
	const time_t end = finding->token.expires_at;

	return finding->fixed && (end == 0 || end > sweep->now);
}

/* Whoever has seen the file may still have the token: a line for each stack. */
static bool
say_what_to_revoke(const struct sweep *sweep, struct fc_error *err)
{
	const struct cli_finding *list = sweep->findings.list;
	char stack[FC_HOST_SIZE], other[FC_HOST_SIZE];
	size_t i, j;

	for (i = 0; i < sweep->findings.count; i++) {
		if (!is_to_be_revoked(sweep, &list[i]))
			continue;
		stack_of(sweep, list[i].token.host, stack);
		for (j = 0; j < i; j++) {
			stack_of(sweep, list[j].token.host, other);
			if (is_to_be_revoked(sweep, &list[j]) &&
			    strcmp(stack, other) == 0)
				break;
		}
		if (j == i &&
		    !cli_say(err, "revoke what was there: "
		             "https://%s/workspace/settings/tokens", stack))
			return false;
	}
	return true;
}

/* What is done is none of the findings any more. */
static void
forget_fixed(struct cli_findings *findings)
{
	size_t kept = 0, i;

	for (i = 0; i < findings->count; i++)
		if (findings->list[i].fixed)
			free(findings->list[i].path);
		else
			findings->list[kept++] = findings->list[i];
	findings->count = kept;
}

static bool
fix(struct sweep *sweep, struct fc_error *err)
{
	if (!cli_fixes_plan(&sweep->fixes, &sweep->scan, &sweep->findings,
	                    err) ||
	    !carry_out(sweep, err))
		return false;
	if (sweep->dry_run || !sweep->fixes.first)
		return true;
	if (!say_what_to_revoke(sweep, err) ||
	    !cli_say(err, "what was there before is kept, the tokens in it; "
	             "this takes it back: foundry-credential sweep --undo"))
		return false;
	forget_fixed(&sweep->findings);
	return true;
}

static bool
take_back(struct sweep *sweep, struct fc_error *err)
{
	if (!cli_fixes_plan_undo(&sweep->fixes, err))
		return false;
	if (!sweep->fixes.first && !sweep->fixes.left)
		return cli_say(err, "there is nothing to take back");
	if (!carry_out(sweep, err))
		return false;
	return !sweep->fixes.left ||
	       fc_fail(err, FC_ERR_DATA, "taking back what sweep did: not all "
	               "of it, see above");
}

static bool
has_either(const struct cli_arguments *arguments, enum cli_option_id one,
           enum cli_option_id other)
{
	return cli_has(arguments, one) || cli_has(arguments, other);
}

static bool
check_options(const struct cli_arguments *arguments, struct fc_error *err)
{
	const bool changes = has_either(arguments, CLI_OPT_FIX, CLI_OPT_UNDO);

	if (cli_has(arguments, CLI_OPT_UNDO) &&
	    (cli_has(arguments, CLI_OPT_FIX) || arguments->operand_count > 0))
		return fc_fail(err, FC_ERR_USAGE, "--undo goes with --dry-run "
		               "and --yes only");
	if (changes && cli_has(arguments, CLI_OPT_JSON))
		return fc_fail(err, FC_ERR_USAGE, "--json goes with neither "
		               "--fix nor --undo");
	if (!changes && has_either(arguments, CLI_OPT_YES, CLI_OPT_DRY_RUN))
		return fc_fail(err, FC_ERR_USAGE, "--dry-run and --yes go with "
		               "--fix or --undo");
	return true;
}

bool
cli_sweep(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct sweep sweep = SWEEP_INIT;
	bool done;

	if (!check_options(arguments, err))
		return false;
	sweep.now = fc_clock_now();
	sweep.yes = cli_has(arguments, CLI_OPT_YES);
	sweep.dry_run = cli_has(arguments, CLI_OPT_DRY_RUN);
	done = prepare(&sweep, err) &&
	       (cli_has(arguments, CLI_OPT_UNDO)
	        ? take_back(&sweep, err)
	        : look(&sweep, arguments, err) &&
	                  (!cli_has(arguments, CLI_OPT_FIX) ||
	                   fix(&sweep, err)) &&
	                  tell(&sweep, arguments, err) && judge(&sweep, err));
	cli_fixes_clear(&sweep.fixes);
	cli_findings_clear(&sweep.findings);
	cli_sweep_hosts_clear(&sweep.hosts);
	fc_config_clear(&sweep.config);
	return done;
}
