/* SPDX-License-Identifier: Apache-2.0 */
/* Running foundry-oauth with a request. */
#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/trace.h"
#include "request/request.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TASK_SIZE (FC_HOST_SIZE + 64)

/* The lines is smaller than a pipe (its longest part is a token), but a
 * child that never reads must not hold us either. */
static bool
send_request(struct fc_child *child, const struct fc_buf *text,
             long long deadline, struct fc_error *err)
{
	struct pollfd ready = { .fd = child->in, .events = POLLOUT };
	size_t at = 0;

	fcntl(child->in, F_SETFL, O_NONBLOCK);
	while (at < text->len) {
		long long left = deadline - fc_clock_awake_ms();
		ssize_t done;

		if (left <= 0)
			return fc_fail(err, FC_ERR_INTERNAL,
			               "foundry-oauth takes no lines");
		if (poll(&ready, 1, (int)left) < 0)
			continue;
		done = write(child->in, text->data + at, text->len - at);
		if (done > 0)
			at += (size_t)done;
		else if (done < 0 && errno != EINTR && errno != EAGAIN)
			return fc_fail_sys(err, "asking foundry-oauth");
	}
	close(child->in);
	child->in = -1;
	return true;
}

/* What all of it is about: "logging in to HOST". */
static const char *
name_task(char task[TASK_SIZE], const struct fc_request *request)
{
	static const char *const doing[] = {
		[FC_REQUEST_REFRESH] = "getting a token from ",
		[FC_REQUEST_LOGIN] = "logging in to ",
		[FC_REQUEST_STORE] = "storing a token for ",
		[FC_REQUEST_ERASE] = "forgetting a token for ",
		[FC_REQUEST_LOGOUT] = "logging out of ",
		[FC_REQUEST_ACCOUNT] = "asking whose token it is at ",
		[FC_REQUEST_PROBE] = "looking at ",
		[FC_REQUEST_REPAIR] = "repairing the saved logins",
		[FC_REQUEST_INDEX] = "reading the saved logins",
	};

	fc_text_join(task, TASK_SIZE, doing[request->verb], request->host,
	             NULL);
	return task;
}

static bool
receive(const struct fc_child *child, struct fc_buf *text, long long deadline,
        bool *in_time, struct fc_error *err)
{
	enum fc_lookup result;

	result = fc_buf_read_until(text, child->out, deadline,
	                           "what foundry-oauth says", err);
	*in_time = result != FC_ABSENT;
	if (result == FC_ABSENT)
		fc_fail(err, FC_ERR_NETWORK, "foundry-oauth did not answer in "
		        "time");
	return result == FC_FOUND;
}

static bool
needs_a_person(const struct fc_request *request)
{
	return request->verb == FC_REQUEST_LOGIN ||
	       request->verb == FC_REQUEST_LOGOUT;
}

/* Torn apart, it would lose what a server has given or the person handed
 * over. */
static bool
is_protected(const struct fc_request *request)
{
	return request->verb == FC_REQUEST_REFRESH ||
	       request->verb == FC_REQUEST_STORE ||
	       request->verb == FC_REQUEST_ERASE ||
	       request->verb == FC_REQUEST_REPAIR;
}

/* As kill -l has them; strsignal would cost each start of a helper. */
static const char *
signal_name(int sig)
{
	static const struct {
		int sig;
		const char *name;
	} row[] = {
		{ SIGABRT, " (ABRT)" }, { SIGBUS, " (BUS)" },
		{ SIGHUP, " (HUP)" }, { SIGILL, " (ILL)" },
		{ SIGINT, " (INT)" }, { SIGKILL, " (KILL)" },
		{ SIGQUIT, " (QUIT)" }, { SIGSEGV, " (SEGV)" },
		{ SIGSYS, " (SYS)" }, { SIGTERM, " (TERM)" },
		{ SIGXCPU, " (XCPU)" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (row[i].sig == sig)
			return row[i].name;
	return "";
}

static void
hint_report(struct fc_error *err)
{
	fc_error_hint(err, "try again; if it goes on, please report it, with "
	              "what FOUNDRY_TRACE=1 prints");
}

static void
explain_signal(const char *task, const struct fc_request *request, int sig,
               struct fc_error *err)
{
	/* A person at the terminal, or the end of it. */
	if (needs_a_person(request) && (sig == SIGINT || sig == SIGQUIT ||
	                                sig == SIGTERM || sig == SIGHUP)) {
		fc_fail(err, FC_ERR_CANCELLED, "%s: cancelled", task);
		return;
	}
	fc_fail(err, FC_ERR_INTERNAL,
	        "%s: foundry-oauth was killed by signal %d%s", task, sig,
	        signal_name(sig));
	if (sig == SIGKILL)
		fc_error_hint(err, "try again; if it goes on, look for the "
		              "reason in the kernel's log: memory may have "
		              "run out");
	else
		hint_report(err);
}

static void
hint_install(struct fc_error *err)
{
	fc_error_hint(err, "install foundry-credential once more: all its "
	              "programs must come from one build");
}

/* It could not even be started. */
static void
hint_start(struct fc_error *err)
{
	if (err->sys == ENOENT || err->sys == EACCES)
		hint_install(err);
}

/* "Both ends are of one build": what is not is never half understood. */
static void
explain_build(const char *task, const char *version, struct fc_error *err)
{
	fc_fail(err, FC_ERR_CONFIG, "%s: %s is of another build (version %s; "
	        "this program is " PACKAGE_VERSION ")", task, fc_oauth_program,
	        *version ? version : "not known");
	hint_install(err);
}

/* Why nothing came of it; err knows how far we came, not why it ended. */
static void
explain_end(const struct fc_request *request, bool answered, int status,
            const struct fc_reply *reply, struct fc_error *err)
{
	const struct fc_error seen = *err;
	char task[TASK_SIZE];

	name_task(task, request);
	if (WIFSIGNALED(status)) {
		explain_signal(task, request, WTERMSIG(status), err);
	} else if (answered || seen.kind == FC_ERR_DATA) {
		explain_build(task, reply->version, err);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
		fc_fail(err, FC_ERR_INTERNAL, "%s: foundry-oauth ended with "
		        "status %d and no answer", task, WEXITSTATUS(status));
		hint_report(err);
	} else {
		fc_fail(err, seen.kind, "%s: %.300s", task, seen.text);
		fc_error_hint(err, "%s", seen.hint);
	}
}

static void
trace_end(bool answered, const struct fc_reply *reply,
          const struct fc_error *err)
{
	const char *text = err->text;

	if (answered)
		text = reply->done ? "done" : reply->error.text;
	fc_trace("foundry-oauth: %s", text);
}

static bool
run_once(const struct fc_request *request, const struct fc_buf *lines,
         const struct fc_lock *lock, int limit_s, struct fc_reply *reply,
         bool *in_time, struct fc_error *err)
{
	struct fc_child child = FC_CHILD_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_REPLY_MAX);
	char name[] = "foundry-oauth";
	char verb[16] = "";
	char *const argv[] = { name, verb, NULL };
	long long deadline = fc_clock_awake_ms() + limit_s * 1000LL;
	bool answered = false, understood;
	int status = 0;

	/* Not even its loader, or a library, may spoil an answer. */
	child.mute = fc_log_is_held();
	/* Only for those who read a process list. */
	memcpy(verb, fc_request_names[request->verb],
	       strlen(fc_request_names[request->verb]) + 1);
	*in_time = true;
	if (!fc_child_start(&child, fc_oauth_program, argv,
	                    is_protected(request) ? FC_SESSION_DETACHED
	                                         : FC_SESSION_SAME,
	                    lock ? lock->fd : -1, err)) {
		*in_time = false; /* a second try would fail the same way */
		hint_start(err);
		return false;
	}
	fc_trace("foundry-oauth is asked to %s; at most %d s", verb, limit_s);
	fc_reply_clear(reply);
	answered = send_request(&child, lines, deadline, err) &&
	           receive(&child, &text, deadline, in_time, err) &&
	           fc_reply_read(reply, &text, err);
	understood = answered && strcmp(reply->version, PACKAGE_VERSION) == 0;
	/* All is saved and said, or, late, it goes on saving by itself: how it
	 * ends matters only if it is to be explained. */
	if (understood)
		fc_child_part(&child);
	else if (*in_time)
		status = fc_child_wait(&child);
	else
		fc_child_leave(&child);
	if (!understood)
		explain_end(request, answered, status, reply, err);
	fc_buf_clear(&text);
	trace_end(understood, reply, err);
	return understood;
}

static void
leave_it(int signal_number)
{
	(void)signal_number;
}

static bool
was_done(bool answered, struct fc_reply *reply, struct fc_error *err)
{
	if (!answered)
		reply->goes_on = true;
	else if (!reply->done)
		*err = reply->error;
	return answered && reply->done;
}

bool
fc_request_run(const struct fc_request *request, const struct fc_lock *lock,
               int limit_s, struct fc_reply *reply, struct fc_error *err)
{
	struct fc_buf lines = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_request with = *request; /* its secret borrowed */
	/* Not SIG_IGN, which foundry-oauth would inherit. */
	struct sigaction leave = { .sa_handler = leave_it };
	struct sigaction interrupt, quit;
	bool in_time = true;
	bool answered = false;
	int tries = needs_a_person(request) ? 1 : 2;

	if (needs_a_person(request)) {
		sigemptyset(&leave.sa_mask);
		sigaction(SIGINT, &leave, &interrupt);
		sigaction(SIGQUIT, &leave, &quit);
	}
	with.locked = lock != NULL;
	with.quiet = fc_log_is_held();
	if (!fc_request_write(&lines, &with, err))
		tries = 0;
	while (tries-- > 0 && !answered && in_time)
		answered = run_once(request, &lines, lock, limit_s, reply,
		                    &in_time, err);
	if (needs_a_person(request)) {
		sigaction(SIGINT, &interrupt, NULL);
		sigaction(SIGQUIT, &quit, NULL);
	}
	fc_buf_clear(&lines);
	return was_done(answered, reply, err);
}
