/* SPDX-License-Identifier: Apache-2.0 */
/* What callers hand back: secrets to keep, and secrets that were refused. */
#include "store/handover.h"

#include "base/log.h"
#include "base/text.h"
#include "store/binding.h"
#include "store/broker.h"
#include "store/config.h"
#include "store/registry.h"
#include "store/renewal.h"
#include "store/statics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFUSED_WITHIN_S 60
#define ERRAND_LIMIT_S 30

/* Is this secret a token that we gave out for that host ourselves? */
static bool
is_ours(const struct fc_cache *cache, const char *host, const char *secret)
{
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	const size_t len = strlen(secret);
	bool ours;

	ours = cache->dir.fd >= 0 &&
	       fc_cache_follow(cache, host, &access, &ignored) == FC_FOUND &&
	       (fc_secret_equals(&access.token.access, secret, len) ||
	        fc_secret_equals(&access.previous, secret, len));
	fc_access_clear(&access);
	return ours;
}

/* The host's lock, if it is free: when it is not, what we would change is
 * about to be replaced anyway.  Cleared with fc_renewal_clear. */
static bool
lock_host(const struct fc_places *places, const char *host,
          struct fc_stack *stack, struct fc_renewal *renewal)
{
	struct fc_error ignored = FC_ERROR_INIT;

	fc_text_join(stack->host, sizeof(stack->host), host, NULL);
	renewal->places = places;
	renewal->stack = stack;
	return fc_renewal_lock(renewal, 0, &ignored);
}

/* It was taken: an earlier refusal is history. */
static void
forget_refusal(const struct fc_places *places, const struct fc_cache *cache,
               const struct fc_handover *given)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_notes notes;

	fc_notes_get(cache, given->host, &notes);
	if (notes.refused[given->purpose] != 0 &&
	    lock_host(places, given->host, &stack, &renewal)) {
		notes.refused[given->purpose] = 0;
		notes.refused_refresh = 0;
		fc_notes_put(cache, given->host, &notes);
	}
	fc_renewal_clear(&renewal);
}

static bool
equals_environment(const struct fc_handover *given)
{
	const char *token = getenv("FOUNDRY_TOKEN");

	return token && strcmp(token, given->secret) == 0;
}

/* Does this stack keep what this caller hands over? */
static bool
keeps(const struct fc_stack *stack, const struct fc_handover *given)
{
	if (stack->cache != FC_CACHE_READ_WRITE || equals_environment(given))
		return false;
	return given->purpose == FC_PURPOSE_DOCKER || given->on_purpose ||
	       !stack->client_id ||
	       stack->token[given->purpose] == FC_TOKEN_STATIC;
}

static bool
is_kept_already(const struct fc_places *places,
                const struct fc_handover *given)
{
	struct fc_static found = FC_STATIC_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool same;

	same = fc_static_find(places, given->host, given->user, 0, &found,
	                      &ignored) == FC_FOUND &&
	       fc_secret_equals(&found.token.access, given->secret,
	                        strlen(given->secret)) &&
	       (given->expires_at == 0 ||
	        given->expires_at == found.token.expires_at);
	fc_static_clear(&found);
	return same;
}

static bool
send_off(enum fc_errand_verb verb, const struct fc_handover *given,
         struct fc_error *err)
{
	struct fc_errand errand = FC_ERRAND_INIT;
	struct fc_outcome outcome = FC_OUTCOME_INIT;
	bool done = false;

	errand.verb = verb;
	errand.purpose = given->purpose;
	errand.expires_at = given->expires_at;
	errand.any_user = given->user == NULL;
	snprintf(errand.host, sizeof(errand.host), "%s", given->host);
	if (given->user && strlen(given->user) >= sizeof(errand.user)) {
		fc_fail(err, FC_ERR_DATA, "%s: the user name is too long",
		        given->host);
		goto out;
	}
	snprintf(errand.user, sizeof(errand.user), "%s",
	         given->user ? given->user : "");
	if (given->secret &&
	    !fc_secret_set(&errand.secret, given->secret,
	                   strlen(given->secret), err))
		goto out;
	if (!fc_errand_run(&errand, NULL, ERRAND_LIMIT_S, &outcome, err))
		goto out;
	done = outcome.done;
	if (!done)
		*err = outcome.error;
out:
	fc_errand_clear(&errand);
	fc_outcome_clear(&outcome);
	return done;
}

/* Not a Foundry token, but one of the registry's own token service: it would
 * stand in the way of ours. */
static bool
is_identity_token(const struct fc_handover *given)
{
	return given->purpose == FC_PURPOSE_DOCKER && given->user &&
	       strcmp(given->user, "<token>") == 0;
}

/* A docker user name is a repository's RID, and remembered.  "docker login"
 * also hands back what "get" has just answered, which is known already. */
static bool
is_remembered(const struct fc_places *places, const struct fc_stack *stack,
              const struct fc_handover *given)
{
	char known[FC_STATIC_USER_MAX];

	if (given->purpose != FC_PURPOSE_DOCKER || !given->user ||
	    stack->cache != FC_CACHE_READ_WRITE)
		return true;
	if (!fc_static_last_user(places, given->host, known))
		fc_text_join(known, sizeof(known), fc_stack_username(stack),
		             NULL);
	return strcmp(known, given->user) == 0;
}

static bool
keep_secret(const struct fc_places *places, const struct fc_handover *given,
            struct fc_error *err)
{
	if (is_kept_already(places, given))
		return true;
	if (!fc_token_is_wellformed(given->secret, strlen(given->secret)))
		return fc_fail(err, FC_ERR_DATA, "%s: not stored: a token has "
		               "no blanks, line ends or odd characters in it",
		               given->host);
	return send_off(FC_ERRAND_STORE, given, err);
}

/* The name of a token that came without one is the one that is answered
 * then: under that git hands it back, and has it erased. */
static bool
keep_named(const struct fc_config *config, const struct fc_stack *stack,
           const struct fc_handover *given, struct fc_error *err)
{
	struct fc_handover named = *given;
	char known[FC_STATIC_USER_MAX] = "";

	if (!given->user || !*given->user) {
		if (fc_stack_is_alias(stack))
			fc_registry_username(config, stack, known,
			                     sizeof(known));
		named.user = *known ? known : fc_stack_username(stack);
	}
	return keep_secret(config->places, &named, err);
}

static bool
store_for(const struct fc_config *config, const struct fc_cache *cache,
          const struct fc_stack *stack, const struct fc_handover *given,
          struct fc_error *err)
{
	struct fc_handover name_only = *given;
	struct fc_error unsaved = FC_ERROR_INIT;

	if (is_identity_token(given)) {
		fc_warn("%s: the registry's identity token is not kept",
		        given->host);
		return true;
	}
	if (keeps(stack, given) && !is_ours(cache, stack->host, given->secret))
		return keep_named(config, stack, given, err);
	if (is_remembered(config->places, stack, given))
		return true;
	/* A login that works is none to fail for the name's sake. */
	name_only.secret = NULL;
	if (!send_off(FC_ERRAND_STORE, &name_only, &unsaved))
		fc_error_report(&unsaved);
	return true;
}

static enum fc_lookup
store_with_configuration(const struct fc_places *places,
                         const struct fc_cache *cache,
                         const struct fc_handover *given,
                         struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	enum fc_lookup result = FC_FAILED;

	if (fc_config_load(&config, places, err))
		result = fc_config_find(&config, given->host, given->purpose,
		                        &stack, err);
	if (result == FC_FOUND &&
	    !store_for(&config, cache, &stack, given, err))
		result = FC_FAILED;
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result;
}

enum fc_lookup
fc_handover_store(const struct fc_handover *given, struct fc_error *err)
{
	struct fc_places places;
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_FOUND;

	if (!given->secret || !*given->secret || given->ephemeral)
		return FC_FOUND;
	if (!fc_places_find(&places, err))
		return FC_FAILED;
	if (fc_cache_open(&cache, &places, false, &ignored) != FC_FOUND)
		fc_cache_close(&cache);
	/* git hands back each answer that was taken: no need to read more. */
	if (given->purpose != FC_PURPOSE_DOCKER &&
	    is_ours(&cache, given->host, given->secret))
		forget_refusal(&places, &cache, given);
	else
		result = store_with_configuration(&places, &cache, given, err);
	fc_cache_close(&cache);
	return result;
}

/* Whose record is it: that of the host, or of the stack it stands for? */
static enum fc_lookup
find_record_host(const struct fc_places *places,
                 const struct fc_handover *given, char host[FC_HOST_SIZE],
                 struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	enum fc_lookup result = FC_FAILED;

	if (fc_config_load(&config, places, err))
		result = fc_config_find(&config, given->host, given->purpose,
		                        &stack, err);
	if (result == FC_FOUND)
		snprintf(host, FC_HOST_SIZE, "%s", stack.host);
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result;
}

/* Is the record's token the one that is to go? */
static bool
is_erased(const struct fc_cache *cache, const char *host,
          const struct fc_handover *given, struct fc_access *access)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_cache_get(cache, host, access, &ignored) == FC_FOUND &&
	       (!given->secret ||
	        fc_secret_equals(&access->token.access, given->secret,
	                         strlen(given->secret)));
}

/* A token that was refused so soon was never good for this purpose. */
static void
note_refusal(const struct fc_cache *cache, const char *host,
             const struct fc_handover *given, const struct fc_token *token,
             time_t now)
{
	struct fc_notes notes;

	if (!given->secret || now < token->issued_at ||
	    now - token->issued_at >= REFUSED_WITHIN_S)
		return;
	fc_notes_get(cache, host, &notes);
	notes.refused[given->purpose] = now;
	fc_notes_put(cache, host, &notes);
}

static bool
erase_record(const struct fc_places *places, struct fc_cache *cache,
             const char *host, const struct fc_handover *given, time_t now,
             struct fc_error *err)
{
	struct fc_renewal renewal = FC_RENEWAL_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	bool done = true;

	if (is_erased(cache, host, given, &access) &&
	    lock_host(places, host, &stack, &renewal) &&
	    is_erased(cache, host, given, &access)) {
		note_refusal(cache, host, given, &access.token, now);
		done = fc_cache_forget(cache, host, err);
	}
	fc_access_clear(&access);
	fc_renewal_clear(&renewal);
	return done;
}

static bool
erase_static(const struct fc_places *places, const struct fc_handover *given,
             struct fc_error *err)
{
	struct fc_static found = FC_STATIC_INIT;
	char user[FC_STATIC_USER_MAX];
	enum fc_lookup result;

	/* At the epoch nothing has expired: those go as well. */
	result = fc_static_find(places, given->host, given->user, 0, &found,
	                        err);
	fc_static_clear(&found);
	if (result == FC_FAILED)
		return false;
	/* A user name may be remembered without a token. */
	if (result == FC_ABSENT &&
	    (given->secret ||
	     !fc_static_last_user(places, given->host, user)))
		return true;
	return send_off(FC_ERRAND_ERASE, given, err);
}

/* A registry's record only points to its stack's, whose token git uses too. */
static enum fc_lookup
erase_pointer(const struct fc_places *places, const struct fc_handover *given,
              struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_FOUND;

	if (fc_cache_open(&cache, places, false, &ignored) == FC_FOUND &&
	    !fc_cache_forget(&cache, given->host, err))
		result = FC_FAILED;
	fc_cache_close(&cache);
	return result;
}

/* The access record of whoever answers for the host. */
static enum fc_lookup
erase_access(const struct fc_places *places, const struct fc_handover *given,
             time_t now, struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	enum fc_lookup result = FC_FOUND;

	if (given->purpose == FC_PURPOSE_DOCKER)
		return erase_pointer(places, given, err);
	fc_text_join(host, sizeof(host), given->host, NULL);
	if (fc_cache_open(&cache, places, false, &ignored) != FC_FOUND ||
	    fc_cache_get(&cache, host, &access, &ignored) != FC_FOUND)
		result = find_record_host(places, given, host, err);
	if (result == FC_FOUND && cache.dir.fd >= 0 &&
	    !erase_record(places, &cache, host, given, now, err))
		result = FC_FAILED;
	fc_access_clear(&access);
	fc_cache_close(&cache);
	return result;
}

enum fc_lookup
fc_handover_erase(const struct fc_handover *given, time_t now,
                  struct fc_error *err)
{
	struct fc_places places;
	enum fc_lookup result;

	if (!fc_places_find(&places, err))
		return FC_FAILED;
	result = erase_access(&places, given, now, err);
	if (result == FC_FOUND && !erase_static(&places, given, err))
		result = FC_FAILED;
	return result;
}
