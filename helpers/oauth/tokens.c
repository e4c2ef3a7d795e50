/* SPDX-License-Identifier: Apache-2.0 */
/* The requests that bring a token: refresh and login. */
#include "verbs.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/log.h"
#include "base/wrap.h"
#include "oauth/account.h"
#include "oauth/client.h"
#include "oauth/login.h"
#include "oauth/refresh.h"
#include "oauth/terminal.h"
#include "oauth/token_saver.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_TIMEOUT_MS 3000

static bool
open_saver(const struct oauth_scene *scene, struct fc_token_saver *saver,
           struct fc_error *err)
{
	saver->paths = scene->config->paths;
	saver->config = scene->config;
	saver->stack = scene->stack;
	return fc_client_secret_load(scene->config, scene->stack, err) &&
	       fc_token_saver_open(saver, err);
}

struct waiting {
	const struct oauth_scene *scene;
	struct fc_token_saver *saver;
};

/* To the caller it is a failure, and to those who ask next. */
static void
leave(void *arg, const struct fc_error *why)
{
	const struct waiting *waiting = arg;

	waiting->saver->notes.network_failure = fc_clock_now();
	fc_token_saver_note(waiting->saver);
	oauth_leave(waiting->scene->request, why);
}

bool
oauth_refresh(const struct oauth_scene *scene, struct fc_reply *reply,
              struct fc_error *err)
{
	struct fc_token_saver saver = FC_TOKEN_SAVER_INIT;
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_http *http = NULL;
	struct waiting waiting = { scene, &saver };
	int timeout_s = scene->request->timeout_s;
	bool done = false;

	if (timeout_s == 0)
		timeout_s = scene->stack->network_timeout_s;
	if (!open_saver(scene, &saver, err))
		goto out;
	http = fc_http_new(scene->stack, err);
	if (!http)
		goto out;
	fc_http_remember(http, saver.paths);
	fc_http_on_late(http, leave, &waiting);
	done = fc_refresh(&saver, http, timeout_s, &grant, err);
	if (done)
		fc_token_move(&reply->token, &grant.token);
out:
	fc_http_leave(http);
	fc_grant_clear(&grant);
	fc_token_saver_close(&saver);
	return done;
}

/* Another application's login gives way to ours, but not silently.  *ours:
 * there is one of ours. */
static bool
check_saved(const struct fc_token_saver *saver, bool *ours,
            struct fc_error *err)
{
	struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
	char client_id[128];
	enum fc_lookup result;

	*ours = false;
	if (saver->vault.home.fd < 0)
		return true;
	result = saver->backend->read(&saver->vault, saver->stack, &saved,
	                              err);
	*ours = result == FC_FOUND;
	if (result == FC_ABSENT && saved.foreign) {
		fc_printable(client_id, sizeof(client_id),
		             fc_buf_str(&saved.client_id),
		             saved.client_id.len);
		fc_warn("%s: a login of another application (client_id %s) is "
		        "saved; yours will replace it", saver->stack->host,
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
	fc_strip_for_terminal(line, (size_t)len);
	fc_wrap_for_terminal(line, STDERR_FILENO);
	if (write(STDERR_FILENO, line, (size_t)len) < 0)
		return; /* nobody is left to be greeted */
}

/* "login = never" is for others than who asks by name. */
static enum fc_login_mode
mode_of(const struct oauth_scene *scene)
{
	if (scene->request->mode != FC_LOGIN_AUTO)
		return scene->request->mode;
	return scene->stack->login == FC_LOGIN_NEVER ? FC_LOGIN_AUTO
	                                             : scene->stack->login;
}

/* The saved login first; then whose it is, for the person and the record. */
static bool
keep(struct fc_token_saver *saver, struct fc_http *http,
     const struct fc_grant *grant, char user[FC_ACCOUNT_SIZE],
     struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;

	if (!fc_token_saver_save(saver, grant, NULL, err))
		return false;
	if (!fc_account_name(http, saver->stack, &grant->token.access,
	                     NAME_TIMEOUT_MS, user, &ignored))
		user[0] = '\0'; /* it only greets the person */
	fc_secret_mask(user, grant->token.access.plain,
	               grant->token.access.len);
	fc_secret_mask(user, grant->refresh.plain, grant->refresh.len);
	fc_token_saver_record(saver, grant, NULL, user);
	return true;
}

/* What is written down at a login's end: nothing when it is done, and when
 * nobody finished it, so that no tab follows at once. */
static void
note_end(struct fc_token_saver *saver, const struct fc_request *request,
         bool done)
{
	struct fc_notes *notes = &saver->notes;
	const struct fc_notes was = *notes;

	if (done) {
		memset(notes, 0, sizeof(*notes));
		memcpy(notes->taken, was.taken, sizeof(was.taken));
	} else {
		notes->unfinished_login = fc_clock_now();
		if (request->patience_s)
			notes->login_pause = fc_notes_next_pause(&was);
	}
	fc_token_saver_note(saver);
}

static bool
log_in(const struct oauth_scene *scene, struct fc_token_saver *saver,
       bool saved, struct fc_http *http, struct fc_reply *reply,
       struct fc_error *err)
{
	struct fc_grant grant = FC_GRANT_INIT;
	struct fc_login *login;
	bool kept = false;

	login = fc_login_run(scene->stack, mode_of(scene), saved, http, &grant,
	                     err);
	if (login) {
		kept = keep(saver, http, &grant, reply->user, err);
		fc_login_finish(login, reply->user, kept ? NULL : err);
	}
	note_end(saver, scene->request, kept);
	if (kept) {
		greet(scene->stack->host, reply->user);
		fc_token_move(&reply->token, &grant.token);
	}
	fc_grant_clear(&grant);
	return kept;
}

bool
oauth_login(const struct oauth_scene *scene, struct fc_reply *reply,
            struct fc_error *err)
{
	struct fc_token_saver saver = FC_TOKEN_SAVER_INIT;
	struct fc_http *http = NULL;
	const int patience_s = scene->request->patience_s;
	bool saved, done = false;

	if (patience_s && patience_s < scene->stack->login_timeout_s)
		scene->stack->login_timeout_s = patience_s;
	if (!scene->stack->client_id)
		return fc_no_client_id(err, "logging in to", scene->stack);
	if (!open_saver(scene, &saver, err) || !check_saved(&saver, &saved,
	                                               err))
		goto out;
	fc_terminal_watch(); /* from here on there is something to clear away */
	if (!fc_token_saver_reserve(&saver, err))
		goto out;
	http = fc_http_new(scene->stack, err);
	if (!http)
		goto out;
	fc_http_remember(http, saver.paths);
	done = log_in(scene, &saver, saved, http, reply, err);
out:
	fc_http_leave(http);
	fc_token_saver_close(&saver);
	return done;
}
