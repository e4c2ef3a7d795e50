/* SPDX-License-Identifier: Apache-2.0 */
/* One answer to "a token for this host, please". */
#include "credential/get.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "credential/acquire.h"
#include "credential/interaction.h"
#include "credential/refusals.h"
#include "credential/static_pick.h"
#include "credential/unsaid.h"
#include "record/cache_key.h"
#include "record/environment.h"
#include "record/static_tokens.h"
#include "record/username.h"
#include "request/config_load.h"

#include <string.h>

static void
set_username(struct fc_answer *answer, const char *asked,
             const char *configured)
{
	const char *name = FC_DEFAULT_USERNAME;

	if (asked && *asked)
		name = asked;
	else if (configured && *configured)
		name = configured;
	fc_text_join(answer->username, sizeof(answer->username), name, NULL);
}

/* A registry's user name is a repository's RID, found by its own rules. */
static void
name_for_docker(const struct fc_ask *ask, const struct fc_config *config,
                const struct fc_stack *stack, struct fc_answer *answer)
{
	char name[sizeof(answer->username)] = "";

	if (!fc_callers[ask->purpose].names_repository)
		return;
	if (config->paths)
		fc_registry_username(config->paths, stack, name,
		                     sizeof(name));
	set_username(answer, fc_environment_repository(), name);
}

/* A registry whose stack is known by its name alone needs no file. */
static bool
is_named(const struct fc_ask *ask, const char *named)
{
	char stack[FC_HOST_SIZE];

	return strcmp(ask->host, named) == 0 ||
	       (fc_callers[ask->purpose].names_repository &&
	        fc_registry_stack(ask->host, stack) &&
	        strcmp(stack, named) == 0);
}

/* The configuration is asked only for a user name, and for what an alias
 * stands for: a token in the environment needs none of it. */
static enum fc_lookup
environment_answers(const struct fc_ask *ask, const char *named,
                    struct fc_answer *answer)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_ABSENT;

	if (fc_paths_find(&paths, &ignored) &&
	    fc_config_load(&config, &paths, &ignored))
		result = fc_config_find(&config, ask->host, ask->purpose,
		                        &stack, &ignored);
	if (result == FC_FOUND && strcmp(ask->host, named) != 0 &&
	    strcmp(stack.host, named) != 0)
		result = FC_ABSENT;
	else if (result != FC_FOUND && is_named(ask, named))
		result = FC_FOUND;
	if (result == FC_FOUND) {
		set_username(answer, ask->user, stack.username);
		answer->git_auth = stack.git_auth;
		name_for_docker(ask, &config, &stack, answer);
	}
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result == FC_FOUND ? FC_FOUND : FC_ABSENT;
}

/* It matters only to the host that it names, and its aliases. */
static bool
is_for(const struct fc_ask *ask, const char *named, struct fc_answer *answer)
{
	return *named && environment_answers(ask, named, answer) != FC_ABSENT;
}

static void
trace_environment(const char *named, const struct fc_error *err)
{
	if (*named)
		fc_trace("FOUNDRY_TOKEN, for %s: %s", named,
		         err ? err->text : "not for this one");
	else
		fc_trace("FOUNDRY_TOKEN: not set");
}

static enum fc_lookup
from_environment(const struct fc_ask *ask, time_t now,
                 struct fc_answer *answer, struct fc_error *err)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error what = FC_ERROR_INIT;
	char named[FC_HOST_SIZE];
	enum fc_lookup result;

	result = fc_environment_token(now, &token, named, &what);
	if (result != FC_ABSENT && !is_for(ask, named, answer))
		result = FC_ABSENT;
	if (result == FC_FOUND &&
	    fc_refusals_quit(named, ask->purpose, "FOUNDRY_TOKEN", now, &what))
		result = FC_FAILED;
	if (result == FC_FAILED)
		*err = what;
	if (result == FC_FOUND)
		fc_token_move(&answer->token, &token);
	else
		trace_environment(named, result == FC_FAILED ? &what : NULL);
	fc_token_clear(&token);
	return result;
}

/* Why the record alone will not do; NULL: it will. */
static const char *
fault_of(const struct fc_access *access, const struct fc_ask *ask,
         const struct fc_paths *paths, time_t now)
{
	if (!access->serves[ask->purpose])
		return "it is for another use";
	if (access->refused)
		return "it was refused";
	if (!fc_token_is_alive(&access->token, now))
		return "it has expired";
	if (!fc_token_is_enough(&access->token, now, ask->life_s,
	                        ask->exactly))
		return "it ends soon";
	if (!fc_cache_key_is_of_home(&access->cache_key, paths))
		return "it was made under another home";
	if (!fc_file_stamps_hold(paths, access->stamps))
		return "the configuration has changed since";
	return NULL;
}

/*
 * The fast path: the record alone (of an alias, with its stack's), if the
 * files that it was made under have not changed since.  cache is opened if it
 * can be, and stays so.
 */
static enum fc_lookup
from_record(const struct fc_ask *ask, const struct fc_paths *paths,
            struct fc_cache *cache, time_t now, struct fc_answer *answer)
{
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT; /* the slow path says it */
	enum fc_lookup result = FC_ABSENT;
	const char *fault;

	if (fc_environment_overrides() ||
	    fc_cache_open(cache, paths, false, &ignored) != FC_FOUND ||
	    fc_cache_follow(cache, ask->host, &access, &ignored) != FC_FOUND)
		goto out;
	fault = fault_of(&access, ask, paths, now);
	if (fault) {
		fc_trace("record: not answered at once: %s", fault);
		goto out;
	}
	if (fc_callers[ask->purpose].names_repository)
		set_username(answer, fc_environment_repository(),
		             access.repository);
	else
		set_username(answer, ask->user, access.username);
	answer->git_auth = access.git_auth;
	fc_token_move(&answer->token, &access.token);
	result = FC_FOUND;
out:
	fc_access_clear(&access);
	return result;
}

static void
no_static_token(struct fc_error *err, const struct fc_stack *stack)
{
	fc_fail(err, FC_ERR_LOGIN_NEEDED, "%s: no token is stored, and it is "
	        "configured for stored ones (token = static)", stack->asked);
	fc_error_hint(err, "give a token from "
	              "https://%s/workspace/settings/tokens to "
	              "foundry-credential store --token-stdin %s",
	              stack->host, stack->asked);
}

static void
no_client_id(struct fc_error *err, const struct fc_stack *stack)
{
	fc_fail(err, FC_ERR_LOGIN_NEEDED, "%s: login needed, and no client_id "
	        "is configured", stack->host);
	fc_error_hint(err, "run: " FC_CURE_CLIENT_ID, stack->host);
}

/* FC_ABSENT: go on with OAuth, or (static only) there is none. */
static enum fc_lookup
from_static_tokens(const struct fc_ask *ask, const struct fc_config *config,
                   const struct fc_stack *stack, time_t now,
                   struct fc_answer *answer, struct fc_error *err)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	enum fc_lookup result = FC_ABSENT;

	if (stack->token[ask->purpose] != FC_TOKEN_OAUTH)
		result = fc_static_token_pick(ask->purpose, ask->user, config,
		                              stack, now, &found, err);
	if (result == FC_FOUND && stack->cache != FC_CACHE_NOOP &&
	    fc_refusals_quit(ask->host, ask->purpose,
	                     "the stored token, which cannot be forgotten,",
	                     now, err))
		result = FC_FAILED;
	if (result == FC_FOUND) {
		set_username(answer, found.any_user && ask->user && *ask->user
		                             ? ask->user : found.user,
		             stack->username);
		answer->git_auth = stack->git_auth;
		fc_token_move(&answer->token, &found.token);
	}
	fc_static_token_clear(&found);
	return result;
}

static enum fc_lookup
from_oauth(const struct fc_ask *ask, struct fc_config *config,
           const struct fc_stack *stack, struct fc_cache *cache,
           struct fc_answer *answer, struct fc_error *err)
{
	const struct fc_want want = {
		.config = config, .stack = stack, .life_s = ask->life_s,
		.exactly = ask->exactly, .no_person = ask->no_person,
	};

	if (!fc_acquire(&want, cache, &answer->token, err))
		return FC_FAILED;
	set_username(answer, ask->user, stack->username);
	answer->git_auth = stack->git_auth;
	return FC_FOUND;
}

static void
say_repairs(const struct fc_config *config)
{
	if (config->logins.repaired)
		fc_warn("%s/%s could be read by other users; made private",
		        config->paths->home, FC_LOGINS_FILE);
}

static enum fc_lookup
from_stack(const struct fc_ask *ask, struct fc_config *config,
           const struct fc_stack *stack, struct fc_cache *cache, time_t now,
           struct fc_answer *answer, struct fc_error *err)
{
	enum fc_lookup result;

	say_repairs(config);
	result = from_static_tokens(ask, config, stack, now, answer, err);
	if (result != FC_ABSENT)
		return result;
	if (stack->token[ask->purpose] == FC_TOKEN_STATIC) {
		if (fc_callers[ask->purpose].prompts)
			return FC_ABSENT;
		no_static_token(err, stack);
		return FC_FAILED;
	}
	if (!stack->client_id) {
		no_client_id(err, stack);
		return FC_FAILED;
	}
	return from_oauth(ask, config, stack, cache, answer, err);
}

static void
trace_stack(const struct fc_config *config, const struct fc_stack *stack)
{
	static const char *const kind[] = {
		[FC_TOKEN_AUTO] = "a static one, else by OAuth",
		[FC_TOKEN_OAUTH] = "by OAuth",
		[FC_TOKEN_STATIC] = "a static one",
	};

	if (fc_stack_is_alias(stack))
		fc_trace("%s stands for %s", stack->asked, stack->host);
	if (fc_config_section(&config->user, stack->host))
		fc_trace("configured by %s", config->user.path);
	if (fc_config_section(&config->system, stack->host))
		fc_trace("configured by %s", config->system.path);
	if (stack->from_shared_file)
		fc_trace("configured by the saved login");
	fc_trace("kind of token: %s", kind[stack->token[stack->purpose]]);
}

static enum fc_lookup
from_configuration(const struct fc_ask *ask, const struct fc_paths *paths,
                   struct fc_cache *cache, time_t now,
                   struct fc_answer *answer, struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	enum fc_lookup result = FC_FAILED;

	if (fc_config_load(&config, paths, err))
		result = fc_config_find(&config, ask->host, ask->purpose,
		                        &stack, err);
	if (result == FC_FOUND) {
		trace_stack(&config, &stack);
		result = from_stack(ask, &config, &stack, cache, now, answer,
		                    err);
		fc_note_unsaid(&config, &stack);
	} else if (result == FC_ABSENT) {
		fc_trace("%s is not configured: not ours", ask->host);
	}
	if (result == FC_FOUND)
		name_for_docker(ask, &config, &stack, answer);
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result;
}

/* From the first of the three that has something to say. */
static enum fc_lookup
get_token(const struct fc_ask *ask, time_t now, struct fc_answer *answer,
          const char **by, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_cache cache = FC_CACHE_INIT;
	enum fc_lookup result;

	*by = "FOUNDRY_TOKEN";
	result = from_environment(ask, now, answer, err);
	if (result != FC_ABSENT)
		return result;
	if (!fc_paths_find(&paths, err))
		return fc_config_homeless(ask->host, ask->purpose);
	*by = "the record";
	result = from_record(ask, &paths, &cache, now, answer);
	if (result == FC_ABSENT) {
		*by = "the stack";
		result = from_configuration(ask, &paths, &cache, now, answer,
		                            err);
	}
	fc_cache_close(&cache);
	if (result == FC_FAILED && err->kind == FC_ERR_LOGIN_NEEDED)
		fc_environment_explain(now, err);
	return result;
}

enum fc_lookup
fc_credential_get(const struct fc_ask *ask, time_t now,
                  struct fc_answer *answer, struct fc_error *err)
{
	enum fc_lookup result;
	const char *by;

	if (ask->user && strlen(ask->user) >= sizeof(answer->username)) {
		fc_fail(err, FC_ERR_DATA, "%s: the user name asked for is too "
		        "long", ask->host);
		return FC_FAILED;
	}
	fc_trace("asked for a token of %s", ask->host);
	result = get_token(ask, now, answer, &by, err);
	if (result == FC_FOUND)
		fc_trace("answered by %s after %ld ms: user %s, %lld seconds "
		         "left", by, fc_trace_ms(), answer->username,
		         (long long)(answer->token.expires_at - now));
	return result;
}

void
fc_answer_clear(struct fc_answer *answer)
{
	fc_token_clear(&answer->token);
	*answer = (struct fc_answer)FC_ANSWER_INIT;
}
