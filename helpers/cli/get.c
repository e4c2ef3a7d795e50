/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential get and token: a token, please. */
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "base/clock.h"
#include "git/request.h"

#include <unistd.h>

static bool
give(const char *host, const char *user, enum cli_format format, bool named,
     struct fc_error *err)
{
	struct fc_ask ask = {
		.host = host, .user = user, .purpose = FC_PURPOSE_CLI,
	};
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done = true;

	switch (fc_broker_get(&ask, fc_clock_now(), &answer, err)) {
	case FC_FOUND:
		done = cli_format_print(format, host, &answer, err);
		break;
	case FC_ABSENT:
		/* A program asks about any host; a person means this one. */
		if (named)
			cli_unknown_host(err, host);
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
give_as_requested(enum cli_format format, struct fc_error *err)
{
	struct git_request request = GIT_REQUEST_INIT;
	char host[FC_HOST_SIZE];
	bool done;

	cli_say_waiting("a request: protocol=https, host=HOST, an empty line");
	done = git_request_read(&request, STDIN_FILENO, err);
	if (done && git_request_host(&request, host))
		done = give(host, request.username, format, false, err);
	git_request_clear(&request);
	return done;
}

bool
cli_get(const struct cli_arguments *arguments, struct fc_error *err)
{
	enum cli_format format;
	char host[FC_HOST_SIZE];

	if (!cli_format_parse(cli_value(arguments, "--format"), &format, err))
		return false;
	if (arguments->operand_count == 0)
		return give_as_requested(format, err);
	return cli_target_host(arguments, host, err) &&
	       give(host, NULL, format, true, err);
}

bool
cli_token(const struct cli_arguments *arguments, struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	return cli_target_host(arguments, host, err) &&
	       give(host, NULL, CLI_FORMAT_TOKEN, true, err);
}
