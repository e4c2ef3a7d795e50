/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration: a host that no file names is never ours; a stack that
 * is found has only values that are safe to use; a failure says why.
 *
 * Input: "PURPOSE HOST" on a line, then the user's file, the system's, the
 * shared one and lines of the environment, with lines of "---" between.
 */
#include "config/config.h"
#include "disk.h"
#include "fuzz.h"
#include "record/cache_key.h"
#include "record/environment.h"
#include "vault/index.h"

#include <stdlib.h>
#include <string.h>

#define HOME "/h"
#define STRANGER "stranger.invalid"
#define VISITS_MAX 64
#define NOW 1700000000
#define VARIABLES_MAX 16
#define VARIABLE_SIZE 256

static const struct fc_paths paths = {
	.home = HOME,
	.config = HOME "/config",
	.system = "/etc/foundry/config",
};

/* As foundry-oauth does. */
static bool
load_config(struct fc_config *config, struct fc_error *err)
{
	return fc_config_read(config, &paths, err) &&
	       fc_index_make(&config->logins, &paths, err);
}

/* The hosts of one walk over the configuration. */
struct visits {
	const struct fc_config *config;
	size_t count;
	char host[VISITS_MAX][FC_HOST_SIZE];
};

static bool
visit(const char *host, void *arg)
{
	struct visits *visits = arg;
	char alias[FC_HOST_SIZE];
	size_t i;

	hold(fuzz_is_host(host));
	hold(!fc_config_alias(visits->config, host, alias));
	for (i = 0; i < visits->count && i < VISITS_MAX; i++)
		hold(strcmp(visits->host[i], host) != 0);
	if (visits->count < VISITS_MAX)
		memcpy(visits->host[visits->count], host, strlen(host) + 1);
	visits->count++;
	return true;
}

static bool
visit_alias(const char *host, void *arg)
{
	const struct visits *visits = arg;
	char alias[FC_HOST_SIZE];

	hold(fuzz_is_host(host));
	hold(fc_config_alias(visits->config, host, alias));
	hold(fuzz_is_host(alias) && strcmp(alias, host) != 0);
	return true;
}

static void
hold_uri(const char *uri)
{
	hold(uri && fc_url_is_https(uri, NULL));
}

static void
hold_clean(const char *text)
{
	hold(!text || (*text && !fuzz_has_control(text)));
}

static void
hold_stack(const struct fc_stack *stack)
{
	int i;

	hold(fuzz_is_host(stack->host));
	hold(!stack->client_id ||
	     fc_token_is_wellformed(stack->client_id,
	                            strlen(stack->client_id)));
	hold(stack->client_secret.len == 0);
	hold(stack->scopes && !fuzz_has_control(stack->scopes) &&
	     !strstr(stack->scopes, "  ") && stack->scopes[0] != ' ');
	hold_uri(stack->authorize_uri);
	hold_uri(stack->token_uri);
	hold_uri(stack->revoke_uri);
	hold_uri(stack->redirect_uri);
	hold_uri(stack->me_uri);
	hold_clean(stack->username);
	hold_clean(stack->proxy);
	hold_clean(stack->ca_file);
	hold_clean(stack->client_secret_file);
	hold_clean(stack->client_secret_command);
	hold(!stack->ca_file || stack->ca_file[0] == '/');
	hold(!stack->username ||
	     (strlen(stack->username) < 256 && !strchr(stack->username, ':')));
	hold(stack->grant <= FC_GRANT_CLIENT_CREDENTIALS);
	hold(stack->login <= FC_LOGIN_NEVER);
	hold(stack->cache <= FC_CACHE_NOOP);
	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		hold(stack->token[i] <= FC_TOKEN_STATIC);
	hold(stack->git_auth <= FC_GIT_AUTH_BEARER);
	hold(stack->port_first >= 1 && stack->port_first <= stack->port_last &&
	     stack->port_last <= 65535);
	hold(stack->login_timeout_s >= 1 && stack->login_timeout_s <= 86400);
	hold(stack->network_timeout_s >= 1 &&
	     stack->network_timeout_s <= 86400);
}

/* Somebody has named it: a file, the shared one, or the environment. */
static bool
is_named(const struct fc_config *config, const char *host)
{
	const char *name = getenv("FOUNDRY_HOSTNAME");
	char named[FC_HOST_SIZE];

	return fc_config_names(config, host) ||
	       fc_logins_configure(&config->logins, host) ||
	       (name && fc_host_from_url(name, named) &&
	        strcmp(named, host) == 0);
}

static void
try_cache_key(const struct fc_stack *stack)
{
	struct fc_buf cache_key = FC_BUF_INIT(FC_CACHE_KEY_MAX);
	struct fc_error err = FC_ERROR_INIT;

	hold(fc_cache_key_of(stack, &paths, &cache_key, &err) ||
	     strlen(stack->scopes) +
	                     (stack->client_id ? strlen(stack->client_id) : 0) >
	             FC_CACHE_KEY_MAX / 2);
	fc_buf_clear(&cache_key);
}

static void
try_logins(const struct fc_config *config, const struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;
	bool foreign = false;

	switch (fc_logins_have(&config->logins, stack, &foreign, &err)) {
	case FC_FOUND:
		hold(!foreign && stack->client_id);
		break;
	case FC_ABSENT:
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		break;
	}
}

static void
try_registry(const char *host)
{
	char other[FC_HOST_SIZE], again[FC_HOST_SIZE];

	if (fc_registry_stack(host, other)) {
		hold(strlen(other) < strlen(host));
		hold(!fc_registry_of_stack(other, again) ||
		     strcmp(again, host) == 0);
	}
	if (fc_registry_of_stack(host, other))
		hold(fc_registry_stack(other, again) &&
		     strcmp(again, host) == 0);
}

static void
try_find(const struct fc_config *config, const char *host,
         enum fc_purpose purpose)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;

	switch (fc_config_find(config, host, purpose, &stack, &err)) {
	case FC_FOUND:
		hold_stack(&stack);
		hold(strcmp(stack.asked, host) == 0);
		hold(is_named(config, stack.host));
		hold(purpose == FC_PURPOSE_DOCKER || is_named(config, host));
		try_cache_key(&stack);
		try_logins(config, &stack);
		break;
	case FC_ABSENT:
		hold(!fc_config_names(config, host));
		hold(stack.host[0] == '\0');
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		hold(stack.host[0] == '\0');
		break;
	}
	fc_stack_clear(&stack);
}

/* Whatever the files say of others, this one is nobody's. */
static void
try_stranger(const struct fc_config *config, const char *text)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (strcasestr(text, STRANGER))
		return;
	hold(fc_config_find(config, STRANGER, FC_PURPOSE_GIT, &stack, &err) ==
	     FC_ABSENT);
	hold(fc_config_find(config, STRANGER, FC_PURPOSE_DOCKER, &stack,
	                    &err) == FC_ABSENT);
	fc_stack_clear(&stack);
}

static void
try_config(const struct fc_config *config, const char *line)
{
	struct visits visits = { .config = config };
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	size_t word = strcspn(line, " ");
	int i;

	fc_config_each(config, visit, &visits);
	fc_config_aliases(config, NULL, visit_alias, &visits);
	if (getenv("FOUNDRY_HOSTNAME"))
		hold(fc_config_only(config, host, &err) != FC_FOUND ||
		     fuzz_is_host(host));
	else if (fc_config_only(config, host, &err) == FC_FOUND)
		hold(visits.count == 1 && strcmp(host, visits.host[0]) == 0);
	else
		hold(visits.count != 1);
	if (!line[word] || !fc_host_from_url(line + word + 1, host))
		return;
	try_registry(host);
	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		if (strlen(fc_caller_names[i]) == word &&
		    memcmp(fc_caller_names[i], line, word) == 0)
			try_find(config, host, (enum fc_purpose)i);
}

static void
put_part(struct fuzz_input *input, const char *path)
{
	size_t len;
	const char *part = fuzz_part(input, &len);

	if (len > 0)
		disk_put(path, part, len);
}

/* Lines of "NAME=VALUE". */
static void
put_environment(struct fuzz_input *input)
{
	static char variables[VARIABLES_MAX][VARIABLE_SIZE];
	size_t i;

	fuzz_environment_clear();
	for (i = 0; input->left > 0 && i < VARIABLES_MAX; i++) {
		char *line = fuzz_line(input);

		if (strlen(line) < VARIABLE_SIZE) {
			memcpy(variables[i], line, strlen(line) + 1);
			fuzz_environment_put(variables[i]);
		}
		free(line);
	}
}

static void
try_environment(void)
{
	struct fc_token token = FC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];

	switch (fc_environment_token(NOW, &token, host, &err)) {
	case FC_FOUND:
		hold(fuzz_is_host(host));
		hold(fc_token_is_wellformed(token.access.plain,
		                            token.access.len));
		hold(token.expires_at == 0 || token.expires_at > NOW);
		break;
	case FC_ABSENT:
		hold(!token.access.plain);
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		hold(!token.access.plain);
		break;
	}
	fc_token_clear(&token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char *line = fuzz_line(&input);
	char *text = fuzz_string(data, size);

	put_part(&input, paths.config);
	put_part(&input, paths.system);
	put_part(&input, HOME "/oauth");
	put_environment(&input);
	try_environment();
	hold(load_config(&config, &err));
	try_config(&config, line);
	if (strlen(text) == size)
		try_stranger(&config, text);
	fc_config_clear(&config);
	fuzz_environment_clear();
	disk_clear();
	free(line);
	free(text);
	return 0;
}
