/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that are to live for a while. */
#include "cli/common/lasting.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/common/duration.h"

#include <limits.h>
#include <stdlib.h>

bool
cli_min_life(const struct cli_arguments *arguments, struct fc_ask *ask,
             struct fc_error *err)
{
	const char *word = cli_value(arguments, CLI_OPT_MIN_LIFE);
	time_t seconds;

	if (!word)
		return true;
	if (!cli_duration_parse(word, &seconds, err))
		return false;
	ask->life_s = seconds < INT_MAX ? (int)seconds : INT_MAX;
	ask->exactly = true;
	return true;
}

/* A token from the environment is not renewed; one from the cache may be
 * had instead.  Nobody is asked to log in for that. */
static void
look_for_longer(const struct fc_ask *ask, struct fc_answer *answer)
{
	struct fc_ask again = *ask;
	struct fc_answer other = FC_ANSWER_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (!getenv("FOUNDRY_TOKEN") ||
	    fc_token_lasts(&answer->token, fc_clock_now(), ask->life_s))
		return;
	unsetenv("FOUNDRY_TOKEN");
	again.no_person = true;
	if (fc_credential_get(&again, fc_clock_now(), &other, &ignored) ==
	            FC_FOUND &&
	    fc_token_lasts(&other.token, answer->token.expires_at, 0)) {
		fc_answer_clear(answer);
		*answer = other;
	} else {
		fc_answer_clear(&other);
	}
}

static void
say_if_short(const struct fc_ask *ask, const struct fc_token *token)
{
	const time_t now = fc_clock_now();
	char left[CLI_DURATION_SIZE];

	if (!ask->exactly)
		return;
	if (token->expires_at == 0)
		fc_warn("%s: when the token ends is not known; it may be "
		        "sooner than --min-life asks for", ask->host);
	else if (!fc_token_lasts(token, now, ask->life_s))
		fc_warn("%s: the token ends in %s, sooner than --min-life "
		        "asks for", ask->host,
		        cli_duration_words(left, token->expires_at - now));
}

enum fc_lookup
cli_lasting_token(const struct fc_ask *ask, struct fc_answer *answer,
                  struct fc_error *err)
{
	enum fc_lookup result =
		fc_credential_get(ask, fc_clock_now(), answer, err);

	if (result == FC_FOUND) {
		look_for_longer(ask, answer);
		say_if_short(ask, &answer->token);
	}
	return result;
}
