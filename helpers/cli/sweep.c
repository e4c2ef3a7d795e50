/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential sweep: tokens that were pasted into files. */
#include "cli/common/columns.h"
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "cli/sweep/places.h"
#include "cli/sweep/report.h"
#include "cli/sweep/walk.h"
#include "verbs.h"

#include "base/log.h"
#include "request/config_load.h"

#include <time.h>

#define REPORT_MAX (32 * 1024 * 1024)

struct sweep {
	struct fc_paths paths;
	struct fc_config config;
	struct cli_sweep_hosts hosts;
	struct cli_own own;
	struct cli_findings findings;
	struct cli_scan scan;
	struct cli_walk walk;
};

#define SWEEP_INIT { .config = FC_CONFIG_INIT, \
	.hosts = CLI_SWEEP_HOSTS_INIT, .findings = CLI_FINDINGS_INIT }

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
	const time_t now = time(NULL);
	const bool json = cli_has(arguments, CLI_OPT_JSON);
	bool done;

	cli_findings_settle(&sweep->findings);
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

bool
cli_sweep(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct sweep sweep = SWEEP_INIT;
	bool done;

	done = prepare(&sweep, err) && look(&sweep, arguments, err) &&
	       tell(&sweep, arguments, err) && judge(&sweep, err);
	cli_findings_clear(&sweep.findings);
	cli_sweep_hosts_clear(&sweep.hosts);
	fc_config_clear(&sweep.config);
	return done;
}
