/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential refresh: logins kept alive, by hand or by cron. */
#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/common/target.h"
#include "cli/status/status.h"
#include "verbs.h"

#include "base/clock.h"
#include "credential/login.h"
#include "record/last_used.h"
#include "request/config_load.h"

struct order {
	struct fc_config *config;
	time_t if_older; /* 0: whatever its age */
	bool all;        /* what needs no refresh is passed over */
	struct fc_error worst;
};

/* Only a refresh token of an authorization code dies of not being used. */
static bool
check_kind(const struct fc_stack *stack, struct fc_error *err)
{
	char cure[FC_CURE_SIZE];

	if (stack->cache != FC_CACHE_READ_WRITE) {
		fc_fail(err, FC_ERR_CONFIG, "refreshing %s: cache is not "
		        "read_write, so no login is kept", stack->host);
		fc_error_hint(err, "%s", fc_cache_cure(stack, cure));
	} else if (stack->token[FC_PURPOSE_CLI] == FC_TOKEN_STATIC) {
		fc_fail(err, FC_ERR_CONFIG, "refreshing %s: it is configured "
		        "for stored tokens (token = static)", stack->host);
	} else if (!stack->client_id) {
		fc_no_client_id(err, "refreshing", stack);
	} else {
		return true;
	}
	return false;
}

/* Of unknown age it may be old.  *ago: how long it was not used. */
static bool
is_young(const struct order *order, const struct fc_stack *stack, time_t *ago)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	time_t now = fc_clock_now(), used_at = 0;

	if (order->if_older == 0)
		return false;
	*ago = 0;
	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return true; /* it has none */
	if (fc_logins_find(&order->config->logins, stack->host, &entry,
	                   &ignored) == FC_FOUND && entry.has_refresh_token)
		used_at = fc_last_used_get(order->config->paths, stack->host,
		                           entry.mark);
	fc_login_entry_clear(&entry);
	*ago = now - used_at;
	return used_at > 0 && *ago >= 0 && *ago < order->if_older;
}

static void
tell_young(const struct fc_stack *stack, time_t ago)
{
	char span[CLI_DURATION_SIZE];

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		cli_tell("%s: not renewed: a service user has no login that "
		         "could end", stack->host);
	else
		cli_tell("%s: not renewed: its login was last used %s ago",
		         stack->host, cli_duration_words(span, ago));
}

static void
tell_renewed(const struct fc_stack *stack)
{
	char day[CLI_MOMENT_SIZE];

	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		cli_tell("%s: a new token for the service user", stack->host);
	else
		cli_tell("%s: renewed, until %s unless used before",
		         stack->host,
		         cli_day(day, fc_clock_now() + CLI_IDLE_LIFE_S));
}

static bool
refresh(const struct order *order, const struct fc_stack *stack,
        struct fc_error *err)
{
	time_t ago;

	if (!check_kind(stack, err)) {
		if (order->all)
			cli_tell("%s: passed over: no login is kept for it",
			         stack->host);
		return order->all;
	}
	if (is_young(order, stack, &ago)) {
		tell_young(stack, ago);
		return true;
	}
	if (!fc_credential_refresh(order->config, stack, err))
		return false;
	tell_renewed(stack);
	return true;
}

/* One that fails does not let the others die. */
static bool
refresh_one(const char *host, void *arg)
{
	struct order *order = arg;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result;

	result = fc_config_find(order->config, host, FC_PURPOSE_CLI, &stack,
	                        &err);
	if (result == FC_FAILED ||
	    (result == FC_FOUND && !refresh(order, &stack, &err)))
		cli_keep_worst(&order->worst, &err);
	fc_stack_clear(&stack);
	return true;
}

static bool
refresh_all(struct order *order, struct cli_target *target,
            struct fc_error *err)
{
	if (!fc_paths_find(&target->paths, err) ||
	    !fc_config_load(&target->config, &target->paths, err))
		return false;
	fc_config_each(&target->config, refresh_one, order);
	return cli_all_done(&target->config, &order->worst,
	                    "refreshing all: not every login could be renewed",
	                    err);
}

bool
cli_refresh(const struct cli_arguments *arguments, struct fc_error *err)
{
	const char *if_older = cli_value(arguments, CLI_OPT_IF_OLDER);
	struct cli_target target = CLI_TARGET_INIT;
	struct order order = { .config = &target.config,
		               .worst = FC_ERROR_INIT };
	bool done;

	if (if_older && !cli_duration_parse(if_older, &order.if_older, err))
		return false;
	if (!cli_target_all(arguments, &order.all, err))
		return false;
	if (order.all)
		done = refresh_all(&order, &target, err);
	else
		done = cli_target_open(&target, arguments, err) &&
		       refresh(&order, &target.stack, err);
	cli_target_clear(&target);
	return done;
}
