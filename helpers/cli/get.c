/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential get and token: a token, please. */
#include "cli/common/format.h"
#include "cli/common/lasting.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "git/request.h"

#include <unistd.h>

static bool
give(const struct fc_ask *ask, enum cli_format format, bool named,
     struct fc_error *err)
{
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done = true;

	switch (cli_lasting_token(ask, &answer, err)) {
	case FC_FOUND:
		done = cli_format_print(format, ask->host, &answer, err);
		break;
	case FC_ABSENT:
		/* A program asks about any host; a person means this one. */
		if (named)
			cli_unknown_host(err, ask->host);
		done = !named;
		break;
	case FC_FAILED:
		done = false;
		break;
	}
	fc_answer_clear(&answer);
	return done;
}

static bool
give_as_requested(struct fc_ask *ask, enum cli_format format,
                  struct fc_error *err)
{
	struct git_request request = GIT_REQUEST_INIT;
	char host[FC_HOST_SIZE];
	bool done;

	cli_say_waiting("a request: protocol=https, host=HOST, an empty line");
	done = git_request_read(&request, STDIN_FILENO, err);
	if (done && git_request_host(&request, host)) {
		ask->host = host;
		ask->user = request.username;
		done = give(ask, format, false, err);
	}
	git_request_clear(&request);
	return done;
}

static bool
give_for_target(struct fc_ask *ask, const struct cli_arguments *arguments,
                enum cli_format format, struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	ask->host = host;
	return cli_target_host(arguments, host, err) &&
	       give(ask, format, true, err);
}

bool
cli_get(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_ask ask = { .purpose = FC_PURPOSE_CLI };
	enum cli_format format;

	if (!cli_format_parse(cli_value(arguments, "--format"), &format,
	                      err) ||
	    !cli_min_life(arguments, &ask, err))
		return false;
	if (arguments->operand_count == 0)
		return give_as_requested(&ask, format, err);
	return give_for_target(&ask, arguments, format, err);
}

bool
cli_token(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_ask ask = { .purpose = FC_PURPOSE_CLI };

	return cli_min_life(arguments, &ask, err) &&
	       give_for_target(&ask, arguments, CLI_FORMAT_TOKEN, err);
}
