/* SPDX-License-Identifier: Apache-2.0 */
/* What a token endpoint answers, and what that means (RFC 6749 section 5). */
#include "oauth/grant.h"

#include "base/json.h"
#include "base/text.h"
#include "base/trace.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_SIZE 64 /* of an error code as it is shown */
#define DESCRIPTION_SIZE 128

static enum fc_verdict
nonsense(const struct fc_http_reply *reply, const struct fc_stack *stack,
         const char *reason, struct fc_error *err)
{
	fc_fail(err, FC_ERR_NETWORK,
	        "asking %s for a token: the answer (HTTP %ld) makes no "
	        "sense: %s", stack->host, reply->status, reason);
	fc_error_hint(err, "is this host a Foundry, and does nothing else (a "
	              "proxy, the network's login page) answer for it?");
	return FC_VERDICT_NONSENSE;
}

static enum fc_verdict
judge_no_json(const struct fc_http_reply *reply, const struct fc_stack *stack,
              struct fc_error *err)
{
	const char *reason = "not JSON";

	if (reply->status / 100 == 3)
		reason = "a redirect, which is never followed";
	else if (reply->json)
		reason = "broken JSON";
	return nonsense(reply, stack, reason, err);
}

static enum fc_verdict
judge_grant(const struct fc_http_reply *reply, const struct fc_stack *stack,
            struct json_object *object, time_t asked_at,
            struct fc_grant *grant, struct fc_error *err)
{
	struct fc_error damage = FC_ERROR_INIT;

	if (fc_grant_read(object, asked_at, grant, &damage))
		return FC_VERDICT_GRANTED;
	nonsense(reply, stack, damage.text, err);
	if (damage.kind == FC_ERR_INTERNAL)
		*err = damage;
	return FC_VERDICT_NONSENSE;
}

static enum fc_verdict
transient(const struct fc_stack *stack, const char *reason,
          struct fc_error *err)
{
	fc_fail(err, FC_ERR_NETWORK,
	        "asking %s for a token: the server cannot answer now: %s",
	        stack->host, reason);
	fc_error_hint(err, "try again later");
	return FC_VERDICT_TRANSIENT;
}

static bool
is_overloaded(long status)
{
	return status == 429 || status >= 500;
}

/* Foundry's own word first; it also comes in the description. */
static bool
is_passing(const char *code)
{
	return strcmp(code, "internal_failure") == 0 ||
	       strcmp(code, "server_error") == 0 ||
	       strcmp(code, "temporarily_unavailable") == 0;
}

static void
explain_redirect(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "register these redirect URIs for the application "
	              "%s: %s and http://127.0.0.1/", stack->client_id,
	              stack->redirect_uri);
}

static enum fc_verdict
refuse(const struct fc_stack *stack, enum fc_asked asked, const char *code,
       const char *description, struct fc_error *err)
{
	bool dead = strcmp(code, "invalid_grant") == 0;

	fc_fail(err, dead ? FC_ERR_LOGIN_NEEDED : FC_ERR_DENIED,
	        "asking %s for a token: %s%s%s", stack->host, code,
	        *description ? ": " : "", description);
	/* A redirect URI that is not registered has no code of its own. */
	if (strstr(description, "redirect_uri"))
		explain_redirect(err, stack);
	else
		fc_grant_explain(err, stack, asked, code);
	if (dead)
		return FC_VERDICT_INVALID_GRANT;
	return strcmp(code, "invalid_scope") == 0 ? FC_VERDICT_INVALID_SCOPE
	                                          : FC_VERDICT_REFUSED;
}

/* A string member fit for a terminal, "" when there is none, without the
 * secret that a server may put into it. */
static void
read_printable(struct json_object *object, const char *name,
               const struct fc_secret *secret, char *out, size_t size)
{
	char said[DESCRIPTION_SIZE + FC_SECRET_EDGE];
	struct fc_error ignored = FC_ERROR_INIT;
	const char *text;
	size_t len;

	out[0] = '\0';
	if (fc_json_string(object, name, &text, &len, &ignored) != FC_FOUND)
		return;
	fc_text_slice(said, sizeof(said), text, len);
	fc_secret_mask(said, secret->plain, secret->len);
	fc_printable(out, size, said, strlen(said));
}

static enum fc_verdict
judge_refusal(const struct fc_http_reply *reply, const struct fc_stack *stack,
              enum fc_asked asked, struct json_object *object,
              struct fc_error *err)
{
	const struct fc_secret *secret = &stack->client_secret;
	char description[DESCRIPTION_SIZE];
	char code[CODE_SIZE];

	read_printable(object, "error", secret, code, sizeof(code));
	read_printable(object, "error_description", secret, description,
	               sizeof(description));
	if (!*code || reply->status < 200 || reply->status / 100 == 3)
		return nonsense(reply, stack,
		                "neither a token nor an OAuth error", err);
	if (is_passing(code) || strstr(description, "internal_failure"))
		return transient(stack, is_passing(code) ? code
		                                         : "internal_failure",
		                 err);
	return refuse(stack, asked, code, description, err);
}

/* A token beside an "error" is taken: it may be the only one left. */
static bool
has_token(struct json_object *object)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *access;
	const char *refresh;
	size_t len;

	return (json_object_object_get_ex(object, "access_token", &access) &&
	        access) ||
	       (fc_json_string(object, "refresh_token", &refresh, &len,
	                       &ignored) == FC_FOUND && len > 0);
}

/* With rotation the old one is dead, whatever else is wrong. */
static void
keep_refresh(const struct fc_http_reply *reply, struct json_object *object,
             struct fc_grant *grant)
{
	struct fc_error ignored = FC_ERROR_INIT;

	if (object &&
	    fc_grant_read_refresh(object, &grant->refresh, &ignored) &&
	    grant->refresh.plain)
		return;
	if (!fc_grant_rescue(&reply->body, &grant->refresh))
		fc_trace("no refresh token is found in it");
}

enum fc_verdict
fc_grant_judge(const struct fc_http_reply *reply, const struct fc_stack *stack,
               enum fc_asked asked, time_t asked_at, struct fc_grant *grant,
               struct fc_error *err)
{
	struct fc_error damage = FC_ERROR_INIT;
	struct json_object *object;
	enum fc_verdict verdict;

	/* Whatever else it says: a gateway may have written it. */
	if (is_overloaded(reply->status)) {
		char reason[32];

		snprintf(reason, sizeof(reason), "HTTP %ld", reply->status);
		return transient(stack, reason, err);
	}
	object = fc_json_parse(fc_buf_str(&reply->body), reply->body.len,
	                       &damage);
	if (!object)
		verdict = judge_no_json(reply, stack, err);
	else if (reply->status / 100 == 2 && has_token(object))
		verdict = judge_grant(reply, stack, object, asked_at, grant,
		                      err);
	else
		verdict = judge_refusal(reply, stack, asked, object, err);
	if (verdict == FC_VERDICT_NONSENSE && reply->status / 100 == 2)
		keep_refresh(reply, object, grant);
	fc_json_free(object);
	return verdict;
}

/* No person can have caused it. */
static void
explain_request(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "check token_uri and client_id in [%s]; if they "
	              "are right, please report it, with what FOUNDRY_TRACE=1 "
	              "prints", stack->host);
}

static void
explain_revoking(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "check revoke_uri in [%s]", stack->host);
}

static void
explain_scopes(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "allow these scopes for the application %s, or "
	              "change \"scopes\" in [%s]: %s", stack->client_id,
	              stack->host, stack->scopes ? stack->scopes : "");
}

static void
enable(struct fc_error *err, const struct fc_stack *stack, const char *grant)
{
	fc_error_hint(err, "have the application %s enabled for your "
	              "organisation in Control Panel, with the grant type %s",
	              stack->client_id, grant);
}

static void
explain_application(struct fc_error *err, const struct fc_stack *stack)
{
	enable(err, stack, fc_grant_names[stack->grant]);
}

static void
explain_refreshing(struct fc_error *err, const struct fc_stack *stack)
{
	enable(err, stack, "refresh_token");
}

static void
explain_client(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "check client_id (%s) and client_secret (%s) in "
	              "[%s]", stack->client_id,
	              stack->client_secret.len > 0 ? "one was sent"
	                                           : "none was sent",
	              stack->host);
}

static void
explain_login(struct fc_error *err, const struct fc_stack *stack)
{
	if (stack->cache == FC_CACHE_READ_WRITE)
		fc_error_hint(err, "run: foundry-credential login %s",
		              stack->host);
	else
		fc_error_hint(err, "run this again");
}

static void
explain_access(struct fc_error *err, const struct fc_stack *stack)
{
	fc_error_hint(err, "run: foundry-credential login %s (if that is "
	              "denied too, ask those who run it whether the application "
	              "%s is still allowed)", stack->host, stack->client_id);
}

static void
explain_later(struct fc_error *err, const struct fc_stack *stack)
{
	(void)stack;
	fc_error_hint(err, "try again later");
}

void
fc_grant_explain(struct fc_error *err, const struct fc_stack *stack,
                 enum fc_asked asked, const char *code)
{
	enum { ANY = 0, LOGIN = 1 << FC_ASKED_LOGIN,
	       REFRESH = 1 << FC_ASKED_REFRESH, CLIENT = 1 << FC_ASKED_CLIENT,
	       REVOKE = 1 << FC_ASKED_REVOKE };
	static const struct {
		const char *code;
		int asked; /* of these, or ANY */
		void (*explain)(struct fc_error *err,
		                const struct fc_stack *stack);
	} row[] = {
		{ "invalid_request", LOGIN, explain_redirect },
		{ "invalid_request", REFRESH | CLIENT, explain_request },
		{ "invalid_request", REVOKE, explain_revoking },
		{ "invalid_scope", ANY, explain_scopes },
		{ "unauthorized_client", REFRESH, explain_refreshing },
		{ "unauthorized_client", ANY, explain_application },
		{ "unsupported_grant_type", REFRESH, explain_refreshing },
		{ "unsupported_grant_type", ANY, explain_application },
		{ "unsupported_response_type", ANY, explain_application },
		{ "invalid_client", ANY, explain_client },
		{ "invalid_grant", CLIENT, explain_client },
		{ "invalid_grant", ANY, explain_login },
		{ "access_denied", REFRESH, explain_access },
		{ "access_denied", CLIENT, explain_client },
		{ "access_denied", ANY, explain_login },
		{ "server_error", ANY, explain_later },
		{ "temporarily_unavailable", ANY, explain_later },
		{ "internal_failure", ANY, explain_later },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (strcmp(row[i].code, code) != 0 ||
		    (row[i].asked != ANY && !(row[i].asked & 1 << asked)))
			continue;
		row[i].explain(err, stack);
		break;
	}
}

void
fc_grant_clear(struct fc_grant *grant)
{
	fc_token_clear(&grant->token);
	fc_secret_clear(&grant->refresh);
	fc_buf_clear(&grant->scopes);
}
