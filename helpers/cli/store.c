/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential store and erase: a credential handed back. */
#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/common/format.h"
#include "cli/common/prompt.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "base/clock.h"
#include "credential/erase.h"
#include "credential/store.h"
#include "git/request.h"
#include "record/static_tokens.h"

#include <string.h>
#include <unistd.h>

/* Less than a terminal hands over of a line (Linux: 4095 bytes), so that one
 * that it has cut is seen to be too long. */
#define TYPED_MAX 4095

static struct fc_credential
handed_back(const struct git_request *request, const char *host)
{
	return (struct fc_credential){
		.host = host,
		.purpose = FC_PURPOSE_CLI,
		.user = request->username,
		.secret = git_request_secret(request),
		.expires_at = request->expires_at,
		.ephemeral = request->ephemeral,
	};
}

/* The request on stdin; false without err: it is for a host of others. */
static bool
read_request(struct git_request *request, char host[FC_HOST_SIZE],
             struct fc_error *err)
{
	cli_say_waiting("a credential: protocol=https, host=HOST, "
	                "username=NAME, password=TOKEN, an empty line");
	return git_request_read(request, STDIN_FILENO, err) &&
	       git_request_host(request, host);
}

static bool
store_requested(struct fc_error *err)
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_credential given;
	char host[FC_HOST_SIZE];
	bool done = true;

	if (read_request(&request, host, err)) {
		given = handed_back(&request, host);
		done = fc_credential_store(&given, err) != FC_FAILED;
	} else if (err->kind != FC_ERR_NONE) {
		done = false;
	}
	git_request_clear(&request);
	return done;
}

/* A person pastes it where nobody sees it. */
static enum fc_lookup
ask_token(struct fc_buf *token, struct fc_error *err)
{
	char line[TYPED_MAX];
	enum fc_lookup result;

	if (!isatty(STDIN_FILENO))
		return FC_ABSENT;
	result = cli_ask_hidden("Token (it is not shown): ", line,
	                        sizeof(line), err);
	if (result == FC_FOUND && !fc_buf_add_str(token, line, err))
		result = FC_FAILED;
	explicit_bzero(line, sizeof(line));
	return result;
}

/* One line, as it is pasted or piped. */
static bool
read_token(struct fc_buf *token, struct fc_error *err)
{
	enum fc_lookup typed = ask_token(token, err);

	if (typed == FC_ABSENT)
		cli_say_waiting("the token, which will be seen: paste it, "
		                "then Enter and Ctrl-D");
	if (typed == FC_FAILED || (typed == FC_ABSENT &&
	    !fc_buf_read(token, STDIN_FILENO, "the token", err)))
		return false;
	while (token->len > 0 && (token->data[token->len - 1] == '\n' ||
	                          token->data[token->len - 1] == '\r'))
		fc_buf_cut(token, token->len - 1);
	if (fc_token_is_wellformed(fc_buf_str(token), token->len))
		return true;
	return fc_fail(err, FC_ERR_DATA, "storing a token: what %s brought "
	               "is none: empty, too long, or with blanks or line ends "
	               "in it", typed == FC_FOUND ? "the terminal" : "stdin");
}

/* A token of the login's own is taken, and not kept. */
static void
tell_stored(const struct fc_credential *given)
{
	struct fc_paths paths;
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	const time_t now = fc_clock_now();
	char moment[CLI_MOMENT_SIZE];
	time_t ends_at;

	if (fc_paths_find(&paths, &ignored) &&
	    fc_static_token_find(&paths, given->host,
	                         *given->user ? given->user : NULL, now, &found,
	                         &ignored) == FC_FOUND &&
	    fc_secret_equals(&found.token.access, given->secret,
	                     strlen(given->secret))) {
		ends_at = found.token.expires_at;
		cli_tell("%s: the token is stored, for the user name %s%s%s",
		         given->host, found.user, ends_at ? ", until " : "",
		         ends_at ? cli_until(moment, ends_at, now) : "");
	} else {
		cli_tell("%s: nothing is stored: no such token is kept, or it "
		         "has expired", given->host);
	}
	fc_static_token_clear(&found);
}

static bool
store_token(const struct cli_arguments *arguments, struct fc_error *err)
{
	const char *user = cli_value(arguments, CLI_OPT_USERNAME);
	struct fc_buf token = FC_BUF_INIT(FC_TOKEN_MAX + 2);
	struct fc_credential given = {
		.purpose = FC_PURPOSE_CLI,
		.user = user ? user : "",
		.on_purpose = true,
	};
	char host[FC_HOST_SIZE];
	bool done = false;

	if (!cli_target_host(arguments, host, err) || !read_token(&token, err))
		goto out;
	given.host = host;
	given.secret = fc_buf_str(&token);
	switch (fc_credential_store(&given, err)) {
	case FC_FOUND:
		tell_stored(&given);
		done = true;
		break;
	case FC_ABSENT:
		cli_unknown_host(err, host);
		break;
	case FC_FAILED:
		break;
	}
out:
	fc_buf_clear(&token);
	return done;
}

bool
cli_store(const struct cli_arguments *arguments, struct fc_error *err)
{
	if (cli_has(arguments, CLI_OPT_TOKEN_STDIN))
		return store_token(arguments, err);
	if (arguments->operand_count > 0 || cli_has(arguments, CLI_OPT_USERNAME))
		return fc_fail(err, FC_ERR_USAGE, "a host and --username go "
		               "with --token-stdin");
	return store_requested(err);
}

bool
cli_erase(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_credential given;
	char host[FC_HOST_SIZE];
	bool done = true;

	(void)arguments;
	if (read_request(&request, host, err)) {
		given = handed_back(&request, host);
		done = fc_credential_erase(&given, fc_clock_now(), err) !=
		       FC_FAILED;
	} else if (err->kind != FC_ERR_NONE) {
		done = false;
	}
	git_request_clear(&request);
	return done;
}
