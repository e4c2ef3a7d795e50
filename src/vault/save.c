/* SPDX-License-Identifier: Apache-2.0 */
/* What has been granted gets its place in the shared file. */
#include "vault/vault.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"
#include "vault/kept.h"
#include "vault/shared_file.h"

#include <poll.h>
#include <string.h>

/* Room for the longest token and its keys, '%' doubled. */
#define ROOM (2 * FC_TOKEN_MAX + 8192)
/* Nobody holds the lock for longer than a read and a write take. */
#define LOCK_PROOF_MS 4000
/* A token that can neither be saved nor kept lives in this process alone. */
#define KEEP_LIMIT_MS 40000
#define KEEP_STEP_MS 250

/* The library keeps scopes with commas between. */
static bool
set_scopes(struct fc_ini *ini, const char *section, const char *scopes,
           struct fc_error *err)
{
	struct fc_buf list = FC_BUF_INIT(16384);
	size_t i;
	bool done;

	done = fc_buf_add_str(&list, scopes, err);
	for (i = 0; done && i < list.len; i++)
		if (list.data[i] == ' ')
			list.data[i] = ',';
	done = done && fc_ini_set(ini, section, "scopes", fc_buf_str(&list),
	                          err);
	fc_buf_clear(&list);
	return done;
}

/*
 * An access_token in the file would be believed by the Python library for
 * ever, and a client_secret of another application is none of ours.
 */
static bool
write_login(struct fc_ini *ini, const char *section,
            const struct fc_kept *kept, bool is_new, bool was_other,
            struct fc_error *err)
{
	if (is_new &&
	    (!fc_ini_set(ini, section, "token_uri",
	                 fc_buf_str(&kept->token_uri), err) ||
	     !fc_ini_set(ini, section, "client_id",
	                 fc_buf_str(&kept->client_id), err) ||
	     !set_scopes(ini, section, fc_buf_str(&kept->scopes), err)))
		return false;
	if (was_other &&
	    !fc_ini_unset(ini, section, "client_secret", err))
		return false;
	return fc_ini_unset(ini, section, "access_token", err) &&
	       fc_ini_set(ini, section, "refresh_token", kept->refresh.plain,
	                  err);
}

/* Did somebody save a newer token while ours was under way? */
static bool
is_superseded(const struct fc_saved_login *now, const struct fc_kept *kept)
{
	return now->foreign ||
	       (*now->mark && strcmp(now->mark, kept->from) != 0);
}

static bool
is_of_other_client(const struct fc_saved_login *now,
                   const struct fc_kept *kept)
{
	return now->client_id.len > 0 &&
	       strcmp(fc_buf_str(&now->client_id),
	              fc_buf_str(&kept->client_id)) != 0;
}

/* What the changes below are about. */
struct change {
	const struct fc_stack *stack;
	const struct fc_kept *kept;
	bool saved; /* asked again: was it undone? */
};

/* Is it there already, after a save that is asked for once more? */
static bool
is_done(const struct change *change, const struct fc_saved_login *now)
{
	const struct fc_secret *refresh = &change->kept->refresh;

	return change->saved &&
	       fc_secret_equals(&now->refresh, refresh->plain, refresh->len);
}

static enum fc_lookup
put(struct fc_logins_file *logins, struct change *change, bool is_new,
    const struct fc_saved_login *now, struct fc_error *err)
{
	char name[FC_HOST_SIZE + 8];

	fc_vault_section(logins, change->stack, name);
	change->saved = write_login(&logins->ini, name, change->kept, is_new,
	                            is_of_other_client(now, change->kept),
	                            err);
	return change->saved ? FC_FOUND : FC_FAILED;
}

static enum fc_lookup
save(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	struct change *change = arg;
	const bool login = change->kept->login;
	struct fc_saved_login now = FC_SAVED_LOGIN_INIT;
	enum fc_lookup found, result = FC_FAILED;

	found = fc_vault_find(logins, change->stack, &now, err);
	/* A new login may replace what makes no sense. */
	if (found == FC_FAILED && (!login || err->kind != FC_ERR_DATA))
		goto out;
	if ((!login && is_superseded(&now, change->kept)) ||
	    (found == FC_FOUND && is_done(change, &now)))
		result = FC_ABSENT;
	else /* a section that vanished meanwhile is written whole again */
		result = put(logins, change, login || found == FC_ABSENT,
		             &now, err);
out:
	fc_saved_login_clear(&now);
	return result;
}

/* Later on: whatever else is there now is newer, and what is gone stays
 * gone. */
static enum fc_lookup
adopt(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	struct change *change = arg;
	struct fc_saved_login now = FC_SAVED_LOGIN_INIT;
	enum fc_lookup result;

	result = fc_vault_find(logins, change->stack, &now, err);
	if (result == FC_FAILED && err->kind != FC_ERR_DATA)
		goto out;
	if (result == FC_FAILED || strcmp(now.mark, change->kept->from) != 0)
		result = FC_ABSENT;
	else
		result = put(logins, change, change->kept->login, &now, err);
out:
	fc_saved_login_clear(&now);
	return result;
}

/* --- before anything is sent ---------------------------------------------- */

/* It is not held over the network, where everybody would wait for it. */
static bool
prove_lock(const struct fc_vault *vault, struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	bool done = fc_vault_lock(vault, LOCK_PROOF_MS, &lock, err);

	fc_lock_release(&lock);
	return done;
}

bool
fc_vault_adopt(const struct fc_vault *vault, const struct fc_stack *stack,
               struct fc_error *err)
{
	struct fc_kept kept = FC_KEPT_INIT;
	struct change change = { .stack = stack, .kept = &kept };
	struct fc_draft draft = FC_DRAFT_INIT;
	enum fc_lookup result = fc_kept_read(vault, stack->host, &kept, err);
	bool done = result == FC_ABSENT;

	if (result == FC_FOUND)
		done = fc_vault_edit(vault, &draft, stack->host, false, adopt,
		                     &change, err) &&
		       fc_kept_forget(vault, stack->host, err);
	fc_draft_clear(&draft);
	fc_kept_clear(&kept);
	return done;
}

/* Of which token a login would take the place. */
static void
note_mark(const struct fc_logins_file *logins, const struct fc_stack *stack,
          struct fc_reserve *reserve)
{
	struct fc_saved_login now = FC_SAVED_LOGIN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_vault_find(logins, stack, &now, &ignored) == FC_FAILED)
		fc_trace("%s", ignored.text); /* what gives way all the same */
	memcpy(reserve->from, now.mark, sizeof(reserve->from));
	fc_saved_login_clear(&now);
}

bool
fc_vault_file_reserve(const struct fc_vault *vault,
                      const struct fc_stack *stack,
                      struct fc_reserve *reserve, struct fc_error *err)
{
	struct fc_logins_file logins = FC_LOGINS_FILE_INIT;
	struct fc_lease lease = FC_LEASE_INIT;
	bool done;

	fc_reserve_clear(reserve);
	if (!fc_draft_may_replace(&vault->home, FC_LOGINS_FILE, err) ||
	    !prove_lock(vault, err) || !fc_vault_adopt(vault, stack, err))
		return false;
	done = fc_vault_read_logins(vault, &logins, &lease, err);
	if (!done)
		fc_logins_hint(err, stack->host);
	fc_lease_end(&lease);
	if (done)
		note_mark(&logins, stack, reserve);
	done = done && fc_kept_reserve(vault, stack->host, &reserve->kept,
	                               err) &&
	       fc_draft_open(&reserve->draft, &vault->home, FC_LOGINS_FILE,
	                     stack->host, err) &&
	       fc_draft_reserve(&reserve->draft,
	                        logins.ini.text.len + ROOM, err);
	fc_logins_file_clear(&logins);
	return done;
}

void
fc_reserve_clear(struct fc_reserve *reserve)
{
	fc_draft_clear(&reserve->draft);
	fc_draft_clear(&reserve->kept);
}

/* --- afterwards ----------------------------------------------------------- */

static bool
keep(const char *host, const struct fc_draft *draft,
     const struct fc_kept *kept)
{
	long long deadline = fc_clock_ms() + KEEP_LIMIT_MS;
	struct fc_error err = FC_ERROR_INIT;

	while (!fc_kept_put(draft, host, kept, true, &err)) {
		if (fc_clock_ms() >= deadline)
			return false;
		poll(NULL, 0, KEEP_STEP_MS);
	}
	return true;
}

/* The file could not be written: the token stays beside it. */
static bool
leave_kept(const char *host, struct fc_draft *draft,
           const struct fc_kept *kept, struct fc_error *err)
{
	struct fc_error said = *err;
	bool done = keep(host, draft, kept);

	fc_fail(&said, FC_ERR_IO, "%.200s; the new token of %s is kept in "
	        "%.120s/%s, and saved by the next run", err->text,
	        host, draft->dir->path, draft->temporary);
	if (*err->hint)
		fc_error_hint(&said, "%s", err->hint);
	if (done)
		fc_error_report(&said);
	fc_draft_leave(draft);
	return done;
}

bool
fc_vault_file_save(const struct fc_vault *vault, const struct fc_stack *stack,
                   struct fc_reserve *reserve, const struct fc_secret *sent,
                   const struct fc_secret *refresh, struct fc_error *err)
{
	struct fc_kept kept = FC_KEPT_INIT;
	struct change change = { .stack = stack, .kept = &kept };
	struct fc_error ignored = FC_ERROR_INIT;
	bool done = false;

	if (!fc_kept_fill(&kept, stack, sent, reserve->from, refresh, err))
		goto out;
	/* First, as it is in nobody's way and waits for nobody. */
	if (!fc_kept_put(&reserve->kept, stack->host, &kept, false, &ignored))
		fc_trace("%s", ignored.text);
	done = fc_vault_edit(vault, &reserve->draft, stack->host, sent != NULL,
	                     save, &change, err);
	if (!done) /* its room may be what is missing */
		fc_draft_clear(&reserve->draft);
	done = done || leave_kept(stack->host, &reserve->kept, &kept, err);
	fc_draft_clear(&reserve->kept);
out:
	fc_kept_clear(&kept);
	return done;
}
