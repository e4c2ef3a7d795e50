/* SPDX-License-Identifier: Apache-2.0 */
/* The errands that bring a token: refresh and login. */
#include "errands.h"

#include "base/log.h"
#include "oauth/client.h"
#include "oauth/keeper.h"
#include "oauth/login.h"
#include "oauth/refresh.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
open_keeper(const struct oauth_scene *scene, struct fc_keeper *keeper,
            struct fc_error *err)
{
	keeper->places = scene->config->places;
	keeper->stack = scene->stack;
	keeper->stamps = scene->stamps;
	return fc_client_secret_load(scene->config, scene->stack, err) &&
	       fc_keeper_open(keeper, err);
}

bool
oauth_refresh(const struct oauth_scene *scene, struct fc_outcome *outcome,
              struct fc_error *err)
{
	struct fc_keeper keeper = FC_KEEPER_INIT;
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_http *http = NULL;
	int timeout_s = scene->errand->timeout_s;
	bool done = false;

	if (timeout_s == 0)
		timeout_s = scene->stack->network_timeout_s;
	if (!open_keeper(scene, &keeper, err))
		goto out;
	http = fc_http_new(scene->stack, err);
	if (!http)
		goto out;
	done = fc_refresh(&keeper, http, timeout_s, &grant, err);
	if (done)
		fc_token_move(&outcome->token, &grant.token);
out:
	fc_http_free(http);
	fc_grant_clear(&grant);
	fc_keeper_close(&keeper);
	return done;
}

/* Another application's login gives way to ours, but not silently. */
static bool
check_foreign(const struct fc_keeper *keeper, struct fc_error *err)
{
	struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
	char client_id[128];
	enum fc_lookup result;

	if (keeper->vault.home.fd < 0)
		return true;
	result = fc_vault_read(&keeper->vault, keeper->stack, &saved, err);
	if (result == FC_ABSENT && saved.foreign) {
		fc_printable(client_id, sizeof(client_id),
		             fc_buf_str(&saved.client_id),
		             saved.client_id.len);
		fc_warn("%s: a login of another application (client_id %s) is "
		        "saved; yours will replace it", keeper->stack->host,
		        client_id);
	}
	fc_saved_login_clear(&saved);
	/* What makes no sense gives way to a new login; a file that does not
	 * is for the reservation to refuse. */
	return result != FC_FAILED || err->kind == FC_ERR_DATA;
}

static void
greet(const char *host, const char *name)
{
	char line[1024];
	int len;

	len = snprintf(line, sizeof(line), *name ? "logged in to %s as %s\n"
	                                         : "logged in to %s%s\n",
	               host, name);
	if (write(STDERR_FILENO, line, (size_t)len) < 0)
		return; /* nobody is left to be greeted */
}

static bool
log_in(const struct oauth_scene *scene, struct fc_keeper *keeper,
       struct fc_http *http, struct fc_outcome *outcome, struct fc_error *err)
{
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_login *login;
	enum fc_login_mode mode = scene->errand->mode;
	bool kept = false;

	if (mode == FC_LOGIN_AUTO)
		mode = scene->stack->login;
	if (mode == FC_LOGIN_NEVER)
		mode = FC_LOGIN_AUTO;
	keeper->notes.unfinished_login = time(NULL);
	fc_keeper_note(keeper);
	login = fc_login_run(scene->stack, mode, http, &grant, outcome->user,
	                     sizeof(outcome->user), err);
	if (!login)
		goto out;
	kept = fc_keeper_keep(keeper, &grant, NULL, outcome->user, err);
	fc_login_finish(login, kept ? NULL : err);
	if (!kept)
		goto out;
	greet(scene->stack->host, outcome->user);
	memset(&keeper->notes, 0, sizeof(keeper->notes));
	fc_keeper_note(keeper);
	fc_token_move(&outcome->token, &grant.token);
out:
	fc_grant_clear(&grant);
	return kept;
}

bool
oauth_login(const struct oauth_scene *scene, struct fc_outcome *outcome,
            struct fc_error *err)
{
	struct fc_keeper keeper = FC_KEEPER_INIT;
	struct fc_http *http = NULL;
	bool done = false;

	if (!scene->stack->client_id) {
		fc_fail(err, FC_ERR_CONFIG, "logging in to %s: no client_id is "
		        "configured", scene->stack->host);
		fc_error_hint(err, "set client_id in [%s] of %s",
		              scene->stack->host,
		              scene->config->places->config);
		return false;
	}
	if (!open_keeper(scene, &keeper, err) ||
	    !check_foreign(&keeper, err) || !fc_keeper_reserve(&keeper, err))
		goto out;
	http = fc_http_new(scene->stack, err);
	if (!http)
		goto out;
	done = log_in(scene, &keeper, http, outcome, err);
out:
	fc_http_free(http);
	fc_keeper_close(&keeper);
	return done;
}
