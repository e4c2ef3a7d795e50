/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential login and logout. */
#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "cli/tools/git/lookup.h"
#include "credential/login.h"
#include "verbs.h"

#include "base/clock.h"
#include "base/trace.h"
#include "record/access.h"
#include "record/environment.h"
#include "record/static_tokens.h"
#include "request/config_load.h"

#include <string.h>
#include <unistd.h>

static bool
can_log_in(const struct cli_target *target, struct fc_error *err)
{
	const struct fc_stack *stack = &target->stack;
	char cure[FC_CURE_SIZE];

	if (stack->cache == FC_CACHE_NOOP) {
		fc_fail(err, FC_ERR_CONFIG, "logging in to %s: cache is noop, "
		        "so nothing of a login would be kept", stack->host);
		fc_error_hint(err, "%s; or let the program that needs a token "
		              "log in", fc_cache_cure(stack, cure));
		return false;
	}
	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS) {
		fc_fail(err, FC_ERR_CONFIG, "logging in to %s: it is "
		        "configured for a service user (grant = "
		        "client_credentials), which needs no login",
		        stack->host);
		return false;
	}
	if (stack->client_id)
		return true;
	return fc_no_client_id(err, "logging in to", stack);
}

/* How long, as far as anybody here can know. */
static void
say_end(struct fc_buf *text, time_t expires_at, bool lasting,
        struct fc_error *err)
{
	char moment[CLI_MOMENT_SIZE];
	bool done;

	if (lasting)
		done = fc_buf_add_str(text, "lasts as long as it is used once "
		                      "in 30 days\n", err);
	else if (expires_at > 0)
		done = fc_buf_addf(text, err, "ends on %s: no refresh token "
		                   "was granted\n",
		                   cli_moment(moment, expires_at));
	else
		done = fc_buf_add_str(text, "nobody knows when it ends: no "
		                      "refresh token was granted\n", err);
	if (!done)
		fc_trace("%s", err->text);
}

/* What came of it: the scopes, those that the server named if it did, and
 * how long.  A login that is done stays done if this cannot be told. */
static void
say_what(struct cli_target *target)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_buf text = FC_BUF_INIT(32768);
	struct fc_error err = FC_ERROR_INIT;
	char granted[128];
	bool foreign, lasting, known;

	fc_logins_load(&target->config.logins, &target->paths);
	lasting = fc_logins_have(&target->config.logins, &target->stack,
	                         &foreign, &err) == FC_FOUND;
	known = fc_access_read(&cache, &target->paths, &target->stack,
	                       &access, &err) == FC_FOUND;
	fc_printable(granted, sizeof(granted), fc_buf_str(&access.granted),
	             access.granted.len);
	if (known &&
	    fc_buf_addf(&text, &err, "scopes: %s\n",
	                *granted ? granted : target->stack.scopes)) {
		say_end(&text, access.token.expires_at, lasting, &err);
		if (!cli_write(&text, &err))
			fc_trace("%s", err.text);
	}
	fc_access_clear(&access);
	fc_cache_close(&cache);
	fc_buf_clear(&text);
}

/* Git asks us already, or has to be told to. */
static void
tell_next(const char *host)
{
	struct fc_buf git = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	struct fc_error ignored = FC_ERROR_INIT;
	bool asks = true;

	if (isatty(STDOUT_FILENO) &&
	    cli_git_config_read(&git, &ignored) == FC_FOUND) {
		cli_git_lookup(&git, host, &lookup);
		asks = cli_git_lookup_ours(&lookup);
		cli_tell(asks ? "git clone and git push just work now"
		              : "git does not ask for its tokens yet");
	}
	cli_tell("next: foundry-credential %s %s", asks ? "status" : "setup",
	         host);
	fc_buf_clear(&git);
}

static bool
log_in(struct cli_target *target, enum fc_login_mode mode, bool reauth,
       struct fc_error *err)
{
	char user[256] = "";
	bool already = false;

	if (!fc_credential_login(&target->config, &target->stack, mode, reauth,
	                         &already, user, err))
		return false;
	if (already &&
	    !cli_say(err, "already logged in to %s%s%s (--reauth logs in "
	             "anew)", target->stack.host, *user ? " as " : "", user))
		return false;
	say_what(target);
	tell_next(target->stack.host);
	return true;
}

bool
cli_login(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	enum fc_login_mode mode = FC_LOGIN_AUTO;
	bool done;

	if (cli_has(arguments, CLI_OPT_WEBSERVER) &&
	    cli_has(arguments, CLI_OPT_CONSOLE))
		return fc_fail(err, FC_ERR_USAGE, "--webserver and --console "
		               "exclude each other");
	if (cli_has(arguments, CLI_OPT_WEBSERVER))
		mode = FC_LOGIN_WEBSERVER;
	if (cli_has(arguments, CLI_OPT_CONSOLE))
		mode = FC_LOGIN_CONSOLE;
	done = cli_repair(arguments, err) &&
	       cli_target_open(&target, arguments, err) &&
	       can_log_in(&target, err) &&
	       log_in(&target, mode, cli_has(arguments, CLI_OPT_REAUTH), err);
	cli_target_clear(&target);
	return done;
}

/* What it really did. */
static bool
say_logged_out(const struct fc_stack *stack, bool was, struct fc_error *err)
{
	const char *host = stack->host;
	bool done;

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		done = cli_say(err, was ? "%s: the token of its service user "
		               "is forgotten; whoever asks gets a new one"
		               : "%s: nothing was kept of its service user, "
		               "who needs no login", host);
	else if (was)
		done = cli_say(err, "logged out of %s", host);
	else
		done = cli_say(err, "%s: nobody was logged in", host);
	if (done && fc_environment_token_of(host, fc_clock_now(), NULL))
		done = cli_say(err, "%s: FOUNDRY_TOKEN is set, and still "
		               "answers for it: unset FOUNDRY_TOKEN", host);
	return done;
}

struct counting {
	const struct fc_config *config;
	int count;
};

static bool
count_stored(const char *host, void *arg)
{
	struct counting *counting = arg;
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_static_token_find(counting->config->paths, host, NULL,
	                         fc_clock_now(), &found, &ignored) == FC_FOUND)
		counting->count++;
	fc_static_token_clear(&found);
	return true;
}

/* For a stack and its aliases. */
static int
stored_tokens(const struct fc_config *config, const char *host)
{
	struct counting counting = { config, 0 };

	count_stored(host, &counting);
	fc_config_aliases(config, host, count_stored, &counting);
	return counting.count;
}

static bool
log_out(struct fc_config *config, const struct fc_stack *stack,
        struct fc_error *err)
{
	const int stored = stored_tokens(config, stack->host);
	bool was;

	if (!fc_credential_logout(config, stack, &was, err) ||
	    !say_logged_out(stack, was, err))
		return false;
	if (stored > 0)
		cli_tell("%s: what was stored by hand is forgotten too",
		         stack->host);
	return true;
}

struct all {
	struct fc_config *config;
	struct fc_error worst; /* of those that failed */
};

/* One stack that fails does not keep the others logged in. */
static bool
log_out_one(const char *host, void *arg)
{
	struct all *all = arg;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result;

	result = fc_config_find(all->config, host, FC_PURPOSE_CLI, &stack,
	                        &err);
	if (result == FC_FAILED ||
	    (result == FC_FOUND && !log_out(all->config, &stack, &err)))
		cli_keep_worst(&all->worst, &err);
	fc_stack_clear(&stack);
	return true;
}

static bool
log_out_all(struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct all all = { &config, FC_ERROR_INIT };
	bool done;

	done = fc_paths_find(&paths, err) &&
	       fc_config_load(&config, &paths, err);
	if (done) {
		fc_config_each(&config, log_out_one, &all);
		done = cli_all_done(&config, &all.worst, "logging out of all: "
		                    "not every stack could be", err);
	}
	fc_config_clear(&config);
	return done;
}

bool
cli_logout(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	bool all, done;

	if (!cli_target_all(arguments, &all, err))
		return false;
	if (all)
		return log_out_all(err);
	done = cli_target_open(&target, arguments, err) &&
	       log_out(&target.config, &target.stack, err);
	cli_target_clear(&target);
	return done;
}
