/* SPDX-License-Identifier: Apache-2.0 */
/* Every key of the configuration, with good and bad values. */
#include "config/settings.h"

#include "tap.h"

#include <stddef.h>


/* A text of so many bytes, for rows that need one. */
static const char *
filled(size_t len)
{
	static char text[70000];

	memset(text, 'x', len);
	text[len] = '\0';
	return text;
}

static const struct {
	const char *key, *value;
} good[] = {
	{ "client_id", "f5496be223e4db85c6a7c99bc5c2d81a" },
	{ "client_secret", "s3cret with blanks" },
	{ "client_secret_file", "/run/secrets/foundry" },
	{ "client_secret_command", "pass show foundry" },
	{ "scopes", "offline_access, api:read-data" },
	{ "scopes", "" },
	{ "grant", "authorization_code" },
	{ "grant", "client_credentials" },
	{ "login", "auto" }, { "login", "webserver" },
	{ "login", "console" }, { "login", "never" },
	{ "cache", "read_write" }, { "cache", "reauth" }, { "cache", "noop" },
	{ "token", "auto" }, { "token", "oauth" }, { "token", "static" },
	{ "git_token", "static" }, { "docker_token", "oauth" },
	{ "git_auth", "basic" }, { "git_auth", "bearer" },
	{ "foundry", "acme.example" },
	{ "username", "ri.artifacts.main.repository.7b7471ff" },
	{ "username", "J\xc3\xb6rg O'Hara" },
	{ "ports", "8888-8987" }, { "ports", "8888" }, { "ports", "1-65535" },
	{ "authorize_uri", "https://acme.example/a?b=c" },
	{ "token_uri", "https://acme.example:8443/t" },
	{ "revoke_uri", "https://acme.example/r" },
	{ "redirect_uri", "https://acme.example/c" },
	{ "me_uri", "https://[::1]/me" },
	{ "ca_file", "/etc/ssl/ca with blanks.pem" },
	{ "proxy", "socks5h://127.0.0.1:1080" },
	{ "login_timeout", "1" }, { "login_timeout", "86400" },
	{ "network_timeout", "30" },
};

static const struct {
	const char *key, *value;
} bad[] = {
	{ "client_id", "" }, { "client_id", "two words" },
	{ "client_id", "a\nb" }, { "client_id", "\xc3\xa4" },
	{ "client_secret", "" }, { "client_secret", "a\nb" },
	{ "client_secret_file", "" }, { "client_secret_file", "relative" },
	{ "client_secret_file", "~/secret" },
	{ "client_secret_file", "/a\nb" },
	{ "client_secret_command", "" }, { "client_secret_command", "a\nb" },
	{ "scopes", "offline_access \"" }, { "scopes", "a\\b" },
	{ "scopes", "\xc3\xa4" }, { "scopes", "a\x01" },
	{ "grant", "" }, { "grant", "password" },
	{ "grant", "Authorization_code" },
	{ "login", "browser" }, { "login", "auto " },
	{ "cache", "readwrite" }, { "token", "yes" }, { "git_token", "none" },
	{ "docker_token", "" }, { "git_auth", "Bearer" },
	{ "username", "" }, { "username", "a:b" }, { "username", "a\nb" },
	{ "username", "a\x1b[31m" },
	{ "ports", "" }, { "ports", "0" }, { "ports", "65536" },
	{ "ports", "8987-8888" }, { "ports", "8888-" }, { "ports", "-8888" },
	{ "ports", "8888 - 8987" }, { "ports", "8888-8987-9000" },
	{ "ports", "8888x" }, { "ports", "00000000000008888-8987" },
	{ "ports", "8888-99999999999999999999" },
	{ "authorize_uri", "http://acme.example/a" },
	{ "token_uri", "" }, { "token_uri", "acme.example/t" },
	{ "token_uri", "https://user@acme.example/t" },
	{ "token_uri", "https://acme.example/t#f" },
	{ "token_uri", "https://acme.example/a b" },
	{ "revoke_uri", "ftp://acme.example" },
	{ "redirect_uri", "https://" },
	{ "me_uri", "https://acme.example\n/x" },
	{ "ca_file", "" }, { "ca_file", "ca.pem" },
	{ "proxy", "" }, { "proxy", "http://a b" }, { "proxy", "http://a\n" },
	{ "login_timeout", "" }, { "login_timeout", "0" },
	{ "login_timeout", "-1" }, { "login_timeout", "86401" },
	{ "login_timeout", "5m" }, { "login_timeout", " 5" },
	{ "login_timeout", "+5" }, { "login_timeout", "5.0" },
	{ "network_timeout", "99999999999999999999" },
	{ "network_timeout", "0x1e" },
};

static void
test_good(void)
{
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_setting_apply(&stack, good[i].key, good[i].value, &err),
		   "%s = %s is taken", good[i].key, good[i].value);
		fc_stack_clear(&stack);
	}
}

static void
test_bad(void)
{
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		static const struct fc_stack nothing;
		struct fc_stack stack;
		struct fc_error err = FC_ERROR_INIT;

		memset(&stack, 0, sizeof(stack)); /* padding and all */
		ok(!fc_setting_apply(&stack, bad[i].key, bad[i].value, &err) &&
		   err.kind == FC_ERR_CONFIG && strstr(err.text, bad[i].key),
		   "bad value %zu of %s is refused: %s", i, bad[i].key,
		   err.text);
		/* NOLINTNEXTLINE(*-memory-comparison): see above */
		ok(memcmp(&stack, &nothing, sizeof(stack)) == 0,
		   "and nothing is set");
		fc_stack_clear(&stack);
	}
}

/* No key without a row above. */
static void
test_complete(void)
{
	const struct fc_setting *setting;
	size_t j;

	for (setting = fc_settings; setting->name; setting++) {
		bool is_good = false, is_bad = false;

		for (j = 0; j < COUNT(good); j++)
			if (strcmp(good[j].key, setting->name) == 0)
				is_good = true;
		for (j = 0; j < COUNT(bad); j++)
			if (strcmp(bad[j].key, setting->name) == 0)
				is_bad = true;
		/* A stack is looked at where the other sections are known. */
		ok(is_good && (is_bad || setting->type == FC_SETTING_STACK),
		   "%s is tried", setting->name);
	}
}

static void
test_sizes(void)
{
	static const struct {
		const char *key;
		size_t len;
		bool taken;
	} row[] = {
		{ "username", 255, true },  { "username", 256, false },
		{ "client_id", 65536, true }, { "client_id", 65537, false },
		{ "scopes", 16384, true },  { "scopes", 16385, false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_setting_apply(&stack, row[i].key, filled(row[i].len),
		                    &err) == row[i].taken,
		   "%s of %zu bytes is %s", row[i].key, row[i].len,
		   row[i].taken ? "taken" : "refused");
		fc_stack_clear(&stack);
	}
}

static void
test_effects(void)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	bool all = true;

	all = all && fc_setting_apply(&stack, "scopes",
	                              " a,b  c,\n\td, ", &err);
	is(stack.scopes, "a b c d", "scopes have single spaces between");
	all = all && fc_setting_apply(&stack, "client_secret", "s", &err);
	ok(!stack.client_secret.plain, "a client_secret is not kept");
	all = all && fc_setting_apply(&stack, "token", "static", &err);
	ok(stack.token[FC_PURPOSE_GIT] == FC_TOKEN_STATIC &&
	   stack.token[FC_PURPOSE_DOCKER] == FC_TOKEN_STATIC &&
	   stack.token[FC_PURPOSE_CLI] == FC_TOKEN_STATIC,
	   "token is for every purpose");
	all = all && fc_setting_apply(&stack, "git_token", "oauth", &err);
	ok(stack.token[FC_PURPOSE_GIT] == FC_TOKEN_OAUTH &&
	   stack.token[FC_PURPOSE_DOCKER] == FC_TOKEN_STATIC,
	   "git_token for git alone");
	all = all && fc_setting_apply(&stack, "ports", "9000", &err);
	ok(stack.port_first == 9000 && stack.port_last == 9000,
	   "one port is a range");
	all = all && fc_setting_apply(&stack, "ports", "9000-9001", &err);
	ok(stack.port_first == 9000 && stack.port_last == 9001, "a range");
	all = all && fc_setting_apply(&stack, "username", "a", &err) &&
	      fc_setting_apply(&stack, "username", "b", &err);
	is(stack.username, "b", "a later value replaces an earlier one");
	all = all && fc_setting_apply(&stack, "login", "never", &err) &&
	      fc_setting_apply(&stack, "cache", "noop", &err) &&
	      fc_setting_apply(&stack, "grant", "client_credentials", &err) &&
	      fc_setting_apply(&stack, "git_auth", "bearer", &err) &&
	      fc_setting_apply(&stack, "login_timeout", "7", &err);
	ok(all && stack.login == FC_LOGIN_NEVER &&
	   stack.cache == FC_CACHE_NOOP &&
	   stack.grant == FC_GRANT_CLIENT_CREDENTIALS &&
	   stack.git_auth == FC_GIT_AUTH_BEARER && stack.login_timeout_s == 7,
	   "words and numbers");
	ok(!fc_setting_apply(&stack, "nonsense", "x", &err) &&
	   err.kind == FC_ERR_INTERNAL, "a key that is none");
	fc_stack_clear(&stack);
}

static void
test_hints(void)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;

	ok(!fc_setting_apply(&stack, "cache", "readwrite", &err),
	   "a misspelt word is refused");
	is(err.text, "unknown value \"readwrite\" for cache", "by name");
	is(err.hint, "did you mean \"read_write\"?", "with the nearest one");
	ok(!fc_setting_apply(&stack, "grant", "xyzzy", &err),
	   "a word that is near to none");
	is(err.hint, "known values: authorization_code, client_credentials",
	   "all are named");
	ok(!fc_setting_apply(&stack, "cache", "\x1b[31m", &err) &&
	   !strchr(err.text, '\x1b'), "control bytes are not repeated");
	ok(!fc_setting_apply(&stack, "token",
	                     "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", &err)
	   && !strstr(err.text, "eyJ") && !strstr(err.hint, "eyJ"),
	   "a token where its kind should be is not told: %s", err.text);
	fc_stack_clear(&stack);
}

static void
test_alias_keys(void)
{
	static const char *const fit[] = { "token", "git_token",
		"docker_token", "git_auth", "foundry", "username", NULL };
	const struct fc_setting *setting;
	size_t j;

	for (setting = fc_settings; setting->name; setting++) {
		bool fits = false;

		for (j = 0; fit[j]; j++)
			if (strcmp(fit[j], setting->name) == 0)
				fits = true;
		ok(setting->alias == fits, "%s %s an alias", setting->name,
		   fits ? "fits" : "does not fit");
	}
	ok(!fc_setting_find("nonsense"), "what is no key is not found");
}

static void
test_defaults(void)
{
	static const struct {
		size_t offset;
		const char *value;
	} row[] = {
		{ offsetof(struct fc_stack, scopes), "offline_access" },
		{ offsetof(struct fc_stack, authorize_uri),
		  "https://127.0.0.1:8443/multipass/api/oauth2/authorize" },
		{ offsetof(struct fc_stack, revoke_uri),
		  "https://127.0.0.1:8443/multipass/api/oauth2/revoke_token" },
		{ offsetof(struct fc_stack, redirect_uri),
		  "https://127.0.0.1:8443/multipass/api/oauth2/callback" },
		{ offsetof(struct fc_stack, me_uri),
		  "https://127.0.0.1:8443/multipass/api/me" },
		{ offsetof(struct fc_stack, token_uri),
		  "https://acme.example/t" },
	};
	struct fc_stack stack = { .host = "127.0.0.1:8443" };
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	ok(fc_setting_apply(&stack, "token_uri", "https://acme.example/t",
	                    &err) &&
	   fc_setting_apply(&stack, "network_timeout", "5", &err) &&
	   fc_setting_defaults(&stack, &err), "the rest is filled in");
	for (i = 0; i < COUNT(row); i++)
		is(*(char **)(void *)((char *)&stack + row[i].offset),
		   row[i].value, row[i].value);
	ok(stack.port_first == 8888 && stack.port_last == 8987 &&
	   stack.login_timeout_s == 300 && stack.network_timeout_s == 5,
	   "ports and times, what was said stays");
	ok(!stack.client_id && !stack.username && !stack.proxy &&
	   !stack.ca_file, "what has no default is not set");
	fc_stack_clear(&stack);
}

int
main(void)
{
	test_good();
	test_bad();
	test_complete();
	test_sizes();
	test_effects();
	test_hints();
	test_alias_keys();
	test_defaults();
	return done();
}
