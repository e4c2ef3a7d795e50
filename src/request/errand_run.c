/* SPDX-License-Identifier: Apache-2.0 */
/* Running foundry-oauth with an errand. */
#include "base/clock.h"
#include "base/path.h"
#include "base/record.h"
#include "base/trace.h"
#include "request/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The request is smaller than a pipe (its longest part is a token), but a
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
			               "foundry-oauth does not listen");
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

static bool
receive(const struct fc_child *child, struct fc_buf *text, long long deadline,
        bool *in_time, struct fc_error *err)
{
	enum fc_lookup result;

	result = fc_buf_read_until(text, child->out, deadline,
	                           "what foundry-oauth says", err);
	*in_time = result != FC_ABSENT;
	if (result == FC_ABSENT)
		fc_fail(err, FC_ERR_NETWORK, "foundry-oauth gave no answer in "
		        "time");
	return result == FC_FOUND;
}

static bool
needs_a_person(const struct fc_errand *errand)
{
	return errand->verb == FC_ERRAND_LOGIN ||
	       errand->verb == FC_ERRAND_LOGOUT;
}

/* Torn apart, it would lose what a server has given or the person handed
 * over. */
static bool
is_protected(const struct fc_errand *errand)
{
	return errand->verb == FC_ERRAND_REFRESH ||
	       errand->verb == FC_ERRAND_STORE ||
	       errand->verb == FC_ERRAND_ERASE ||
	       errand->verb == FC_ERRAND_REPAIR;
}

static void
trace_end(bool answered, const struct fc_outcome *outcome,
          const struct fc_error *err)
{
	const char *text = err->text;

	if (answered)
		text = outcome->done ? "done" : outcome->error.text;
	fc_trace("foundry-oauth: %s", text);
}

static bool
run_once(const struct fc_errand *errand, const struct fc_buf *request,
         const struct fc_lock *lock, int limit_s, struct fc_outcome *outcome,
         bool *in_time, struct fc_error *err)
{
	struct fc_child child = FC_CHILD_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_OUTCOME_MAX);
	char name[] = "foundry-oauth";
	char verb[16] = "";
	char *const argv[] = { name, verb, NULL };
	long long deadline = fc_clock_awake_ms() + limit_s * 1000LL;
	bool answered = false;
	int status = 0;

	/* Only for those who read a process list. */
	memcpy(verb, fc_errand_names[errand->verb],
	       strlen(fc_errand_names[errand->verb]) + 1);
	*in_time = true;
	if (!fc_child_start(&child, fc_oauth_program, argv,
	                    is_protected(errand) ? FC_SESSION_DETACHED
	                                         : FC_SESSION_SAME,
	                    lock ? lock->fd : -1, err)) {
		*in_time = false; /* a second try would fail the same way */
		return false;
	}
	fc_trace("foundry-oauth is asked to %s; at most %d s", verb, limit_s);
	fc_outcome_clear(outcome);
	answered = send_request(&child, request, deadline, err) &&
	           receive(&child, &text, deadline, in_time, err) &&
	           fc_outcome_read(outcome, &text, err);
	/* Late, it goes on saving by itself: its end is not waited for. */
	if (*in_time)
		status = fc_child_wait(&child);
	else
		fc_child_leave(&child);
	if (!answered && needs_a_person(errand) && WIFSIGNALED(status))
		fc_fail(err, FC_ERR_CANCELLED, "%s: cancelled", verb);
	fc_buf_clear(&text);
	trace_end(answered, outcome, err);
	return answered;
}

static void
leave_it(int signal_number)
{
	(void)signal_number;
}

bool
fc_errand_run(const struct fc_errand *errand, const struct fc_lock *lock,
              int limit_s, struct fc_outcome *outcome, struct fc_error *err)
{
	struct fc_buf request = FC_BUF_INIT(FC_RECORD_MAX);
	/* Not SIG_IGN, which foundry-oauth would inherit. */
	struct sigaction leave = { .sa_handler = leave_it };
	struct sigaction interrupt, quit;
	bool in_time = true;
	bool answered = false;
	int tries = needs_a_person(errand) ? 1 : 2;

	if (needs_a_person(errand)) {
		sigemptyset(&leave.sa_mask);
		sigaction(SIGINT, &leave, &interrupt);
		sigaction(SIGQUIT, &leave, &quit);
	}
	if (!fc_record_put_number(&request, "locked", lock != NULL, err) ||
	    !fc_errand_write(&request, errand, err))
		tries = 0;
	while (tries-- > 0 && !answered && in_time)
		answered = run_once(errand, &request, lock, limit_s, outcome,
		                    &in_time, err);
	if (needs_a_person(errand)) {
		sigaction(SIGINT, &interrupt, NULL);
		sigaction(SIGQUIT, &quit, NULL);
	}
	fc_buf_clear(&request);
	return answered;
}
