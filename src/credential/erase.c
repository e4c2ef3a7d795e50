/* SPDX-License-Identifier: Apache-2.0 */
/* A credential that was refused is forgotten. */
#include "credential/erase.h"

#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "config/config.h"
#include "credential/refusals.h"
#include "credential/stack_lock.h"
#include "record/cache.h"
#include "record/environment.h"
#include "record/notes.h"
#include "record/static_tokens.h"
#include "request/config_load.h"

#include <stdlib.h>
#include <string.h>

#define REFUSED_WITHIN_S 60
#define LOCK_LIMIT_S 10

/* Whose record is it: that of the host, or of the stack it stands for? */
static enum fc_lookup
find_record_host(const struct fc_paths *paths,
                 const struct fc_credential *given, char host[FC_HOST_SIZE],
                 struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	enum fc_lookup result = FC_FAILED;

	if (fc_config_load(&config, paths, err))
		result = fc_config_find(&config, given->host, given->purpose,
		                        &stack, err);
	if (result == FC_FOUND)
		fc_text_join(host, FC_HOST_SIZE, stack.host, NULL);
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return result;
}

/* Is the record's token the one that is to go? */
static bool
is_erased(const struct fc_cache *cache, const char *host,
          const struct fc_credential *given, struct fc_access *access)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_cache_get(cache, host, access, &ignored) == FC_FOUND &&
	       (!given->secret ||
	        fc_secret_equals(&access->token.access, given->secret,
	                         strlen(given->secret)));
}

static bool
is_previous(const struct fc_access *access, const struct fc_credential *given)
{
	return given->secret &&
	       fc_secret_equals(&access->previous, given->secret,
	                        strlen(given->secret));
}

/* git itself says no more than "Authentication failed". */
static void
explain(const struct fc_credential *given, const char *what)
{
	if (fc_callers[given->purpose].prompts && given->secret)
		fc_warn("%s refused %s", given->host, what);
}

/* A token that was refused so soon was never good for this purpose. */
static void
note_refusal(const struct fc_cache *cache, const char *host,
             const struct fc_credential *given, const struct fc_token *token,
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

/* A stack that takes our tokens: the 401 may be of one service alone, or for
 * want of a right.  The token stays until there is a newer one. */
static bool
keep_refused(const struct fc_cache *cache, const char *host, bool locked,
             struct fc_access *access, time_t now, struct fc_error *err)
{
	struct fc_notes notes;

	if (!locked)
		return true;
	if (access->refused) {
		fc_notes_get(cache, host, &notes);
		fc_refusals_count(&notes, now);
		fc_notes_put(cache, host, &notes);
		return true;
	}
	access->refused = true;
	return fc_cache_put(cache, host, access, err);
}

static bool
is_taken(const struct fc_cache *cache, const char *host,
         const struct fc_credential *given, const struct fc_access *access)
{
	struct fc_notes notes;

	fc_notes_get(cache, host, &notes);
	return given->secret && (access->taken[given->purpose] ||
	                         notes.taken[given->purpose] != 0);
}

/*
 * Behind a login that stays open, or a refresh that hangs, it goes without
 * the lock: at worst a newer one goes that came this very moment, and is
 * renewed, which beats answering what was refused again and again.
 */
static bool
erase_record(const struct fc_paths *paths, struct fc_cache *cache,
             const char *host, const struct fc_credential *given, time_t now,
             struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	bool done = true, locked, erased;

	erased = is_erased(cache, host, given, &access);
	if (erased || is_previous(&access, given))
		explain(given, "the token from the cache; run the command "
		        "again, a new one is asked for");
	fc_trace("%s: %s", host, erased ? "the record's token was refused"
	         : "the record holds another token, and stays");
	if (!erased)
		goto out;
	locked = fc_credential_lock(&lock, paths, host, LOCK_LIMIT_S);
	if (!is_erased(cache, host, given, &access))
		goto out;
	if (is_taken(cache, host, given, &access)) {
		done = keep_refused(cache, host, locked, &access, now,
		                    err);
		goto out;
	}
	if (locked)
		note_refusal(cache, host, given, &access.token, now);
	done = fc_cache_forget(cache, host, err);
out:
	fc_access_clear(&access);
	fc_stack_unlock(&lock);
	return done;
}

static bool
erase_static(const struct fc_paths *paths, const struct fc_credential *given,
             struct fc_error *err)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_credential named = *given;
	char user[FC_STATIC_TOKEN_USER_MAX];
	enum fc_lookup result;

	/* At the epoch nothing has expired: those go as well. */
	result = fc_static_token_find(paths, given->host, given->user, 0,
	                              &found, err);
	/* One that came without a name has answered this one. */
	if (result == FC_FOUND && given->user && given->secret &&
	    found.any_user) {
		fc_text_join(user, sizeof(user), found.user, NULL);
		named.user = user;
	}
	fc_static_token_clear(&found);
	if (result == FC_FAILED)
		return false;
	/* A user name may be remembered without a token. */
	if (result == FC_ABSENT &&
	    (given->secret ||
	     !fc_static_token_last_user(paths, given->host, user)))
		return true;
	return fc_credential_send(FC_REQUEST_ERASE, &named, err);
}

/* A registry's record only points to its stack's, whose token git uses too. */
static enum fc_lookup
erase_pointer(const struct fc_paths *paths, const struct fc_credential *given,
              struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	enum fc_lookup result = FC_FOUND;

	if (fc_cache_open(&cache, paths, false, &ignored) == FC_FOUND &&
	    !fc_cache_forget(&cache, given->host, err))
		result = FC_FAILED;
	fc_cache_close(&cache);
	return result;
}

/* The access record of whoever answers for the host. */
static enum fc_lookup
erase_access(const struct fc_paths *paths, const struct fc_credential *given,
             time_t now, struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	enum fc_lookup result = FC_FOUND;

	if (fc_callers[given->purpose].names_repository)
		return erase_pointer(paths, given, err);
	fc_text_join(host, sizeof(host), given->host, NULL);
	if (fc_cache_open(&cache, paths, false, &ignored) != FC_FOUND ||
	    fc_cache_get(&cache, host, &access, &ignored) != FC_FOUND)
		result = find_record_host(paths, given, host, err);
	if (result == FC_FOUND && cache.dir.fd >= 0 &&
	    !erase_record(paths, &cache, host, given, now, err))
		result = FC_FAILED;
	fc_access_clear(&access);
	fc_cache_close(&cache);
	return result;
}

/* Is it what FOUNDRY_TOKEN, for the stack named, has answered for this host?
 * paths may be NULL: there are none. */
static bool
is_of_environment(const struct fc_paths *paths,
                  const struct fc_credential *given, time_t now,
                  char named[FC_HOST_SIZE])
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char host[FC_HOST_SIZE] = "";
	bool is;

	is = given->secret &&
	     fc_environment_token(now, &token, named, &ignored) == FC_FOUND &&
	     fc_secret_equals(&token.access, given->secret,
	                      strlen(given->secret));
	fc_token_clear(&token);
	if (!is || strcmp(given->host, named) == 0)
		return is;
	return paths &&
	       find_record_host(paths, given, host, &ignored) == FC_FOUND &&
	       strcmp(host, named) == 0;
}

/* What stays will be answered again, to who may refuse it for ever. */
static void
note_what_stays(const struct fc_paths *paths, const char *host,
                const struct fc_credential *given, time_t now)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool nothing = !fc_callers[given->purpose].prompts || !given->secret;

	if (!nothing && fc_config_load(&config, paths, &ignored))
		nothing = fc_config_find(&config, host, given->purpose, &stack,
		                         &ignored) == FC_FOUND &&
		          stack.cache == FC_CACHE_NOOP;
	if (!nothing)
		fc_refusals_note(paths, host, now);
	fc_stack_clear(&stack);
	fc_config_clear(&config);
}

enum fc_lookup
fc_credential_erase(const struct fc_credential *given, time_t now,
                    struct fc_error *err)
{
	struct fc_paths paths;
	char named[FC_HOST_SIZE];
	struct fc_error homeless = FC_ERROR_INIT;
	const bool placed = fc_paths_find(&paths, &homeless);
	enum fc_lookup result;

	if (is_of_environment(placed ? &paths : NULL, given, now, named)) {
		explain(given, "FOUNDRY_TOKEN: expired, revoked, or of "
		        "another stack");
		if (placed)
			note_what_stays(&paths, named, given, now);
		return FC_FOUND;
	}
	if (!placed) {
		*err = homeless;
		return fc_config_homeless(given->host, given->purpose);
	}
	result = erase_access(&paths, given, now, err);
	if (result == FC_FOUND && !erase_static(&paths, given, err)) {
		note_what_stays(&paths, given->host, given, now);
		result = FC_FAILED;
	}
	return result;
}
