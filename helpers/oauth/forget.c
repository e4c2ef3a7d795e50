/* SPDX-License-Identifier: Apache-2.0 */
/* The requests about what is kept: static tokens, and logging out. */
#include "verbs.h"

#include "base/jwt.h"
#include "base/log.h"
#include "oauth/client.h"
#include "oauth/revoke.h"
#include "oauth/saved_root.h"
#include "record/cache.h"
#include "record/last_used.h"
#include "record/netrc_file.h"
#include "record/notes.h"
#include "record/static_tokens.h"
#include "vault/backend.h"
#include "vault/index.h"
#include "vault/repair.h"

#include <string.h>

#define REVOKE_LIMIT_MS 3000

bool
oauth_store(const struct oauth_scene *scene, struct fc_reply *reply,
            struct fc_error *err)
{
	const struct fc_request *request = scene->request;
	struct fc_vault vault = FC_VAULT_INIT;
	time_t expires_at = request->expires_at;
	bool done;

	(void)reply;
	if (request->secret.plain &&
	    fc_jwt_expiry(request->secret.plain, request->secret.len) != 0)
		expires_at = fc_jwt_expiry(request->secret.plain,
		                           request->secret.len);
	done = fc_vault_open(&vault, scene->config->paths, err) &&
	       fc_vault_store_static(&vault, request->host, request->user,
	                             request->any_user, &request->secret,
	                             expires_at, err);
	fc_vault_close(&vault);
	return done;
}

bool
oauth_erase(const struct oauth_scene *scene, struct fc_reply *reply,
            struct fc_error *err)
{
	const struct fc_request *request = scene->request;
	struct fc_vault vault = FC_VAULT_INIT;
	bool done;

	(void)reply;
	done = fc_vault_open(&vault, scene->config->paths, err) &&
	       fc_vault_erase_static(&vault, request->host,
	                             request->any_user ? NULL : request->user,
	                             &request->secret, err);
	fc_vault_close(&vault);
	return done;
}

/* The newest refresh token, which takes its access tokens along; else the
 * access token of the record. */
static enum fc_lookup
token_to_revoke(const struct fc_vault *vault, const struct fc_cache *cache,
                const struct fc_stack *stack, struct fc_secret *token,
                struct fc_error *err)
{
	struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	enum fc_lookup result;

	if (!fc_vault_adopt(vault, stack, err))
		return FC_FAILED;
	result = fc_vault_backend_of(stack)->read(vault, stack, &saved, err);
	if (result == FC_FOUND) {
		fc_secret_move(token, &saved.refresh);
	} else if (cache->dir.fd >= 0) {
		result = fc_cache_get(cache, stack->host, &access, err);
		if (result == FC_FOUND)
			fc_secret_move(token, &access.token.access);
	}
	fc_saved_login_clear(&saved);
	fc_access_clear(&access);
	return result;
}

/* Failing is told, and no reason to keep anything. */
static void
revoke(const struct oauth_scene *scene, const struct fc_vault *vault,
       const struct fc_cache *cache)
{
	struct fc_secret token = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_http *http = NULL;
	enum fc_lookup result;
	bool done = false;

	result = token_to_revoke(vault, cache, scene->stack, &token, &err);
	if (result == FC_ABSENT)
		return;
	if (result == FC_FOUND && scene->stack->client_id &&
	    fc_client_secret_load(scene->config, scene->stack, &err)) {
		http = fc_http_new(scene->stack, &err);
		done = http && fc_revoke(http, scene->stack, &token,
		                         REVOKE_LIMIT_MS, &err);
	}
	if (!done)
		fc_warn("%s: not revoked there, only forgotten here: %.300s",
		        scene->stack->host, err.text);
	fc_http_leave(http);
	fc_secret_clear(&token);
}

struct forgetting {
	const struct fc_vault *vault;
	struct fc_cache caches[2]; /* the runtime directory's and the home's */
	struct fc_error *err;
	bool done;
};

/* Goes on after a fault: what can be forgotten is forgotten. */
static bool
forget_host(const char *host, void *arg)
{
	struct forgetting *forgetting = arg;
	const struct fc_notes nothing = { .network_failure = 0 };
	size_t i;

	if (!fc_vault_erase_static(forgetting->vault, host, NULL, NULL,
	                           forgetting->err))
		forgetting->done = false;
	for (i = 0; i < 2; i++) {
		if (forgetting->caches[i].dir.fd < 0)
			continue;
		if (!fc_cache_forget(&forgetting->caches[i], host,
		                     forgetting->err))
			forgetting->done = false;
		if (!fc_saved_root_forget(&forgetting->caches[i], host,
		                          forgetting->err))
			forgetting->done = false;
		if (!fc_netrc_file_forget(&forgetting->caches[i], host,
		                          forgetting->err))
			forgetting->done = false;
		fc_notes_put(&forgetting->caches[i], host, &nothing);
	}
	return true;
}

/* The registry that is the stack's by its name alone. */
static void
forget_registry(const struct oauth_scene *scene,
                struct forgetting *forgetting)
{
	char host[FC_HOST_SIZE];

	if (fc_registry_of_stack(scene->stack->host, host) &&
	    !fc_config_names(scene->config, host))
		forget_host(host, forgetting);
}

/* A process with another environment has kept its records elsewhere. */
static void
open_caches(struct forgetting *forgetting, const struct fc_paths *paths)
{
	struct fc_paths home = *paths;
	struct fc_error ignored = FC_ERROR_INIT;

	home.run[0] = '\0';
	if (fc_cache_open(&forgetting->caches[0], paths, false, &ignored) !=
	    FC_FOUND)
		fc_cache_close(&forgetting->caches[0]);
	if (paths->run[0] &&
	    fc_cache_open(&forgetting->caches[1], &home, false, &ignored) !=
	            FC_FOUND)
		fc_cache_close(&forgetting->caches[1]);
}

static void
say_foreign(const struct fc_vault *vault, const struct fc_stack *stack)
{
	struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_vault_backend_of(stack)->read(vault, stack, &saved, &ignored) ==
	            FC_ABSENT && saved.foreign)
		fc_warn("%s: the login of another application in %s/%s stays",
		        stack->host, vault->home.path, FC_LOGINS_FILE);
	fc_saved_login_clear(&saved);
}

bool
oauth_logout(const struct oauth_scene *scene, struct fc_reply *reply,
             struct fc_error *err)
{
	struct fc_vault vault = FC_VAULT_INIT;
	struct forgetting forgetting = {
		&vault, { FC_CACHE_INIT, FC_CACHE_INIT }, err, true
	};

	(void)reply;
	if (!fc_vault_open(&vault, scene->config->paths, err))
		return false;
	open_caches(&forgetting, scene->config->paths);
	say_foreign(&vault, scene->stack);
	revoke(scene, &vault, &forgetting.caches[0]);
	/* Before the file is written, and it with that. */
	if (!fc_index_forget(scene->config->paths, err))
		forgetting.done = false;
	if (!fc_vault_logout(&vault, scene->stack, err) ||
	    !fc_vault_forget_aside(&vault, err))
		forgetting.done = false;
	forget_host(scene->stack->host, &forgetting);
	fc_last_used_forget(scene->config->paths, scene->stack->host);
	fc_config_aliases(scene->config, scene->stack->host, forget_host,
	                  &forgetting);
	forget_registry(scene, &forgetting);
	fc_cache_close(&forgetting.caches[0]);
	fc_cache_close(&forgetting.caches[1]);
	fc_vault_close(&vault);
	return forgetting.done;
}
