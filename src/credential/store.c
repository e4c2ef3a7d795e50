/* SPDX-License-Identifier: Apache-2.0 */
/* What callers hand back: secrets to keep, and secrets that were refused. */
#include "credential/store.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "config/config.h"
#include "credential/stack_lock.h"
#include "record/cache.h"
#include "record/environment.h"
#include "record/notes.h"
#include "record/static_tokens.h"
#include "record/username.h"
#include "request/config_load.h"

#include <string.h>

/* Is this secret a token that we gave out for that host ourselves? */
static bool
is_ours(const struct fc_cache *cache, const char *host, const char *secret,
        struct fc_access *access)
{
	struct fc_error ignored = FC_ERROR_INIT;
	const size_t len = strlen(secret);

	return cache->dir.fd >= 0 &&
	       fc_cache_follow(cache, host, access, &ignored) == FC_FOUND &&
	       (fc_secret_equals(&access->token.access, secret, len) ||
	        fc_secret_equals(&access->previous, secret, len));
}

/* Under the lock, if it is still ours: after a logout there is nothing to note.
 * The notes are what counts, the record saves reading them. */
static void
write_down(const struct fc_cache *cache, const char *host,
           const struct fc_credential *given)
{
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_notes notes;

	if (!is_ours(cache, host, given->secret, &access))
		goto out;
	fc_notes_get(cache, host, &notes);
	notes.refused[given->purpose] = 0;
	notes.taken[given->purpose] = fc_clock_now();
	fc_notes_put(cache, host, &notes);
	if (fc_secret_equals(&access.token.access, given->secret,
	                     strlen(given->secret))) {
		access.taken[given->purpose] = true;
		access.refused = false;
		if (!fc_cache_put(cache, host, &access, &ignored))
			fc_trace("%s", ignored.text);
	}
out:
	fc_access_clear(&access);
}

/* It was taken: an earlier refusal is history, a later one proves little. */
static void
note_taken(const struct fc_paths *paths, const struct fc_cache *cache,
           const struct fc_access *access, const struct fc_credential *given)
{
	struct fc_lock lock = FC_LOCK_INIT;
	char host[FC_HOST_SIZE];


	if ((access->taken[given->purpose] && !access->refused) ||
	    !fc_cache_key_stack(&access->cache_key, host))
		return;
	if (fc_credential_lock(&lock, paths, host, 0))
		write_down(cache, host, given);
	fc_stack_unlock(&lock);
}

/* Does this stack keep what this caller hands over? */
static bool
keeps(const struct fc_stack *stack, const struct fc_credential *given)
{
	if (stack->cache != FC_CACHE_READ_WRITE ||
	    fc_environment_is_token(given->secret))
		return false;
	return fc_callers[given->purpose].names_repository ||
	       given->on_purpose || !stack->client_id ||
	       stack->token[given->purpose] == FC_TOKEN_STATIC;
}

/* Who asks for it in so many words is told that it is not done. */
static bool
say_not_kept(const struct fc_stack *stack, const struct fc_credential *given,
             struct fc_error *err)
{
	char cure[FC_CURE_SIZE];

	if (fc_environment_is_token(given->secret))
		return fc_fail(err, FC_ERR_CONFIG, "storing a token for %s: it "
		               "is that of FOUNDRY_TOKEN, which is never kept",
		               given->host);
	fc_fail(err, FC_ERR_CONFIG, "storing a token for %s: cache is %s, so "
	        "none is kept", given->host, fc_cache_names[stack->cache]);
	fc_error_hint(err, "%s", fc_cache_cure(stack, cure));
	return false;
}

static bool
is_kept_already(const struct fc_paths *paths,
                const struct fc_credential *given)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool same;

	same = fc_static_token_find(paths, given->host, given->user, 0, &found,
	                            &ignored) == FC_FOUND &&
	       fc_secret_equals(&found.token.access, given->secret,
	                        strlen(given->secret)) &&
	       (found.any_user || !given->any_user) &&
	       (given->expires_at == 0 ||
	        given->expires_at == found.token.expires_at);
	fc_static_token_clear(&found);
	return same;
}

/* Not a Foundry token, but one of the registry's own token service: it would
 * stand in the way of ours. */
static bool
is_identity_token(const struct fc_credential *given)
{
	return fc_callers[given->purpose].names_repository && given->user &&
	       strcmp(given->user, "<token>") == 0;
}

/* A docker user name is a repository's RID, and remembered.  "docker login"
 * also hands back what "get" has just answered, which is known already. */
static bool
is_remembered(const struct fc_paths *paths, const struct fc_stack *stack,
              const struct fc_credential *given)
{
	char known[FC_STATIC_TOKEN_USER_MAX];

	if (!fc_callers[given->purpose].names_repository || !given->user ||
	    stack->cache != FC_CACHE_READ_WRITE)
		return true;
	if (!fc_static_token_last_user(paths, given->host, known))
		fc_text_join(known, sizeof(known), fc_stack_username(stack),
		             NULL);
	return strcmp(known, given->user) == 0;
}

static bool
keep_secret(const struct fc_paths *paths, const struct fc_credential *given,
            struct fc_error *err)
{
	if (is_kept_already(paths, given))
		return true;
	if (!fc_token_is_wellformed(given->secret, strlen(given->secret)))
		return fc_fail(err, FC_ERR_DATA, "%s: not stored: a token has "
		               "no blanks, line ends or odd characters in it",
		               given->host);
	return fc_credential_send(FC_REQUEST_STORE, given, err);
}

/* A token that came without a name answers every one, and is kept under the
 * name that is answered when none is asked for. */
static bool
keep_named(const struct fc_config *config, const struct fc_stack *stack,
           const struct fc_credential *given, struct fc_error *err)
{
	struct fc_credential named = *given;
	const char *repository = fc_environment_repository();
	char known[FC_STATIC_TOKEN_USER_MAX] = "";

	if (!given->user || !*given->user) {
		if (fc_stack_is_alias(stack) && repository)
			fc_text_join(known, sizeof(known), repository, NULL);
		else if (fc_stack_is_alias(stack))
			fc_registry_username(config->paths, stack, known,
			                     sizeof(known));
		named.user = *known ? known : fc_stack_username(stack);
		named.any_user = true;
	}
	return keep_secret(config->paths, &named, err);
}

static bool
store_for(const struct fc_config *config, const struct fc_cache *cache,
          const struct fc_stack *stack, const struct fc_credential *given,
          struct fc_error *err)
{
	struct fc_credential name_only = *given;
	struct fc_error unsaved = FC_ERROR_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	bool ours;

	if (is_identity_token(given)) {
		fc_warn("%s: the registry's identity token is not kept",
		        given->host);
		return true;
	}
	if (given->on_purpose && !keeps(stack, given))
		return say_not_kept(stack, given, err);
	ours = keeps(stack, given) &&
	       is_ours(cache, stack->host, given->secret, &access);
	fc_access_clear(&access);
	if (keeps(stack, given) && !ours)
		return keep_named(config, stack, given, err);
	if (is_remembered(config->paths, stack, given))
		return true;
	/* A login that works is none to fail for the name's sake. */
	name_only.secret = NULL;
	if (!fc_credential_send(FC_REQUEST_STORE, &name_only, &unsaved))
		fc_error_report(&unsaved);
	return true;
}

static enum fc_lookup
store_with_configuration(const struct fc_paths *paths,
                         const struct fc_cache *cache,
                         const struct fc_credential *given,
                         struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	const struct fc_error *fault;
	enum fc_lookup result = FC_FAILED;

	if (fc_config_load(&config, paths, err))
		result = fc_config_find(&config, given->host, given->purpose,
		                        &stack, err);
	fault = fc_config_fault(&config);
	/* A person logs in to this very registry. */
	if (result == FC_ABSENT && fault &&
	    fc_callers[given->purpose].names_repository) {
		*err = *fault;
		result = FC_FAILED;
	}
	if (result == FC_FOUND &&
	    !store_for(&config, cache, &stack, given, err))
		result = FC_FAILED;
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result;
}

/* What git has of the environment nobody asks us to keep. */
static bool
is_nothing(const struct fc_credential *given)
{
	return !given->secret || !*given->secret ||
	       (fc_callers[given->purpose].prompts &&
	        fc_environment_is_token(given->secret));
}

/* git hands back each answer that was taken: no need to read more. */
static bool
acknowledge(const struct fc_paths *paths, const struct fc_cache *cache,
            const struct fc_credential *given)
{
	struct fc_access access = FC_ACCESS_INIT;
	const bool ours = !fc_callers[given->purpose].names_repository &&
	                  is_ours(cache, given->host, given->secret, &access);

	fc_trace("%s: %s", given->host,
	         ours ? "our own token was taken: nothing to keep"
	              : "a token is handed over");
	if (ours)
		note_taken(paths, cache, &access, given);
	fc_access_clear(&access);
	return ours;
}

enum fc_lookup
fc_credential_store(const struct fc_credential *given, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_FOUND;

	if (is_nothing(given))
		return FC_FOUND;
	if (!fc_paths_find(&paths, err))
		return fc_callers[given->purpose].prompts ? FC_ABSENT
		                                          : FC_FAILED;
	if (fc_cache_open(&cache, &paths, false, &ignored) != FC_FOUND)
		fc_cache_close(&cache);
	if (!acknowledge(&paths, &cache, given) && !given->ephemeral)
		result = store_with_configuration(&paths, &cache, given, err);
	fc_cache_close(&cache);
	return result;
}
