/* SPDX-License-Identifier: Apache-2.0 */
/* The environment variables that carry a token to a command. */
#include "cli/common/variables.h"

#include "base/text.h"

bool
cli_variables_each(const char *host, const struct fc_answer *answer,
                   cli_variable_visit *visit, void *arg, struct fc_error *err)
{
	const struct fc_token *token = &answer->token;
	char url[FC_HOST_SIZE + 16], number[FC_NUMBER_SIZE];
	/* Without an expiry of its own, an inherited one would be wrong. */
	const char *expiry = token->expires_at > 0
		? fc_text_number(number, (long long)token->expires_at) : NULL;

	return fc_text_join(url, sizeof(url), "https://", host, NULL) &&
	       visit("FOUNDRY_TOKEN", token->access.plain, arg, err) &&
	       visit("FOUNDRY_TOKEN_EXPIRES", expiry, arg, err) &&
	       visit("FOUNDRY_HOSTNAME", host, arg, err) &&
	       visit("FOUNDRY_HOST", host, arg, err) &&
	       visit("FOUNDRY_USERNAME", answer->username, arg, err) &&
	       visit("FOUNDRY_URL", url, arg, err);
}
