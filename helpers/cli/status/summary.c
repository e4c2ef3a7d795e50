/* SPDX-License-Identifier: Apache-2.0 */
/* The one line that people want of a status: logged in, as whom, until when;
 * or what to run. */
#include "cli/common/duration.h"
#include "cli/status/status.h"

#include <stdio.h>
#include <string.h>

/* ", until 21:43", or "" when nobody knows. */
static const char *
until(const struct cli_status *status, time_t at, char out[64])
{
	char moment[CLI_MOMENT_SIZE];

	out[0] = '\0';
	if (at > 0)
		fc_text_join(out, 64, ", until ",
		             cli_until(moment, at, status->now), NULL);
	return out;
}

static void
say_login(const struct cli_status *status, const char *as, const char *user,
          char out[CLI_SUMMARY_SIZE])
{
	const char *host = status->target->stack.host;
	const time_t ends_at = cli_status_ends_at(status);
	char day[CLI_MOMENT_SIZE];

	fc_text_join(out, CLI_SUMMARY_SIZE, host, ": logged in", as, user,
	             ends_at > status->now ? ", until " : "",
	             ends_at > status->now ? cli_day(day, ends_at) : "",
	             ends_at > status->now ? " unless used before" : "",
	             NULL);
}

/* Why there is none, and what to run; never what would refuse to run. */
static void
say_none(const struct cli_status *status, char out[CLI_SUMMARY_SIZE])
{
	const struct fc_stack *stack = &status->target->stack;
	const char *why = "not logged in: run foundry-credential login ";
	const char *host = stack->host;

	if (stack->token[FC_PURPOSE_CLI] != FC_TOKEN_STATIC &&
	    !stack->client_id) {
		snprintf(out, CLI_SUMMARY_SIZE, "%s: no client_id is "
		         "configured: run " FC_CURE_CLIENT_ID, host, host);
		return;
	}
	if (stack->token[FC_PURPOSE_CLI] == FC_TOKEN_STATIC)
		why = "no token is stored: run foundry-credential store "
		      "--token-stdin ";
	else if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		why = "its service user has no client secret: run "
		      "foundry-credential setup --client-secret-stdin ";
	else if (stack->cache != FC_CACHE_READ_WRITE)
		host = stack->cache == FC_CACHE_NOOP ? "(cache = noop)"
		                                     : "(cache = reauth)";
	if (host != stack->host)
		why = "nobody stays logged in: each program logs in by "
		      "itself ";
	fc_text_join(out, CLI_SUMMARY_SIZE, stack->host, ": ", why, host, NULL);
}

const char *
cli_status_summary(const struct cli_status *status,
                   char out[CLI_SUMMARY_SIZE])
{
	const char *host = status->target->stack.host;
	const char *as = status->user[0] ? " as " : "", *user = status->user;
	char end[64], name[FC_STATIC_TOKEN_USER_MAX];

	switch (status->source) {
	case CLI_SOURCE_NONE:
		say_none(status, out);
		break;
	case CLI_SOURCE_ENVIRONMENT:
		fc_text_join(out, CLI_SUMMARY_SIZE, host, ": has the token of "
		             "FOUNDRY_TOKEN",
		             until(status, status->given_expires_at, end),
		             NULL);
		break;
	case CLI_SOURCE_STATIC:
		fc_printable(name, sizeof(name), status->hosts[0].static_user,
		             strlen(status->hosts[0].static_user));
		fc_text_join(out, CLI_SUMMARY_SIZE, host, ": has a stored "
		             "token", *name ? " for " : "", name,
		             until(status, status->hosts[0].static_expires_at,
		                   end), NULL);
		break;
	case CLI_SOURCE_SERVICE_USER:
		fc_text_join(out, CLI_SUMMARY_SIZE, host, ": service user",
		             *user ? " " : "", user, ", who needs no login",
		             NULL);
		break;
	case CLI_SOURCE_LOGIN:
		say_login(status, as, user, out);
		break;
	case CLI_SOURCE_ACCESS:
		fc_text_join(out, CLI_SUMMARY_SIZE, host, ": logged in", as,
		             user, until(status, status->access_expires_at,
		                         end), NULL);
		break;
	}
	return out;
}
