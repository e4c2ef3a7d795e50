/* SPDX-License-Identifier: Apache-2.0 */
/* A new access token without a person. */
#include "oauth/refresh.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"
#include "credential/interaction.h"
#include "record/last_used.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define FIRST_PAUSE_MS 250
#define RESEND_LIMIT_MS 45000
/* With less time than that the answer would not come, and "no answer" would
 * take the place of the reason that is known. */
#define TRY_MIN_MS 500
/* A refused token, and the one that somebody saved meanwhile. */
#define SENDINGS_MAX 2
/* A server that cannot even be reached: these tries, then the person. */
#define UNREACHED_TRIES 3
/* Foundry ends a login that is not used for so long. */
#define IDLE_LIFE_S (30 * 86400)

static void
pause_ms(long long ms)
{
	const struct timespec time = { (time_t)(ms / 1000),
		                       (long)(ms % 1000) * 1000000 };

	nanosleep(&time, NULL);
}

/* How long to wait before another try, or -1: there is none. */
static long long
next_pause(const struct fc_http_reply *reply, int tries, long long first,
           long long deadline)
{
	long long pause = (long long)FIRST_PAUSE_MS << (tries < 6 ? tries : 6);
	long long now = fc_clock_ms();

	if (reply->retry_after_s > 0)
		pause = reply->retry_after_s * 1000LL;
	if (reply->status == 0 && !reply->maybe_processed &&
	    tries + 1 >= UNREACHED_TRIES)
		return -1;
	if (now + pause + TRY_MIN_MS >= deadline ||
	    now + pause >= first + RESEND_LIMIT_MS)
		return -1;
	return pause;
}

static enum fc_verdict
send_once(struct fc_token_saver *saver, struct fc_http *http,
          const struct fc_buf *form, long long deadline,
          struct fc_http_reply *reply, struct fc_grant *grant,
          struct fc_error *err)
{
	const struct fc_stack *stack = saver->stack;
	const enum fc_asked asked =
		stack->grant == FC_GRANT_CLIENT_CREDENTIALS
		? FC_ASKED_CLIENT : FC_ASKED_REFRESH;
	time_t asked_at = fc_clock_now();

	fc_http_reply_clear(reply);
	if (fc_http_post(http, stack->token_uri, form,
	                 (long)(deadline - fc_clock_ms()), reply, err))
		return fc_grant_judge(reply, stack, asked, asked_at, grant,
		                      err);
	/* It broke off: what came may have the only token that still works. */
	if (fc_grant_rescue(&reply->body, &grant->refresh) || reply->too_long)
		return FC_VERDICT_NONSENSE;
	return err->kind == FC_ERR_NETWORK ? FC_VERDICT_TRANSIENT
	                                   : FC_VERDICT_REFUSED;
}

/* A refresh that was killed or got no answer has sent it already. */
static long long
first_sending(const struct fc_token_saver *saver)
{
	long long now = fc_clock_ms();
	long long age_ms = 1000LL * (fc_clock_now() - saver->first_sent_at);

	if (saver->first_sent_at && age_ms > 0 && age_ms < RESEND_LIMIT_MS)
		return now - age_ms;
	return now;
}

/* Send one form until something final comes of it. */
static enum fc_verdict
send_form(struct fc_token_saver *saver, struct fc_http *http,
          const struct fc_buf *form, long long deadline,
          struct fc_grant *grant, struct fc_error *err)
{
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	enum fc_verdict verdict = FC_VERDICT_TRANSIENT;
	long long first = first_sending(saver), pause = 0;
	int tries;

	for (tries = 0; pause >= 0; tries++) {
		pause_ms(pause);
		verdict = send_once(saver, http, form, deadline, &reply,
		                    grant, err);
		if (verdict != FC_VERDICT_TRANSIENT)
			break;
		pause = next_pause(&reply, tries, first, deadline);
		if (pause >= 0)
			fc_patience_pause(fc_http_patience(http), reply.status,
			                  pause);
		fc_trace("try %d: %s; %s", tries + 1, err->text,
		         pause < 0 ? "no other one" : "once more");
	}
	fc_http_reply_clear(&reply);
	return verdict;
}

/* The words of wanted that are among stored; *wider: not all of them are. */
static bool
common_scopes(const char *wanted, const char *stored, struct fc_buf *scopes,
              bool *wider, struct fc_error *err)
{
	char one[256];

	while (*wanted) {
		size_t len = strcspn(wanted, " ");

		snprintf(one, sizeof(one), "%.*s", (int)len, wanted);
		if (!fc_scopes_contain(stored, one))
			*wider = true;
		else if (!fc_buf_addf(scopes, err, "%s%s",
		                      scopes->len ? " " : "", one))
			return false;
		wanted += len;
		wanted += strspn(wanted, " ");
	}
	return true;
}

static void
warn_of_scopes(struct fc_token_saver *saver)
{
	const char *host = saver->stack->host;

	if (saver->notes.scopes_warned)
		return;
	fc_warn("%s: the saved login has fewer scopes than are configured; "
	        "for the others run: foundry-credential login %s --reauth",
	        host, host);
	if (!fc_log_is_held())
		saver->notes.scopes_warned = fc_clock_now();
}

/* Ask for what both the file and the login have; "" leaves it to the
 * server, which then grants as before (RFC 6749 section 6). */
static bool
scopes_to_ask(struct fc_token_saver *saver, const struct fc_saved_login *saved,
              struct fc_buf *scopes, struct fc_error *err)
{
	struct fc_buf stored = FC_BUF_INIT(saved->scopes.max);
	bool wider = false, done;

	done = fc_buf_add_str(&stored, fc_buf_str(&saved->scopes), err);
	fc_scopes_by_blanks(stored.data, stored.len);
	done = done && common_scopes(saver->stack->scopes,
	                             fc_buf_str(&stored), scopes, &wider, err);
	if (wider && stored.len > 0)
		warn_of_scopes(saver);
	fc_buf_clear(&stored);
	return done;
}

static enum fc_verdict
send_refresh(struct fc_token_saver *saver, struct fc_http *http,
             const struct fc_saved_login *saved, long long deadline,
             struct fc_grant *grant, struct fc_error *err)
{
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	struct fc_buf scopes = FC_BUF_INIT(16384);
	enum fc_verdict verdict = FC_VERDICT_REFUSED;

	if (scopes_to_ask(saver, saved, &scopes, err) &&
	    fc_grant_form_refresh(&form, saver->stack, &saved->refresh,
	                          fc_buf_str(&scopes), err))
		verdict = send_form(saver, http, &form, deadline, grant, err);
	/*
	 * A server may have granted less than was asked for, and what it says
	 * of that is not to be relied on (Multipass names too few): then no
	 * scope at all means those that were granted (RFC 6749 section 6).
	 */
	fc_buf_reset(&form);
	if (verdict == FC_VERDICT_INVALID_SCOPE && scopes.len > 0 &&
	    fc_grant_form_refresh(&form, saver->stack, &saved->refresh, "",
	                          err))
		verdict = send_form(saver, http, &form, deadline, grant, err);
	fc_secret_mask(err->text, saved->refresh.plain, saved->refresh.len);
	fc_buf_clear(&form);
	fc_buf_clear(&scopes);
	return verdict;
}

/*
 * Why a login may have died, as far as this machine can know: when it was last
 * used here, unless the Python library has used it since.
 */
static void
explain_death(const struct fc_token_saver *saver, time_t used_at,
              time_t killed_at, struct fc_error *err)
{
	const char *host = saver->stack->host;
	const bool unused = used_at &&
	                    fc_clock_now() - used_at >= IDLE_LIFE_S;
	char why[96] = "", at[64] = ", or revoked";
	struct tm when = { .tm_mday = 1 };

	(void)localtime_r(&used_at, &when);
	strftime(why, sizeof(why), !used_at ? "30 days unused, account "
	         "deactivated" : unused ? "30 days unused: last used on %d %b "
	         "%Y" : "last used on %d %b %H:%M: account deactivated",
	         &when);
	if (unused)
		at[0] = '\0';
	else if (killed_at && localtime_r(&killed_at, &when))
		strftime(at, sizeof(at), ", or a refresh that was killed at "
		         "%H:%M", &when);
	fc_fail(err, FC_ERR_LOGIN_NEEDED, "%s: login needed: the saved one is "
	        "no longer valid (%s%s)", host, why, at);
	fc_error_hint(err, "run: foundry-credential login %s", host);
}

/* When the token that was refused was last used; 0: nobody knows. */
static time_t
last_use(const struct fc_token_saver *saver, const struct fc_secret *token)
{
	char mark[FC_MARK_SIZE];

	fc_mark_of(mark, token->plain, token->len);
	return fc_last_used_get(saver->paths, saver->stack->host, mark);
}

/* The refresh token is dead, unless somebody has saved another meanwhile. */
static bool
bury(struct fc_token_saver *saver, const struct fc_secret *refused,
     time_t killed_at, struct fc_error *err)
{
	const time_t used_at = last_use(saver, refused);

	if (!saver->backend->forget(&saver->vault, saver->stack, refused,
	                            err))
		return false;
	explain_death(saver, used_at, killed_at, err);
	return false;
}

/* Without an answer, or with one that could not be saved, the token may have
 * been rotated: that may explain a refusal later. */
static void
note_end(struct fc_token_saver *saver, enum fc_verdict verdict, bool kept)
{
	bool unknown = verdict == FC_VERDICT_TRANSIENT ||
	               verdict == FC_VERDICT_NONSENSE;

	if (!unknown && (kept || verdict != FC_VERDICT_GRANTED))
		saver->notes.refresh_since = 0;
	saver->notes.network_failure = unknown ? fc_clock_now() : 0;
	fc_token_saver_note(saver);
}

/* Also beside nonsense there may be a token that was rotated. */
static bool
keep(struct fc_token_saver *saver, enum fc_verdict verdict,
     const struct fc_grant *grant, const struct fc_secret *sent,
     struct fc_error *err)
{
	struct fc_error unsaved = FC_ERROR_INIT;

	if (!fc_token_saver_save(saver, grant, sent, &unsaved)) {
		*err = unsaved;
		return false;
	}
	if (verdict != FC_VERDICT_GRANTED)
		return false;
	fc_token_saver_record(saver, grant, sent, "");
	return true;
}

/*
 * Send what is saved.  FC_FOUND: it was sent, *verdict says what came;
 * FC_ABSENT: what is saved is what was refused before, or none is left to
 * try; FC_FAILED: nothing was sent.
 */
static enum fc_lookup
send_saved(struct fc_token_saver *saver, struct fc_http *http,
           long long deadline, struct fc_secret *sent, enum fc_verdict *verdict,
           struct fc_grant *grant, struct fc_error *err)
{
	struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
	enum fc_lookup result;

	if (!fc_token_saver_reserve(saver, err))
		return FC_FAILED;
	result = saver->backend->read(&saver->vault, saver->stack, &saved,
	                              err);
	if (result == FC_ABSENT) {
		fc_login_needed(err, saver->stack, "");
		result = FC_FAILED;
	}
	if (result != FC_FOUND)
		goto out;
	if (fc_secret_equals(sent, saved.refresh.plain, saved.refresh.len)) {
		result = FC_ABSENT;
		goto out;
	}
	fc_trace("refresh: the login saved in %s", saver->vault.home.path);
	result = FC_FAILED;
	if (!fc_secret_set(sent, saved.refresh.plain, saved.refresh.len, err))
		goto out;
	fc_token_saver_note(saver);
	fc_http_outlast(http, fc_clock_ms() + RESEND_LIMIT_MS);
	*verdict = send_refresh(saver, http, &saved, deadline, grant, err);
	result = FC_FOUND;
out:
	fc_saved_login_clear(&saved);
	return result;
}

static bool
by_refresh_token(struct fc_token_saver *saver, struct fc_http *http,
                 long long deadline, struct fc_grant *grant,
                 struct fc_error *err)
{
	struct fc_secret sent = FC_SECRET_INIT;
	time_t killed_at = saver->notes.refresh_since;
	enum fc_verdict verdict = FC_VERDICT_INVALID_GRANT;
	enum fc_lookup result = FC_FOUND;
	bool done = false;
	int sendings;

	saver->first_sent_at = killed_at;
	saver->notes.refresh_since = fc_clock_now();
	for (sendings = 0; sendings < SENDINGS_MAX && result == FC_FOUND &&
	                   verdict == FC_VERDICT_INVALID_GRANT; sendings++)
		result = send_saved(saver, http, deadline, &sent, &verdict,
		                    grant, err);
	if (result == FC_FAILED)
		goto out;
	if (verdict == FC_VERDICT_INVALID_GRANT)
		done = bury(saver, &sent, killed_at, err);
	else if (verdict == FC_VERDICT_GRANTED ||
	         verdict == FC_VERDICT_NONSENSE)
		done = keep(saver, verdict, grant, &sent, err);
	note_end(saver, verdict, done);
out:
	fc_secret_clear(&sent);
	return done;
}

static bool
by_client_credentials(struct fc_token_saver *saver, struct fc_http *http,
                      long long deadline, struct fc_grant *grant,
                      struct fc_error *err)
{
	struct fc_buf form = FC_BUF_INIT(FC_GRANT_FORM_MAX);
	enum fc_verdict verdict = FC_VERDICT_REFUSED;

	if (fc_grant_form_client_credentials(&form, saver->stack, err))
		verdict = send_form(saver, http, &form, deadline, grant, err);
	fc_buf_clear(&form);
	if (verdict == FC_VERDICT_INVALID_GRANT)
		err->kind = FC_ERR_DENIED; /* there is nobody to log in */
	note_end(saver, verdict, true);
	return verdict == FC_VERDICT_GRANTED &&
	       keep(saver, verdict, grant, NULL, err);
}

bool
fc_refresh(struct fc_token_saver *saver, struct fc_http *http, int timeout_s,
           struct fc_grant *grant, struct fc_error *err)
{
	long long deadline = fc_clock_ms() + timeout_s * 1000LL;

	if (saver->stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		return by_client_credentials(saver, http, deadline, grant,
		                             err);
	return by_refresh_token(saver, http, deadline, grant, err);
}
