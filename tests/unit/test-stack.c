/* SPDX-License-Identifier: Apache-2.0 */
/* A stack: its scopes, its aliases, its words. */
#include "config/stack.h"

#include "tap.h"


static void
test_scopes(void)
{
	static const struct {
		const char *scopes, *word;
		bool contained;
	} row[] = {
		{ "offline_access", "offline_access", true },
		{ "offline_access api:read", "api:read", true },
		{ "api:read offline_access api:write", "offline_access",
		  true },
		{ "api:read  offline_access", "offline_access", true },
		{ " offline_access ", "offline_access", true },
		{ "offline_accesses", "offline_access", false },
		{ "my_offline_access", "offline_access", false },
		{ "offline", "offline_access", false },
		{ "Offline_access", "offline_access", false },
		{ "offline_access,api:read", "offline_access", false },
		{ "", "offline_access", false },
		{ " ", "offline_access", false },
		{ "api:read-data", "api:read", false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		ok(fc_scopes_contain(row[i].scopes, row[i].word) ==
		   row[i].contained, "\"%s\" has %s %s", row[i].scopes,
		   row[i].contained ? "the scope" : "no scope", row[i].word);
}

/* Every enumeration's words, in its order, and no more. */
static void
test_words(void)
{
	static const struct {
		const char *what;
		const char *const *words;
		int last;
		const char *last_word;
	} row[] = {
		{ "grants", fc_grant_names, FC_GRANT_CLIENT_CREDENTIALS,
		  "client_credentials" },
		{ "logins", fc_login_names, FC_LOGIN_NEVER, "never" },
		{ "caches", fc_cache_names, FC_CACHE_NOOP, "noop" },
		{ "tokens", fc_token_names, FC_TOKEN_STATIC, "static" },
		{ "git_auths", fc_git_auth_names, FC_GIT_AUTH_BEARER,
		  "bearer" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		is(row[i].words[row[i].last], row[i].last_word, row[i].what);
		ok(!row[i].words[row[i].last + 1], "%s end there",
		   row[i].what);
	}
}

static void
test_owning(void)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;

	snprintf(stack.host, sizeof(stack.host), "acme.example");
	snprintf(stack.asked, sizeof(stack.asked), "acme.example");
	ok(!fc_stack_is_alias(&stack), "a stack's own host is no alias");
	snprintf(stack.asked, sizeof(stack.asked), "acme.example:8443");
	ok(fc_stack_is_alias(&stack), "another host is");

	stack.client_id = strdup("id");
	stack.scopes = strdup("offline_access");
	stack.me_uri = strdup("https://acme.example/me");
	if (!fc_secret_set(&stack.client_secret, "secret", 6, &err))
		exit(EXIT_FAILURE);
	fc_stack_clear(&stack);
	fc_stack_clear(&stack);
	ok(!stack.client_id && !stack.client_secret.plain && !stack.host[0],
	   "clearing twice is safe");
}

int
main(void)
{
	test_scopes();
	test_words();
	test_owning();
	return done();
}
