/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git-credential-foundry: git's credential helper (gitcredentials(7)).
 * Silence and status 0 mean "not mine"; git ignores our exit status.
 */
#include "answer.h"
#include "request.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/record.h"
#include "base/trace.h"
#include "base/url.h"
#include "credential/erase.h"
#include "credential/get.h"
#include "credential/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
write_out(const struct fc_buf *out, struct fc_error *err)
{
	return fc_buf_write(out, STDOUT_FILENO, "the answer to git", err);
}

/* The person said no: git is not to ask for a password on top. */
static bool
quit_if_cancelled(const struct fc_error *err, struct fc_buf *out)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return err->kind == FC_ERR_CANCELLED &&
	       fc_record_put(out, "quit", "1", &ignored);
}

static bool
git_get(const struct git_request *request, const char *host,
        struct fc_error *err)
{
	struct fc_ask ask = {
		.host = host, .user = request->username,
		.purpose = FC_PURPOSE_GIT,
	};
	struct fc_answer answer = FC_ANSWER_INIT;
	struct fc_buf out = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool done = true;

	switch (fc_credential_get(&ask, fc_clock_now(), &answer, err)) {
	case FC_FOUND:
		done = git_answer_format(&out, request, &answer, err) &&
		       write_out(&out, err);
		break;
	case FC_ABSENT:
		break;
	case FC_FAILED:
		if (quit_if_cancelled(err, &out) && !write_out(&out, &ignored))
			fc_trace("%s", ignored.text);
		done = false;
		break;
	}
	fc_answer_clear(&answer);
	fc_buf_clear(&out);
	return done;
}

static struct fc_credential
handed_back(const struct git_request *request, const char *host)
{
	return (struct fc_credential){
		.host = host,
		.purpose = FC_PURPOSE_GIT,
		.user = request->username,
		.secret = git_request_secret(request),
		.expires_at = request->expires_at,
		.ephemeral = request->ephemeral,
	};
}

static bool
git_store(const struct git_request *request, const char *host,
          struct fc_error *err)
{
	struct fc_credential given = handed_back(request, host);

	return fc_credential_store(&given, err) != FC_FAILED;
}

static bool
git_erase(const struct git_request *request, const char *host,
          struct fc_error *err)
{
	struct fc_credential given = handed_back(request, host);

	return fc_credential_erase(&given, fc_clock_now(), err) != FC_FAILED;
}

/* "git credential capability" format, for callers that ask (since 2.46). */
static bool
git_capability(struct fc_error *err)
{
	static const char text[] = "version 0\ncapability authtype\n";
	struct fc_buf out = FC_BUF_INIT(sizeof(text));
	bool done;

	done = fc_buf_add_str(&out, text, err) && write_out(&out, err);
	fc_buf_clear(&out);
	return done;
}

static bool
run(const char *verb, struct fc_error *err)
{
	static const struct {
		const char *verb;
		bool (*run)(const struct git_request *request,
		            const char *host, struct fc_error *err);
	} verbs[] = {
		{ "get", git_get },
		{ "store", git_store },
		{ "erase", git_erase },
	};
	struct git_request request = GIT_REQUEST_INIT;
	char host[FC_HOST_SIZE];
	bool done = true;
	size_t i;

	if (strcmp(verb, "capability") == 0)
		return git_capability(err);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verb, verbs[i].verb) == 0)
			break;
	/* Later versions of git may know more verbs: not ours, not wrong. */
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		return true;
	done = git_request_read(&request, STDIN_FILENO, err);
	if (done && git_request_host(&request, host))
		done = verbs[i].run(&request, host, err);
	git_request_clear(&request);
	return done;
}

int
main(int argc, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;

	const bool safe = fc_process_harden(&err);

	fc_log_open("git-credential-foundry");
	fc_trace_open("git-credential-foundry");
	fc_trace_verb(argc > 1 ? argv[argc - 1] : NULL);
	/* Options come first, the verb is the last word. */
	if (!safe || (argc > 1 && !run(argv[argc - 1], &err)))
		fc_error_report(&err);
	return 0;
}
