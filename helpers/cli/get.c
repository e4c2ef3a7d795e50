/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential get and token: a token, please. */
#include "cli/common/format.h"
#include "cli/common/lasting.h"
#include "cli/common/target.h"
#include "cli/common/uri_request.h"
#include "verbs.h"

#include "git/request.h"
#include "request/config_load.h"

#include <unistd.h>

/* The stack that an alias stands for; any other host is one itself. */
static const char *
stack_of(const char *host, char stack[FC_HOST_SIZE])
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool alias;

	alias = fc_paths_find(&paths, &ignored) &&
	        fc_config_load(&config, &paths, &ignored) &&
	        fc_config_alias(&config, host, stack);
	fc_config_clear(&config);
	return alias ? stack : host;
}

static bool
print(const char *host, enum cli_format format, const struct fc_answer *answer,
      struct fc_error *err)
{
	char stack[FC_HOST_SIZE];

	if (format == CLI_FORMAT_ENV)
		host = stack_of(host, stack);
	return cli_format_print(format, host, answer, err);
}

/* As like asks, for host. */
static bool
give(const struct fc_ask *like, const char *host, enum cli_format format,
     bool named, struct fc_error *err)
{
	struct fc_ask ask = *like;
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done = true;

	ask.host = host;
	ask.no_person = cli_format_is_programs(format);
	switch (cli_lasting_token(&ask, &answer, err)) {
	case FC_FOUND:
		done = print(host, format, &answer, err);
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
give_for_git(const struct fc_ask *like, enum cli_format format,
             struct git_request *request, struct fc_error *err)
{
	struct fc_ask ask = *like;
	char host[FC_HOST_SIZE];

	if (!git_request_parse(request, err))
		return false;
	ask.user = request->username;
	return !git_request_host(request, host) ||
	       give(&ask, host, format, false, err);
}

/* It has no answer that says "not mine": it is to fail. */
static bool
give_for_uri(const struct fc_ask *like, struct fc_buf *text,
             struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	return fc_buf_read(text, STDIN_FILENO, "a request by URI", err) &&
	       cli_uri_request_host(text, host, err) &&
	       give(like, host, CLI_FORMAT_URI, true, err);
}

static bool
give_as_requested(const struct fc_ask *like, enum cli_format format,
                  struct fc_error *err)
{
	struct git_request request = GIT_REQUEST_INIT;
	bool done;

	cli_say_waiting("a request: protocol=https, host=HOST, an empty line");
	done = git_request_receive(&request.text, STDIN_FILENO, err) &&
	       (cli_uri_request_is(&request.text)
	                ? give_for_uri(like, &request.text, err)
	                : give_for_git(like, format, &request, err));
	git_request_clear(&request);
	return done;
}

static bool
give_for_target(const struct fc_ask *like,
                const struct cli_arguments *arguments, enum cli_format format,
                struct fc_error *err)
{
	char host[FC_HOST_SIZE];

	return cli_target_host(arguments, host, err) &&
	       give(like, host, format, true, err);
}

bool
cli_get(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_ask ask = { .purpose = FC_PURPOSE_CLI };
	enum cli_format format;

	if (!cli_format_parse(cli_value(arguments, CLI_OPT_FORMAT), &format,
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
