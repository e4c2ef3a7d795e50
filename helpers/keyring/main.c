/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyring: what pip and uv run for a password, by this very name.  For stacks
 * it answers itself; everything else is for the next program of that name on
 * PATH, whose place it takes.
 */
#include "request.h"

#include "base/clock.h"
#include "base/json_put.h"
#include "base/log.h"
#include "base/process.h"
#include "base/program.h"
#include "base/record.h"
#include "base/text.h"
#include "base/trace.h"
#include "credential/get.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX (1024 * 1024)
/* An answer is used until all packages are there, as exec's command uses
 * its own. */
#define LIFE_S 300
/* How often it has been handed on, and may be. */
#define TIMES_MAX 6

/* Of Python's keyring: 1 also means that there is none. */
enum { DONE = 0, NONE = 1, USAGE = 2 };

static const char usage[] =
	"usage: keyring [--mode password|creds] [--output plain|json] "
	"get SERVICE [USER]\n\n"
	"Prints the token of a Foundry stack, for pip and uv: see "
	"foundry-credential-keyring(1).\n"
	"All else is handed to the next keyring on PATH.\n";

static int
fail(const struct fc_error *err)
{
	fc_error_report(err);
	return NONE;
}

static bool
write_out(struct fc_buf *out, struct fc_error *err)
{
	return fc_buf_write(out, STDOUT_FILENO, "the answer", err);
}

static bool
put_line(struct fc_buf *out, const char *text, struct fc_error *err)
{
	return fc_buf_add_str(out, text, err) &&
	       fc_buf_add_str(out, "\n", err);
}

/* A line each: a name with a line break in it would bring a password. */
static bool
put_plain(struct fc_buf *out, const char *user, const char *token,
          struct fc_error *err)
{
	const char *at;

	for (at = user; at && *at; at++)
		if (iscntrl((unsigned char)*at))
			return fc_fail(err, FC_ERR_DATA, "the user name asked "
			               "for has a control character in it");
	return (!user || put_line(out, user, err)) &&
	       put_line(out, token, err);
}

static bool
put_json(struct fc_buf *out, const char *user, const char *token,
         struct fc_error *err)
{
	return fc_buf_add_str(out, "{", err) &&
	       (!user || fc_json_put(out, "username", user, err)) &&
	       fc_json_put(out, "password", token, err) &&
	       fc_buf_add_str(out, "}\n", err);
}

static int
print_answer(const struct keyring_request *request,
             const struct fc_answer *answer)
{
	struct fc_buf out = FC_BUF_INIT(ANSWER_MAX);
	struct fc_error err = FC_ERROR_INIT;
	const char *token = answer->token.access.plain;
	const char *user = NULL;
	bool done;

	if (request->creds)
		user = request->user ? request->user : answer->username;
	done = (request->json ? put_json(&out, user, token, &err)
	                      : put_plain(&out, user, token, &err)) &&
	       write_out(&out, &err);
	fc_buf_clear(&out);
	return done ? DONE : fail(&err);
}

static int
print_usage(void)
{
	struct fc_buf out = FC_BUF_INIT(sizeof(usage));
	struct fc_error err = FC_ERROR_INIT;
	bool done;

	done = fc_buf_add_str(&out, usage, &err) && write_out(&out, &err);
	fc_buf_clear(&out);
	return done ? DONE : fail(&err);
}

/* There is no other: of a service, that nobody knows it, which is no news to
 * who asks about each. */
static int
end_of_path(const struct keyring_request *request)
{
	struct fc_error err = FC_ERROR_INIT;

	if (request->verb == KEYRING_GET || request->verb == KEYRING_DEL)
		return NONE;
	if (request->verb == KEYRING_HELP)
		return print_usage();
	fc_fail(&err, FC_ERR_USAGE, "this one knows only the passwords of "
	        "Foundry stacks, and there is no other keyring on PATH");
	fc_error_hint(&err, "keyring get SERVICE [USER] prints one; see "
	              "foundry-credential-keyring(1)");
	fc_error_report(&err);
	return request->verb == KEYRING_SET ? NONE : USAGE;
}

/* A wrapper that looks from the beginning of PATH again, as those of pyenv do,
 * would go on for ever.  True: this is one time too many. */
static bool
goes_round(void)
{
	const char *said = getenv("FOUNDRY_KEYRING");
	char times[FC_NUMBER_SIZE];
	long long number = 0;

	if (said && !fc_number_parse(said, 0, TIMES_MAX, &number))
		number = TIMES_MAX;
	return number >= TIMES_MAX ||
	       setenv("FOUNDRY_KEYRING", fc_text_number(times, number + 1), 1) != 0;
}

static int
hand_over(const struct keyring_request *request, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;
	char next[FC_PATH_SIZE], shown[128];

	if (!fc_program_next("keyring", next) || goes_round())
		return end_of_path(request);
	fc_trace("handed to %s", next);
	argv[0] = next;
	err.sys = fc_process_become(argv);
	fc_printable(shown, sizeof(shown), next, strlen(next));
	fc_fail(&err, FC_ERR_IO, "running %s: %s", shown, strerror(err.sys));
	return fail(&err);
}

/* What is wrong with a file is said only of those that may stand in it. */
static bool
is_ours(const char *host, const struct fc_error *err)
{
	return err->kind == FC_ERR_LOGIN_NEEDED || fc_credential_is_ours(host);
}

/* The user name is not asked for: a stack takes any beside its token, and
 * whoever wrote that URL may have meant none of ours. */
static int
get(const struct keyring_request *request, char **argv)
{
	struct fc_ask ask = {
		.host = request->host, .purpose = FC_PURPOSE_CLI,
		.life_s = LIFE_S, .no_person = true,
	};
	struct fc_answer answer = FC_ANSWER_INIT;
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result;
	int status = NONE;

	result = fc_credential_get(&ask, fc_clock_now(), &answer, &err);
	if (result == FC_FOUND)
		status = print_answer(request, &answer);
	fc_answer_clear(&answer);
	if (result == FC_ABSENT ||
	    (result == FC_FAILED && !is_ours(request->host, &err)))
		return hand_over(request, argv);
	if (result == FC_FAILED)
		fc_error_report(&err);
	return status;
}

/* pip hands over what a person has typed, if that person wants it kept. */
static int
refuse(const struct keyring_request *request, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_credential_is_ours(request->host))
		return hand_over(request, argv);
	if (request->verb == KEYRING_SET) {
		fc_fail(&err, FC_ERR_USAGE, "%s: not kept: its tokens come "
		        "from a login", request->host);
		fc_error_hint(&err, "run: foundry-credential login %s; a "
		              "token of your own is for: foundry-credential "
		              "store --token-stdin %s", request->host,
		              request->host);
	} else {
		fc_fail(&err, FC_ERR_USAGE, "%s: not deleted: a login is "
		        "ended by a logout", request->host);
		fc_error_hint(&err, "run: foundry-credential logout %s",
		              request->host);
	}
	return fail(&err);
}

int
main(int argc, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;
	const bool safe = fc_process_harden(&err);
	struct keyring_request request;

	fc_log_open("keyring");
	fc_trace_open("keyring");
	if (!safe)
		return fail(&err);
	keyring_request_parse(&request, argc, argv);
	if (!request.host[0])
		return hand_over(&request, argv);
	fc_trace_verb(request.verb == KEYRING_GET ? "get" : "set or del");
	return request.verb == KEYRING_GET ? get(&request, argv)
	                                   : refuse(&request, argv);
}
