/* SPDX-License-Identifier: Apache-2.0 */
/* One Foundry installation as it is configured for one asker. */
#include "config/stack.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *const fc_grant_names[] = {
	"authorization_code", "client_credentials", NULL
};
const char *const fc_login_names[] = {
	"auto", "webserver", "console", "never", NULL
};
const char *const fc_cache_names[] = { "read_write", "reauth", "noop", NULL };
const char *const fc_token_names[] = { "auto", "oauth", "static", NULL };
const char *const fc_git_auth_names[] = { "basic", "bearer", NULL };

void
fc_stack_clear(struct fc_stack *stack)
{
	free(stack->client_id);
	free(stack->client_secret_file);
	free(stack->client_secret_command);
	fc_secret_clear(&stack->client_secret);
	free(stack->scopes);
	free(stack->username);
	free(stack->authorize_uri);
	free(stack->token_uri);
	free(stack->revoke_uri);
	free(stack->redirect_uri);
	free(stack->me_uri);
	free(stack->ca_file);
	free(stack->proxy);
	*stack = (struct fc_stack)FC_STACK_INIT;
}

bool
fc_no_client_id(struct fc_error *err, const char *doing,
                const struct fc_stack *stack)
{
	fc_fail(err, FC_ERR_CONFIG, "%s %s: no client_id is configured", doing,
	        stack->host);
	fc_error_hint(err, "run: " FC_CURE_CLIENT_ID, stack->host);
	return false;
}

const char *
fc_cache_cure(const struct fc_stack *stack, char cure[FC_CURE_SIZE])
{
	const bool variable = fc_variable("FOUNDRY_CACHE") != NULL;

	fc_text_join(cure, FC_CURE_SIZE,
	             variable ? "unset FOUNDRY_CACHE: only cache = read_write "
	                        "keeps anything"
	                      : "set cache = read_write in [",
	             variable ? "" : stack->host, variable ? "" : "]", NULL);
	return cure;
}

const char *
fc_stack_username(const struct fc_stack *stack)
{
	return stack->username && *stack->username ? stack->username
	                                           : FC_DEFAULT_USERNAME;
}

bool
fc_stack_is_alias(const struct fc_stack *stack)
{
	return strcmp(stack->host, stack->asked) != 0;
}

bool
fc_stack_reads_logins(const struct fc_stack *stack)
{
	return stack->from_shared_file || stack->no_scopes;
}

void
fc_scopes_by_blanks(char *scopes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (scopes[i] == ',' || scopes[i] == '\n')
			scopes[i] = ' ';
}

bool
fc_scopes_contain(const char *scopes, const char *word)
{
	const size_t len = strlen(word);

	while (scopes) {
		const char *gap = strchr(scopes, ' ');
		size_t end = gap ? (size_t)(gap - scopes) : strlen(scopes);

		if (end == len && memcmp(scopes, word, len) == 0)
			return true;
		scopes = gap ? gap + 1 : NULL;
	}
	return false;
}
