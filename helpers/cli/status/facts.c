/* SPDX-License-Identifier: Apache-2.0 */
/* How things stand with a stack, as far as this machine knows. */
#include "cli/status/status.h"

#include "base/clock.h"
#include "base/log.h"
#include "record/access.h"
#include "record/environment.h"
#include "record/last_used.h"
#include "request/config_load.h"

#include <stdlib.h>
#include <string.h>

bool
cli_status_takes_static(const struct cli_status *status,
                        enum fc_purpose purpose)
{
	enum fc_token_kind kind = status->target->stack.token[purpose];

	return kind == FC_TOKEN_STATIC ||
	       (kind == FC_TOKEN_AUTO && status->host_count > 0 &&
	        status->hosts[0].has_static);
}

time_t
cli_status_ends_at(const struct cli_status *status)
{
	return status->has_refresh && status->refresh_used_at > 0
	               ? status->refresh_used_at + CLI_IDLE_LIFE_S
	               : 0;
}

static void
find_files(struct cli_status *status)
{
	const struct cli_target *target = status->target;
	const struct fc_config *config = &target->config;
	const char *host = target->stack.host;
	size_t count = 0;

	fc_text_join(status->logins_path, sizeof(status->logins_path),
	             target->paths.home, "/", FC_LOGINS_FILE, NULL);
	fc_text_join(status->static_tokens_path,
	             sizeof(status->static_tokens_path), target->paths.home,
	             "/", FC_STATIC_TOKENS_FILE, NULL);
	if (fc_config_section(&config->user, host))
		status->configured_by[count++] = target->paths.config;
	if (fc_config_section(&config->system, host))
		status->configured_by[count++] = target->paths.system;
	if (target->stack.from_shared_file)
		status->configured_by[count++] = status->logins_path;
}

static void
find_client_secret(struct cli_status *status)
{
	const struct fc_config *config = &status->target->config;
	const struct fc_stack *stack = &status->target->stack;
	const char *variable = getenv("FOUNDRY_CLIENT_SECRET");
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	const struct fc_config_file *file = NULL;
	struct fc_error ignored = FC_ERROR_INIT;

	if (variable && *variable &&
	    fc_config_environment_means(config, stack->host))
		status->client_secret = "FOUNDRY_CLIENT_SECRET";
	else if (stack->client_secret_command)
		status->client_secret = "client_secret_command";
	else if (stack->client_secret_file)
		status->client_secret = stack->client_secret_file;
	else if (fc_config_value(config, stack->host, "client_secret", &value,
	                         &file, &ignored) == FC_FOUND)
		status->client_secret = file->path;
	else if (stack->from_shared_file && status->login.has_client_secret)
		status->client_secret = status->logins_path;
	fc_buf_clear(&value);
}

static void
find_given(struct cli_status *status)
{
	struct fc_token token = FC_TOKEN_INIT;

	status->given = fc_environment_token_of(status->target->stack.host,
	                                        status->now, &token);
	if (status->given)
		status->given_expires_at = token.expires_at;
	fc_token_clear(&token);
}

/* A record that was made under another configuration does not count, as for
 * those who want a token. */
static bool
find_record(struct cli_status *status, const struct cli_target *target,
            struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	char room[FC_CACHE_NAME_SIZE];
	enum fc_lookup result;

	result = fc_access_read(&cache, &target->paths, &target->stack,
	                        &access, err);
	fc_notes_get(&cache, target->stack.host, &status->notes);
	if (result == FC_FOUND) {
		status->has_access = true;
		status->access_alive = fc_token_is_alive(&access.token,
		                                         status->now);
		status->access_issued_at = access.token.issued_at;
		status->access_expires_at = access.token.expires_at;
		/* Of an ended one whose successor will be another's it is
		 * none to show. */
		if (status->access_alive || !status->has_refresh ||
		    strcmp(access.login, status->login.mark) == 0)
			fc_text_join(status->user, sizeof(status->user),
			             access.user, NULL);
		fc_buf_move(&status->granted, &access.granted);
		fc_text_join(status->record_path, sizeof(status->record_path),
		             cache.dir.path, "/",
		             fc_cache_name(target->stack.host, room), NULL);
	}
	fc_access_clear(&access);
	fc_cache_close(&cache);
	return result != FC_FAILED;
}

static bool
find_login(struct cli_status *status, struct fc_error *err)
{
	const struct fc_logins *logins = &status->target->config.logins;
	const struct fc_stack *stack = &status->target->stack;
	enum fc_lookup result;
	time_t used_at = 0;

	result = fc_logins_have(logins, stack, &status->foreign, err);
	status->has_refresh = result == FC_FOUND;
	status->kept = fc_logins_is_kept(&status->target->paths, stack->host);
	if (result == FC_FAILED ||
	    fc_logins_find(logins, stack->host, &status->login, err) ==
	            FC_FAILED)
		return false;
	if (status->has_refresh)
		used_at = fc_last_used_get(&status->target->paths, stack->host,
		                           status->login.mark);
	/* From the future: the clock was set back, so nothing is known. */
	if (used_at <= status->now)
		status->refresh_used_at = used_at;
	return true;
}

/* All that lies with one host.  What cannot be read is told: the rest is
 * worth showing. */
static void
add_host(struct cli_status *status, const char *host, bool said)
{
	struct cli_status_host *entry = &status->hosts[status->host_count++];
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;

	fc_text_join(entry->host, sizeof(entry->host), host, NULL);
	entry->said = said;
	switch (fc_static_token_find(&status->target->paths, host, NULL,
	                             status->now, &found, &err)) {
	case FC_FOUND:
		entry->has_static = true;
		entry->static_expires_at = found.token.expires_at;
		fc_text_join(entry->static_user, sizeof(entry->static_user),
		             found.user, NULL);
		break;
	case FC_ABSENT:
		break;
	case FC_FAILED:
		fc_error_report(&err);
		break;
	}
	fc_static_token_clear(&found);
}

static bool
count_alias(const char *host, void *arg)
{
	size_t *count = arg;

	(void)host;
	++*count;
	return true;
}

static bool
add_alias(const char *host, void *arg)
{
	add_host(arg, host, true);
	return true;
}

static bool
find_hosts(struct cli_status *status, struct fc_error *err)
{
	const struct cli_target *target = status->target;
	const char *stack = target->stack.host;
	char registry[FC_HOST_SIZE];
	size_t count = 2;

	fc_config_aliases(&target->config, stack, count_alias, &count);
	status->hosts = calloc(count, sizeof(status->hosts[0]));
	if (!status->hosts)
		return fc_fail_memory(err);
	add_host(status, stack, true);
	fc_config_aliases(&target->config, stack, add_alias, status);
	if (fc_registry_of_stack(stack, registry) &&
	    !fc_config_names(&target->config, registry))
		add_host(status, registry, false);
	return true;
}

/* By the token that would be given out now; it may be renewed for that. */
static void
ask_stack(struct cli_status *status, struct cli_target *target)
{
	struct fc_answer answer = FC_ANSWER_INIT;
	struct fc_error *err = &status->online_error;

	status->online = true;
	if (cli_target_token(target, &answer, err) &&
	    fc_owner_ask(&target->config, &target->stack,
	                 &answer.token.access, status->online_user,
	                 &status->online_expires_at, err))
		fc_error_clear(err);
	fc_answer_clear(&answer);
}

static bool
ended(const struct cli_status *status)
{
	const time_t ends_at = cli_status_ends_at(status);

	return ends_at > 0 && ends_at <= status->now;
}

static enum cli_source
login_source(const struct cli_status *status)
{
	if (status->target->stack.cache != FC_CACHE_READ_WRITE)
		return CLI_SOURCE_NONE;
	if (status->kept || (status->has_refresh && !ended(status)))
		return CLI_SOURCE_LOGIN;
	return status->access_alive &&
	                       status->access_issued_at <= status->now
	               ? CLI_SOURCE_ACCESS
	               : CLI_SOURCE_NONE;
}

/* In the order of src/credential/get.c. */
static enum cli_source
find_source(const struct cli_status *status)
{
	const struct fc_stack *stack = &status->target->stack;
	const enum fc_token_kind kind = stack->token[FC_PURPOSE_CLI];

	if (status->given)
		return CLI_SOURCE_ENVIRONMENT;
	if (status->hosts[0].has_static && kind != FC_TOKEN_OAUTH)
		return CLI_SOURCE_STATIC;
	if (kind == FC_TOKEN_STATIC || !stack->client_id)
		return CLI_SOURCE_NONE;
	if (stack->grant == FC_GRANT_AUTHORIZATION_CODE)
		return login_source(status);
	return status->client_secret ? CLI_SOURCE_SERVICE_USER
	                             : CLI_SOURCE_NONE;
}

bool
cli_status_look(struct cli_status *status, struct cli_target *target,
                struct fc_error *err)
{
	status->target = target;
	status->now = fc_clock_now();
	find_files(status);
	find_given(status);
	if (!find_login(status, err) || !find_record(status, target, err) ||
	    !find_hosts(status, err))
		return false;
	find_client_secret(status);
	status->source = find_source(status);
	return true;
}

/* The same hosts as tools see them. */
static bool
view_hosts(struct cli_status *status, struct fc_error *err)
{
	struct cli_tool_host *hosts = calloc(status->host_count,
	                                     sizeof(hosts[0]));
	size_t i;

	if (!hosts)
		return fc_fail_memory(err);
	for (i = 0; i < status->host_count; i++)
		hosts[i] = (struct cli_tool_host){ status->hosts[i].host,
			                           status->hosts[i].said };
	status->view.hosts = hosts;
	status->view.host_count = status->host_count;
	return true;
}

bool
cli_status_gather(struct cli_status *status, struct cli_target *target,
                  bool online, struct fc_error *err)
{
	if (online) {
		ask_stack(status, target);
		/* A renewal has written anew what was read before. */
		fc_logins_load(&target->config.logins, &target->paths);
	}
	/* After the stack was asked: what that renewed is not of the future. */
	return cli_status_look(status, target, err) && view_hosts(status, err);
}

void
cli_status_clear(struct cli_status *status)
{
	fc_buf_clear(&status->granted);
	fc_login_entry_clear(&status->login);
	free(status->hosts);
	free(status->view.hosts);
}
