/* SPDX-License-Identifier: Apache-2.0 */
/* What was granted is kept: the refresh token first, then the record. */
#include "oauth/token_saver.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"
#include "record/access.h"
#include "record/cache_key.h"
#include "record/last_used.h"

#include <stdio.h>
#include <string.h>

static bool
keeps_nothing(const struct fc_token_saver *saver)
{
	return saver->stack->cache == FC_CACHE_NOOP;
}

bool
fc_token_saver_open(struct fc_token_saver *saver, struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;

	saver->backend = fc_vault_backend_of(saver->stack);
	if (keeps_nothing(saver))
		return true;
	/* Only what asks for nothing to be saved can do without a home. */
	if (!fc_vault_open(&saver->vault, saver->paths, err) &&
	    saver->stack->grant != FC_GRANT_CLIENT_CREDENTIALS)
		return false;
	if (fc_cache_open(&saver->cache, saver->paths, false, &ignored) ==
	    FC_FOUND)
		fc_notes_get(&saver->cache, saver->stack->host,
		             &saver->notes);
	return true;
}

bool
fc_token_saver_reserve(struct fc_token_saver *saver, struct fc_error *err)
{
	if (keeps_nothing(saver) ||
	    saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return true;
	return saver->backend->reserve(&saver->vault, saver->stack,
	                               &saver->reserve, err);
}

/* In a home, a token that nothing renews would only lie about. */
static bool
may_record(const struct fc_token_saver *saver, const struct fc_grant *grant,
           const struct fc_secret *sent)
{
	return saver->paths->run[0] != '\0' || grant->refresh.plain ||
	       (sent && sent->plain) ||
	       saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS;
}

/*
 * Is the new token of the account that the record before it was of?  Another
 * person's login of the same application may have come into the shared file:
 * the refresh token must be the one that we saved with that record.  A service
 * user is the application itself.
 */
static bool
is_same_account(const struct fc_token_saver *saver,
                const struct fc_access *before, const struct fc_access *access,
                const struct fc_secret *sent)
{
	char mark[FC_MARK_SIZE];

	if (strcmp(fc_buf_str(&before->cache_key),
	           fc_buf_str(&access->cache_key)) != 0)
		return false;
	if (!sent || !sent->plain)
		return saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS;
	fc_mark_of(mark, sent->plain, sent->len);
	return strcmp(mark, before->login) == 0;
}

/* What the record before this one tells: its token, and whose it was. */
static void
carry_over(struct fc_token_saver *saver, struct fc_access *access,
           const struct fc_secret *sent, const char *user)
{
	struct fc_access before = FC_ACCESS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_cache_get(&saver->cache, saver->stack->host, &before,
	                 &ignored) == FC_FOUND) {
		fc_secret_move(&access->previous, &before.token.access);
		if (!*user && is_same_account(saver, &before, access, sent))
			user = before.user;
	}
	snprintf(access->user, sizeof(access->user), "%s", user);
	fc_access_clear(&before);
}

/* The refresh token that the next token will come from. */
static void
note_login(const struct fc_grant *grant, const struct fc_secret *sent,
           struct fc_access *access)
{
	const struct fc_secret *kept = grant->refresh.plain ? &grant->refresh
	                                                    : sent;

	if (kept && kept->plain)
		fc_mark_of(access->login, kept->plain, kept->len);
}

/* The scopes that the server named, and nothing that it throws back. */
static bool
note_scopes(const struct fc_token_saver *saver, const struct fc_grant *grant,
            const struct fc_secret *sent, struct fc_buf *granted,
            struct fc_error *err)
{
	const struct fc_secret *const secrets[] = {
		&grant->token.access, &grant->refresh,
		&saver->stack->client_secret, sent,
	};
	size_t i;

	if (grant->scopes.len == 0)
		return true;
	if (!fc_buf_add(granted, grant->scopes.data, grant->scopes.len, err))
		return false;
	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (secrets[i])
			fc_secret_mask(granted->data, secrets[i]->plain,
			               secrets[i]->len);
	return true;
}

static bool
record(struct fc_token_saver *saver, const struct fc_grant *grant,
       const struct fc_secret *sent, const char *user, struct fc_error *err)
{
	const struct fc_stack *stack = saver->stack;
	struct fc_access access = FC_ACCESS_INIT;
	char stamps[FC_FILE_STAMPS_SIZE] = "", room[FC_CACHE_NAME_SIZE];
	const struct fc_token *token = &grant->token;
	bool done;

	/* What an alias is answered with is not what its stack is. */
	if (!fc_stack_is_alias(stack))
		fc_file_stamps_of(saver->config, fc_stack_reads_logins(stack),
		                  stamps);
	done = fc_cache_open(&saver->cache, saver->paths, true, err) ==
	               FC_FOUND &&
	       fc_access_bind(&access, stack, saver->paths, stamps,
	                      token->issued_at, err) &&
	       note_scopes(saver, grant, sent, &access.granted, err) &&
	       fc_secret_set(&access.token.access, token->access.plain,
	                     token->access.len, err);
	access.token.issued_at = token->issued_at;
	access.token.expires_at = token->expires_at;
	if (done)
		carry_over(saver, &access, sent, user);
	note_login(grant, sent, &access);
	if (saver->cache.dir.fleeting)
		access.clock = fc_clock_origin();
	done = done && fc_cache_put(&saver->cache, stack->host, &access,
	                            err);
	if (done)
		fc_trace("access token kept in %s/%s for %lld seconds",
		         saver->cache.dir.path,
		         fc_cache_name(stack->host, room),
		         (long long)(token->expires_at - token->issued_at));
	fc_access_clear(&access);
	return done;
}

/* Also one that the server did not replace begins its 30 days anew. */
static void
remember_use(const struct fc_token_saver *saver, const struct fc_grant *grant,
             const struct fc_secret *refresh)
{
	char mark[FC_MARK_SIZE];

	/* Beside nonsense nobody has said what it was asked for. */
	if (!refresh->plain || !grant->token.access.plain)
		return;
	fc_mark_of(mark, refresh->plain, refresh->len);
	fc_last_used_put(saver->paths, saver->stack->host, mark,
	                 grant->token.issued_at);
}

bool
fc_token_saver_save(struct fc_token_saver *saver, const struct fc_grant *grant,
                    const struct fc_secret *sent, struct fc_error *err)
{
	const struct fc_secret *kept = &grant->refresh;

	if (keeps_nothing(saver) ||
	    saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return true;
	if (kept->plain) {
		if (!saver->backend->save(&saver->vault, saver->stack,
		                          &saver->reserve, sent, kept, err))
			return false;
		fc_trace("refresh token %s, saved in %s",
		         sent ? "rotated" : "new", saver->vault.home.path);
	} else if (sent) {
		kept = sent;
	} else if (!saver->backend->forget(&saver->vault, saver->stack, NULL,
	                                   err)) {
		return false;
	}
	remember_use(saver, grant, kept);
	return true;
}

void
fc_token_saver_record(struct fc_token_saver *saver,
                      const struct fc_grant *grant,
                      const struct fc_secret *sent, const char *user)
{
	struct fc_error err = FC_ERROR_INIT;

	if (keeps_nothing(saver) || !may_record(saver, grant, sent) ||
	    record(saver, grant, sent, user, &err))
		return;
	/* A service that was given no place for it need not hear of it each
	 * time. */
	if (saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS &&
	    saver->cache.dir.fd < 0 && err.sys)
		fc_trace("the access token is not cached: %.300s", err.text);
	else
		fc_warn("the access token is not cached: %.300s", err.text);
}

void
fc_token_saver_note(struct fc_token_saver *saver)
{
	struct fc_error ignored = FC_ERROR_INIT;

	if (keeps_nothing(saver))
		return;
	if (saver->cache.dir.fd < 0 &&
	    fc_cache_open(&saver->cache, saver->paths, true, &ignored) !=
	            FC_FOUND)
		return;
	fc_notes_put(&saver->cache, saver->stack->host, &saver->notes);
}

void
fc_token_saver_close(struct fc_token_saver *saver)
{
	fc_reserve_clear(&saver->reserve);
	fc_vault_close(&saver->vault);
	fc_cache_close(&saver->cache);
}
