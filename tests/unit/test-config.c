/* SPDX-License-Identifier: Apache-2.0 */
/* Which stack answers for a host, from two files and the environment. */
#include "config/config.h"

#include "vault/index.h"

#include "scratch.h"
#include "tap.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACME "acme.palantirfoundry.com"
#define REGISTRY "acme-container-registry.palantirfoundry.com"
#define SHARED_URI "https://" ACME "/multipass/api/oauth2/token"

static struct fc_paths paths;

static void
put(const char *path, const char *text, mode_t mode)
{
	scratch_put(path, text, text ? strlen(text) : 0, mode);
}

static void
put_shared(const char *text)
{
	char path[FC_PATH_SIZE + 8];

	snprintf(path, sizeof(path), "%s/oauth", paths.home);
	put(path, text, 0600);
}

/* As foundry-oauth does. */
static bool
load_config(struct fc_config *config, struct fc_error *err)
{
	return fc_config_read(config, &paths, err) &&
	       fc_index_make(&config->logins, &paths, err);
}

/* Both files as they are to be; NULL: none.  The caller clears config. */
static void
load(struct fc_config *config, const char *user, const char *system)
{
	struct fc_error err = FC_ERROR_INIT;

	put(paths.config, user, 0600);
	put(paths.system, system, 0644);
	if (!load_config(config, &err))
		exit(EXIT_FAILURE);
}

static enum fc_lookup
find(const char *user, const char *system, const char *host,
     enum fc_purpose purpose, struct fc_stack *stack, struct fc_error *err)
{
	struct fc_config config = FC_CONFIG_INIT;
	enum fc_lookup result;

	load(&config, user, system);
	result = fc_config_find(&config, host, purpose, stack, err);
	fc_config_clear(&config);
	return result;
}

static void
test_precedence(void)
{
	static const struct {
		const char *label, *user, *system, *username;
	} row[] = {
		{ "user's section",
		  "[DEFAULT]\nusername = ud\n[" ACME "]\nusername = us\n",
		  "[DEFAULT]\nusername = sd\n[" ACME "]\nusername = ss\n",
		  "us" },
		{ "system's section", "[DEFAULT]\nusername = ud\n",
		  "[DEFAULT]\nusername = sd\n[" ACME "]\nusername = ss\n",
		  "ss" },
		{ "system's section, though the user's has other keys",
		  "[DEFAULT]\nusername = ud\n[" ACME "]\nlogin = never\n",
		  "[DEFAULT]\nusername = sd\n[" ACME "]\nusername = ss\n",
		  "ss" },
		{ "user's DEFAULT", "[DEFAULT]\nusername = ud\n",
		  "[DEFAULT]\nusername = sd\n[" ACME "]\n", "ud" },
		{ "system's DEFAULT", "[" ACME "]\n",
		  "[DEFAULT]\nusername = sd\n", "sd" },
		{ "built in", "[" ACME "]\n", NULL, NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(find(row[i].user, row[i].system, ACME, FC_PURPOSE_GIT,
		        &stack, &err) == FC_FOUND, "%s%s", row[i].label,
		   err.text);
		is(stack.username, row[i].username, row[i].label);
		fc_stack_clear(&stack);
	}
}

/* One spelling of a host is as good as another. */
static void
test_hosts(void)
{
	static const struct {
		const char *section, *host;
		enum fc_lookup result;
	} row[] = {
		{ "acme.example", "acme.example", FC_FOUND },
		{ "ACME.Example", "acme.example", FC_FOUND },
		{ "acme.example:443", "acme.example", FC_FOUND },
		{ "Acme.example:443", "acme.example", FC_FOUND },
		{ "acme.example:8443", "acme.example:8443", FC_FOUND },
		{ "acme.example:8443", "acme.example", FC_ABSENT },
		{ "acme.example", "acme.example:8443", FC_ABSENT },
		{ "acme.example", "x.acme.example", FC_ABSENT },
		{ "x.acme.example", "acme.example", FC_ABSENT },
		{ "[::1]:8443", "[::1]:8443", FC_FOUND },
		{ "https://acme.example", "acme.example", FC_ABSENT },
		{ "acme.example.", "acme.example", FC_ABSENT },
		{ " acme.example", "acme.example", FC_ABSENT },
		{ "*.example", "acme.example", FC_ABSENT },
		{ "DEFAULT", "default", FC_ABSENT },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char text[128];

		snprintf(text, sizeof(text), "[%s]\nclient_id = id\n",
		         row[i].section);
		ok(find(text, NULL, row[i].host, FC_PURPOSE_GIT, &stack,
		        &err) == row[i].result, "[%s] %s %s", row[i].section,
		   row[i].result == FC_FOUND ? "is" : "is not", row[i].host);
		ok(row[i].result != FC_FOUND ||
		   strcmp(stack.host, row[i].host) == 0, "by its one name");
		fc_stack_clear(&stack);
	}
}

static void
test_aliases(void)
{
	static const char user[] =
		"[DEFAULT]\ntoken = auto\nusername = default\n"
		"[" ACME "]\nclient_id = id\ngit_token = static\n"
		"username = stack\ngit_auth = bearer\n"
		"[r1.example]\nfoundry = " ACME "\nusername = registry\n"
		"[r2.example]\nfoundry = https://ACME.palantirfoundry.com/\n"
		"[r3.example]\nfoundry = " ACME "\ngit_token = oauth\n";
	static const struct {
		const char *host, *username;
		enum fc_token_kind git;
	} row[] = {
		{ ACME, "stack", FC_TOKEN_STATIC },
		{ "r1.example", "registry", FC_TOKEN_STATIC },
		{ "r2.example", "stack", FC_TOKEN_STATIC },
		{ "r3.example", "stack", FC_TOKEN_OAUTH },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(find(user, NULL, row[i].host, FC_PURPOSE_GIT, &stack,
		        &err) == FC_FOUND, "%s is found%s", row[i].host,
		   err.text);
		is(stack.host, ACME, "its stack");
		is(stack.asked, row[i].host, "the host that was asked for");
		is(stack.client_id, "id", "the stack's client_id");
		is(stack.username, row[i].username,
		   "a user name: its own, the stack's, the default");
		ok(stack.token[FC_PURPOSE_GIT] == row[i].git,
		   "a token kind likewise");
		ok(fc_stack_is_alias(&stack) == (i > 0), "an alias or not");
		fc_stack_clear(&stack);
	}
}

static void
test_registry_names(void)
{
	static const struct {
		const char *stack, *host;
		enum fc_purpose purpose;
		enum fc_lookup result;
	} row[] = {
		{ ACME, REGISTRY, FC_PURPOSE_DOCKER, FC_FOUND },
		{ ACME, REGISTRY, FC_PURPOSE_GIT, FC_ABSENT },
		{ ACME, REGISTRY, FC_PURPOSE_CLI, FC_ABSENT },
		{ "x.palantircloud.com",
		  "x-container-registry.palantircloud.com",
		  FC_PURPOSE_DOCKER, FC_FOUND },
		{ "x.palantirfoundry.co.uk",
		  "x-container-registry.palantirfoundry.co.uk",
		  FC_PURPOSE_DOCKER, FC_FOUND },
		{ "x.eu.palantirfoundry.com",
		  "x-container-registry.eu.palantirfoundry.com",
		  FC_PURPOSE_DOCKER, FC_FOUND },
		{ "x.evil.example", "x-container-registry.evil.example",
		  FC_PURPOSE_DOCKER, FC_ABSENT },
		{ "x.evilpalantirfoundry.com",
		  "x-container-registry.evilpalantirfoundry.com",
		  FC_PURPOSE_DOCKER, FC_ABSENT },
		{ "x.palantirfoundry.com.evil.example",
		  "x-container-registry.palantirfoundry.com.evil.example",
		  FC_PURPOSE_DOCKER, FC_ABSENT },
		{ ACME, "other-container-registry.palantirfoundry.com",
		  FC_PURPOSE_DOCKER, FC_ABSENT },
		{ ACME, "a.acme-container-registry.palantirfoundry.com",
		  FC_PURPOSE_DOCKER, FC_ABSENT },
		{ ACME, REGISTRY ":8443", FC_PURPOSE_DOCKER, FC_ABSENT },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char text[128];

		snprintf(text, sizeof(text), "[%s]\nclient_id = id\n",
		         row[i].stack);
		ok(find(text, NULL, row[i].host, row[i].purpose, &stack,
		        &err) == row[i].result, "%s %s %s for %s",
		   row[i].host,
		   row[i].result == FC_FOUND ? "means" : "is not",
		   row[i].stack, fc_caller_names[row[i].purpose]);
		ok(row[i].result != FC_FOUND ||
		   (strcmp(stack.host, row[i].stack) == 0 &&
		    strcmp(stack.asked, row[i].host) == 0),
		   "as an alias");
		fc_stack_clear(&stack);
	}
}

/* The text says file and line, the hint the nearest word. */
static void
test_faults(void)
{
	static const struct {
		const char *label, *user, *system, *host;
		const char *text, *hint; /* NULL: no fault */
	} row[] = {
		{ "an unknown key", "[" ACME "]\n\nclientid = x\n", NULL,
		  ACME, "line 3: unknown key \"clientid\"",
		  "did you mean \"client_id\"?" },
		{ "matters to no other host",
		  "[" ACME "]\nclientid = x\n[b.example]\n", NULL,
		  "b.example", NULL, "" },
		{ "in [DEFAULT] to every one",
		  "[DEFAULT]\nscope = x\n[b.example]\n", NULL, "b.example",
		  "line 2: unknown key \"scope\"",
		  "did you mean \"scopes\"?" },
		{ "a key like no other", "[" ACME "]\nzzzzzzzz = x\n", NULL,
		  ACME, "line 2: unknown key \"zzzzzzzz\"", "lists the keys" },
		{ "keys in capitals are known",
		  "[" ACME "]\nCLIENT_ID = x\n", NULL, ACME, NULL, "" },
		{ "an unknown value", "[" ACME "]\nlogin = konsole\n", NULL,
		  ACME, "line 2: unknown value \"konsole\" for login",
		  "did you mean \"console\"?" },
		{ "an unknown value in [DEFAULT]",
		  "[DEFAULT]\ncache = read\n[" ACME "]\n", NULL, ACME,
		  "line 2: unknown value \"read\" for cache", "" },
		{ "one that is overridden does not matter",
		  "[DEFAULT]\ncache = read\n[" ACME "]\ncache = noop\n", NULL,
		  ACME, NULL, "" },
		{ "an unknown value of the system's",
		  "[" ACME "]\n", "[" ACME "]\nlogin = x\n", ACME,
		  "line 2: unknown value \"x\" for login", "" },
		{ "an unknown key of the system's is doctor's",
		  "[" ACME "]\n", "[" ACME "]\nclientid = x\n", ACME, NULL,
		  "" },
		{ "a syntax error", "[" ACME "]\nrubbish\n", NULL, ACME,
		  "line 2: neither", "" },
		{ "further down", "[" ACME "]\n[b.example]\nrubbish\n", NULL,
		  ACME, "line 3: neither", "" },
		{ "matters to no host of the other file",
		  "[" ACME "]\nrubbish\n", "[b.example]\n", "b.example", NULL,
		  "" },
		{ "nor one of the system's", "[b.example]\n",
		  "[" ACME "]\nrubbish\n", "b.example", NULL, "" },
		{ "one of the system's to its own", NULL,
		  "[" ACME "]\nrubbish\n", ACME, "line 2: neither", "" },
		{ "a section twice", "[" ACME "]\n[" ACME "]\n", NULL, ACME,
		  "line 2: a section or a key comes twice", "" },
		{ "a percent sign", "[" ACME "]\nproxy = http://%zz\n", NULL,
		  ACME, "line 2: '%' must be doubled", "" },
		{ "an alias of nobody", "[r.example]\nfoundry = a.example\n",
		  NULL, "r.example", "line 2: foundry names a.example, which "
		  "is not configured", "" },
		{ "an alias of no host",
		  "[r.example]\nusername = x\nfoundry = a b\n", NULL,
		  "r.example", "line 3: foundry must name a stack's host",
		  "" },
		{ "an alias of an alias", "[" ACME "]\n[r.example]\n"
		  "foundry = " ACME "\n[q.example]\nfoundry = r.example\n",
		  NULL, "q.example",
		  "line 5: foundry names r.example, which stands for " ACME,
		  "" },
		{ "an alias of itself is none",
		  "[r.example]\nfoundry = R.example:443\n", NULL,
		  "r.example", NULL, "" },
		{ "an alias with a client_id", "[" ACME "]\n"
		  "[r.example]\nfoundry = " ACME "\nclient_id = x\n", NULL,
		  "r.example", "line 4: client_id has no place beside", "" },
		{ "an alias of a stack with a fault", "[" ACME "]\nx = y\n"
		  "[r.example]\nfoundry = " ACME "\n", NULL, "r.example",
		  "line 2: unknown key \"x\"", "" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;
		enum fc_lookup result;

		result = find(row[i].user, row[i].system, row[i].host,
		              FC_PURPOSE_GIT, &stack, &err);
		ok(result == (row[i].text ? FC_FAILED : FC_FOUND), "%s",
		   row[i].label);
		if (row[i].text)
			ok(err.kind == FC_ERR_CONFIG &&
			   strstr(err.text, row[i].text) &&
			   strstr(err.text, scratch) &&
			   strstr(err.hint, row[i].hint), "%s: %s (%s)",
			   row[i].label, err.text, err.hint);
		fc_stack_clear(&stack);
	}
}

static void
test_unreadable(void)
{
	static const struct {
		const char *label;
		mode_t mode;
		const char *text;
		enum fc_lookup result;
	} row[] = {
		{ "a private secret", 0600, "client_secret = s\n", FC_FOUND },
		{ "one that others can read", 0644, "client_secret = s\n",
		  FC_FAILED },
		{ "others can read what is no secret", 0644,
		  "client_id = s\n", FC_FOUND },
		{ "others can write", 0622, "client_id = s\n", FC_FAILED },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_config config = FC_CONFIG_INIT;
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char text[128];

		snprintf(text, sizeof(text), "[" ACME "]\n%s", row[i].text);
		put(paths.config, text, row[i].mode);
		put(paths.system, NULL, 0);
		ok(load_config(&config, &err) &&
		   fc_config_find(&config, ACME, FC_PURPOSE_CLI, &stack,
		                  &err) == row[i].result,
		   "%s: %s", row[i].label, err.text);
		ok(row[i].result == FC_FOUND || *err.hint, "with a remedy");
		fc_stack_clear(&stack);
		fc_config_clear(&config);
	}
	{
		struct fc_config config = FC_CONFIG_INIT;
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(load_config(&config, &err) &&
		   fc_config_find(&config, ACME, FC_PURPOSE_GIT, &stack,
		                  &err) == FC_FAILED,
		   "git is told when such a file has its host in it");
		ok(fc_config_find(&config, "b.example", FC_PURPOSE_GIT,
		                  &stack, &err) == FC_ABSENT,
		   "and nothing about any other host");
		ok(fc_config_find(&config, "b.example", FC_PURPOSE_CLI,
		                  &stack, &err) == FC_FAILED,
		   "a person who names one is told");
		fc_config_clear(&config);
	}
}

static void
test_shared_file(void)
{
	static const struct {
		const char *label, *shared;
		enum fc_lookup result;
	} row[] = {
		{ "a login of the library configures its host",
		  "[" ACME "]\ntoken_uri = " SHARED_URI "\nclient_id = py\n"
		  "scopes = offline_access,api:read\nrefresh_token = r\n",
		  FC_FOUND },
		{ "without a refresh token too",
		  "[" ACME "]\ntoken_uri = " SHARED_URI "\nclient_id = py\n",
		  FC_FOUND },
		{ "not without a client_id",
		  "[" ACME "]\ntoken_uri = " SHARED_URI "\n", FC_ABSENT },
		{ "not with a token_uri elsewhere",
		  "[" ACME "]\ntoken_uri = https://evil.example/t\n"
		  "client_id = py\n", FC_ABSENT },
		{ "not with one over http",
		  "[" ACME "]\ntoken_uri = http://" ACME "/t\n"
		  "client_id = py\n", FC_ABSENT },
		{ "not from another section",
		  "[b.example]\ntoken_uri = " SHARED_URI "\nclient_id = py\n",
		  FC_ABSENT },
		{ "not from a file that is rubbish", "rubbish\n",
		  FC_ABSENT },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;
		struct timespec old[2] = { { 1, 0 }, { 1, 0 } };
		char path[FC_PATH_SIZE + 8];

		put_shared(row[i].shared);
		/* Not one that is being written: that would be waited for. */
		snprintf(path, sizeof(path), "%s/oauth", paths.home);
		utimensat(AT_FDCWD, path, old, 0);
		ok(find("[DEFAULT]\nlogin = never\n", NULL, ACME,
		        FC_PURPOSE_GIT, &stack, &err) == row[i].result, "%s",
		   row[i].label);
		if (row[i].result == FC_FOUND)
			ok(stack.from_shared_file &&
			   strcmp(stack.client_id, "py") == 0 &&
			   strcmp(stack.token_uri, SHARED_URI) == 0 &&
			   stack.login == FC_LOGIN_NEVER,
			   "with its client_id, and our defaults");
		if (i == 0)
			is(stack.scopes, "offline_access api:read",
			   "its scopes");
		fc_stack_clear(&stack);
	}
	put_shared(row[0].shared);
	{
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(find("[" ACME "]\nclient_id = ours\n", NULL, ACME,
		        FC_PURPOSE_GIT, &stack, &err) == FC_FOUND &&
		   !stack.from_shared_file, "a section of ours goes first");
		is(stack.client_id, "ours", "with its client_id");
		is(stack.scopes, "offline_access", "and no scopes of theirs");
		fc_stack_clear(&stack);
	}
	put_shared(NULL);
}

static const char *const variables[] = {
	"FOUNDRY_CLIENT_ID", "FOUNDRY_SCOPES", "FOUNDRY_HOSTNAME",
	"FOUNDRY_LOGIN", "FOUNDRY_CACHE", "FOUNDRY_CA_FILE", "SSL_CERT_FILE",
	"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "FOUNDRY_TOKEN",
};

static void
forget_variables(void)
{
	size_t i;

	for (i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
}

static void
test_environment(void)
{
	static const char one[] = "[" ACME "]\nclient_id = file\n"
		"scopes = file\nlogin = console\ncache = reauth\n";
	static const char two[] = "[" ACME "]\nclient_id = file\n"
		"[b.example]\n";
	static const struct {
		const char *label, *user;
		const char *set[4][2];
		enum fc_lookup result;
		size_t offset;
		const char *value;
	} row[] = {
		{ "FOUNDRY_CLIENT_ID", one, { { "FOUNDRY_CLIENT_ID", "env" } },
		  FC_FOUND, offsetof(struct fc_stack, client_id), "env" },
		{ "FOUNDRY_SCOPES", one, { { "FOUNDRY_SCOPES", "a,b" } },
		  FC_FOUND, offsetof(struct fc_stack, scopes), "a b" },
		{ "an empty one is none", one, { { "FOUNDRY_SCOPES", "" } },
		  FC_FOUND, offsetof(struct fc_stack, scopes), "file" },
		{ "of several stacks none is meant", two,
		  { { "FOUNDRY_CLIENT_ID", "env" } }, FC_FOUND,
		  offsetof(struct fc_stack, client_id), "file" },
		{ "but that of FOUNDRY_HOSTNAME", two,
		  { { "FOUNDRY_CLIENT_ID", "env" },
		    { "FOUNDRY_HOSTNAME", "https://" ACME "/" } }, FC_FOUND,
		  offsetof(struct fc_stack, client_id), "env" },
		{ "and no other", two, { { "FOUNDRY_CLIENT_ID", "env" },
		    { "FOUNDRY_HOSTNAME", "b.example" } }, FC_FOUND,
		  offsetof(struct fc_stack, client_id), "file" },
		{ "a stack by the environment alone", NULL,
		  { { "FOUNDRY_CLIENT_ID", "env" },
		    { "FOUNDRY_HOSTNAME", ACME } }, FC_FOUND,
		  offsetof(struct fc_stack, client_id), "env" },
		{ "none without a name", NULL,
		  { { "FOUNDRY_CLIENT_ID", "env" } }, FC_ABSENT, 0, NULL },
		{ "FOUNDRY_CA_FILE", one, { { "FOUNDRY_CA_FILE", "/f" },
		    { "SSL_CERT_FILE", "/s" },
		    { "REQUESTS_CA_BUNDLE", "/r" } }, FC_FOUND,
		  offsetof(struct fc_stack, ca_file), "/f" },
		{ "then SSL_CERT_FILE", one, { { "SSL_CERT_FILE", "/s" },
		    { "REQUESTS_CA_BUNDLE", "/r" } }, FC_FOUND,
		  offsetof(struct fc_stack, ca_file), "/s" },
		{ "then REQUESTS_CA_BUNDLE", one,
		  { { "CURL_CA_BUNDLE", "/c" },
		    { "REQUESTS_CA_BUNDLE", "/r" } }, FC_FOUND,
		  offsetof(struct fc_stack, ca_file), "/r" },
		{ "then CURL_CA_BUNDLE", one,
		  { { "CURL_CA_BUNDLE", "/c" } }, FC_FOUND,
		  offsetof(struct fc_stack, ca_file), "/c" },
		{ "the key before all of them",
		  "[" ACME "]\nca_file = /key\n",
		  { { "FOUNDRY_CA_FILE", "/f" } }, FC_FOUND,
		  offsetof(struct fc_stack, ca_file), "/key" },
		{ "FOUNDRY_LOGIN with an unknown word", one,
		  { { "FOUNDRY_LOGIN", "konsole" } }, FC_FAILED, 0, NULL },
		{ "FOUNDRY_CACHE with an unknown word", one,
		  { { "FOUNDRY_CACHE", "x" } }, FC_FAILED, 0, NULL },
		{ "FOUNDRY_CLIENT_ID with a blank", one,
		  { { "FOUNDRY_CLIENT_ID", "a b" } }, FC_FAILED, 0, NULL },
		{ "FOUNDRY_SCOPES with a quote", one,
		  { { "FOUNDRY_SCOPES", "\"a\"" } }, FC_FAILED, 0, NULL },
	};
	size_t i, j;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		for (j = 0; j < 4 && row[i].set[j][0]; j++)
			setenv(row[i].set[j][0], row[i].set[j][1], 1);
		ok(find(row[i].user, NULL, ACME, FC_PURPOSE_GIT, &stack,
		        &err) == row[i].result, "%s%s", row[i].label,
		   row[i].result == FC_FOUND ? err.text : "");
		if (row[i].value)
			is(*(char **)(void *)((char *)&stack +
			                      row[i].offset),
			   row[i].value, row[i].label);
		ok(row[i].result != FC_FAILED ||
		   (err.kind == FC_ERR_CONFIG &&
		    strstr(err.text, row[i].set[0][0])),
		   "or it is named: %s", err.text);
		fc_stack_clear(&stack);
		forget_variables();
	}
	{
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		setenv("FOUNDRY_LOGIN", "never", 1);
		setenv("FOUNDRY_CACHE", "noop", 1);
		ok(find(one, NULL, ACME, FC_PURPOSE_GIT, &stack, &err) ==
		           FC_FOUND &&
		   stack.login == FC_LOGIN_NEVER &&
		   stack.cache == FC_CACHE_NOOP && !stack.from_environment,
		   "FOUNDRY_LOGIN and FOUNDRY_CACHE go before the file");
		fc_stack_clear(&stack);
		forget_variables();
	}
}

struct visited {
	char text[512];
	int left;
};

static bool
visit(const char *host, void *arg)
{
	struct visited *visited = arg;
	size_t len = strlen(visited->text);

	snprintf(visited->text + len, sizeof(visited->text) - len, "%s ",
	         host);
	return --visited->left > 0;
}

static void
test_lists(void)
{
	static const char user[] = "[DEFAULT]\nlogin = auto\n"
		"[A.example:443]\n[a.EXAMPLE]\n[not a host]\n"
		"[r.example]\nfoundry = a.example\n"
		"[q.example]\nusername = x\n";
	static const char system[] = "[a.example]\n[b.example]\n"
		"[s.example]\nfoundry = a.example\n"
		"[q.example]\nfoundry = a.example\n"
		"[t.example]\nfoundry = b.example\n";
	struct fc_config config = FC_CONFIG_INIT;
	struct visited visited;

	put_shared("[c.example]\ntoken_uri = https://c.example/t\n"
	           "client_id = x\n[d.example]\nclient_id = x\n"
	           "[C.example:443]\ntoken_uri = https://c.example/t\n"
	           "client_id = y\n"
	           "[b.example]\ntoken_uri = https://b.example/t\n"
	           "client_id = x\n");
	load(&config, user, system);
	visited = (struct visited){ .left = 100 };
	fc_config_each(&config, visit, &visited);
	is(visited.text, "a.example b.example c.example ",
	   "every stack once, aliases and what configures nothing left out");
	visited = (struct visited){ .left = 2 };
	fc_config_each(&config, visit, &visited);
	is(visited.text, "a.example b.example ", "until it is enough");
	visited = (struct visited){ .left = 100 };
	fc_config_aliases(&config, "a.example", visit, &visited);
	is(visited.text, "r.example q.example s.example ",
	   "every alias of a stack, whichever file says so");
	visited = (struct visited){ .left = 100 };
	fc_config_aliases(&config, "c.example", visit, &visited);
	is(visited.text, "", "none of one without");
	fc_config_clear(&config);
	put_shared(NULL);
}

static void
test_only(void)
{
	static const struct {
		const char *label, *user, *hostname;
		enum fc_lookup result;
		const char *host;
	} row[] = {
		{ "none", NULL, NULL, FC_ABSENT, NULL },
		{ "one", "[a.example]\n", NULL, FC_FOUND, "a.example" },
		{ "one and its alias",
		  "[a.example]\n[r.example]\nfoundry = a.example\n", NULL,
		  FC_FOUND, "a.example" },
		{ "one, spelled twice", "[a.example]\n[A.example]\n", NULL,
		  FC_FOUND, "a.example" },
		{ "two", "[a.example]\n[b.example]\n", NULL, FC_FAILED,
		  NULL },
		{ "two, one of them named", "[a.example]\n[b.example]\n",
		  "B.example:443", FC_FOUND, "b.example" },
		{ "an empty name is none", "[a.example]\n", "", FC_FOUND,
		  "a.example" },
		{ "a name that is none", "[a.example]\n", "a b", FC_FAILED,
		  NULL },
		{ "a name over http", "[a.example]\n", "http://a.example",
		  FC_FAILED, NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_config config = FC_CONFIG_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char host[FC_HOST_SIZE] = "";
		enum fc_lookup result;

		if (row[i].hostname)
			setenv("FOUNDRY_HOSTNAME", row[i].hostname, 1);
		load(&config, row[i].user, NULL);
		result = fc_config_only(&config, host, &err);
		ok(result == row[i].result, "the only stack: %s",
		   row[i].label);
		if (row[i].host)
			is(host, row[i].host, row[i].label);
		ok(result != FC_FAILED || err.kind == FC_ERR_USAGE,
		   "or usage: %s", err.text);
		fc_config_clear(&config);
		forget_variables();
	}
}

int
main(void)
{
	scratch_make();
	forget_variables();
	snprintf(paths.home, sizeof(paths.home), "%s/home", scratch);
	snprintf(paths.config, sizeof(paths.config), "%s/home/config",
	         scratch);
	snprintf(paths.system, sizeof(paths.system), "%s/system", scratch);
	mkdir(paths.home, 0700);
	test_precedence();
	test_hosts();
	test_aliases();
	test_registry_names();
	test_faults();
	test_unreadable();
	test_shared_file();
	test_environment();
	test_lists();
	test_only();
	return done();
}
