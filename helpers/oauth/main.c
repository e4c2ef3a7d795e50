/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foundry-oauth: the only program with a network, and the only one that
 * handles refresh tokens.  Run by the helpers: an errand on stdin, what came
 * of it on stdout, descriptor 3 is the lock that they hold for us.
 */
#include "errands.h"

#include "base/log.h"
#include "base/process.h"
#include "base/record.h"
#include "base/trace.h"
#include "oauth/versions.h"
#include "vault/index.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VERSIONS_MAX 4096

static bool
dispatch(const struct oauth_scene *scene, struct fc_outcome *outcome,
         struct fc_error *err)
{
	switch (scene->errand->verb) {
	case FC_ERRAND_REFRESH:
		return oauth_refresh(scene, outcome, err);
	case FC_ERRAND_LOGIN:
		return oauth_login(scene, outcome, err);
	case FC_ERRAND_STORE:
		return oauth_store(scene, outcome, err);
	case FC_ERRAND_ERASE:
		return oauth_erase(scene, outcome, err);
	case FC_ERRAND_LOGOUT:
		return oauth_logout(scene, outcome, err);
	case FC_ERRAND_ACCOUNT:
		return oauth_account(scene, outcome, err);
	case FC_ERRAND_PROBE:
		return oauth_probe(scene, outcome, err);
	case FC_ERRAND_REPAIR:
	case FC_ERRAND_INDEX:
		break; /* of no stack */
	}
	return fc_fail(err, FC_ERR_INTERNAL, "no such errand");
}

/* The stack is found here again rather than told: the configuration, not
 * the caller, says where secrets may be sent. */
static bool
perform(const struct fc_errand *errand, struct fc_outcome *outcome,
        struct fc_error *err)
{
	struct fc_places places;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct oauth_scene scene = { errand, &config, &stack };
	enum fc_lookup result = FC_FAILED;
	bool done = false;

	if (!fc_places_find(&places, err))
		return false;
	if (errand->verb == FC_ERRAND_REPAIR)
		return oauth_repair(&places, err);
	if (!fc_config_read(&config, &places, err) ||
	    !fc_index_make(&config.logins, &places, err))
		goto out;
	if (errand->verb == FC_ERRAND_INDEX) {
		oauth_index(errand, &config, outcome);
		done = true;
		goto out;
	}
	result = fc_config_find(&config, errand->host, errand->purpose,
	                        &stack, err);
	if (result == FC_ABSENT)
		fc_fail(err, FC_ERR_CONFIG, "%s is not configured",
		        errand->host);
	if (result == FC_FOUND)
		done = dispatch(&scene, outcome, err);
out:
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return done;
}

static bool
carry_out(struct fc_errand *errand, bool has_lock, struct fc_outcome *outcome)
{
	errand->locked = errand->locked && has_lock;
	oauth_be_quiet(errand);
	fc_trace_verb(fc_errand_names[errand->verb]);
	oauth_announce(errand);
	if (errand->verb == FC_ERRAND_REFRESH)
		fc_process_watch_caller();
	return perform(errand, outcome, &outcome->error);
}

/* Nothing is done of what is not wholly understood. */
static bool
read_errand(struct fc_errand *errand, struct fc_buf *text,
            struct fc_error *err)
{
	struct fc_error what = FC_ERROR_INIT;

	if (!fc_buf_read(text, STDIN_FILENO, "an errand", err))
		return false;
	if (fc_errand_read(errand, text, &what) &&
	    (!*errand->version ||
	     strcmp(errand->version, PACKAGE_VERSION) == 0))
		return true;
	fc_fail(err, FC_ERR_DATA, "foundry-oauth " PACKAGE_VERSION " does not "
	        "understand what it is asked: %.200s",
	        what.kind ? what.text : "another version asks");
	fc_error_hint(err, "install foundry-credential once more: all its "
	              "programs must come from one build");
	return false;
}

/* For "doctor --bundle". */
static int
say_version(struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(VERSIONS_MAX);
	bool done;

	done = fc_buf_add_str(&text, "foundry-oauth " PACKAGE_VERSION ", ",
	                      err) &&
	       fc_versions_add(&text, err) && fc_buf_add(&text, "\n", 1, err) &&
	       fc_buf_write(&text, STDOUT_FILENO, "the versions", err);
	fc_buf_clear(&text);
	return done ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	bool has_lock, answered;
	const bool safe = fc_process_harden(&outcome.error);

	fc_log_open("foundry-credential");
	fc_trace_join("foundry-oauth");
	if (!safe) {
		fc_error_report(&outcome.error);
		return 2;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return say_version(&outcome.error);
	has_lock = fcntl(OAUTH_LOCK_FD, F_SETFD, FD_CLOEXEC) == 0;
	if (argc != 2 || isatty(STDIN_FILENO)) {
		fc_warn("foundry-oauth is run by the credential helpers; "
		        "see foundry-credential --help");
		return 2;
	}
	if (read_errand(&errand, &text, &outcome.error))
		outcome.done = carry_out(&errand, has_lock, &outcome);
	if (outcome.done)
		fc_error_clear(&outcome.error);
	answered = oauth_answer(&outcome);
	fc_buf_clear(&text);
	fc_errand_clear(&errand);
	fc_outcome_clear(&outcome);
	return answered ? 0 : 1;
}
