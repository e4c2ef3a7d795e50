/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever gave us the request, and those who wait behind us. */
#include "verbs.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/record.h"

#include <stdlib.h>
#include <unistd.h>

void
oauth_announce(const struct fc_request *request)
{
	const struct fc_lock lock = { .fd = OAUTH_LOCK_FD };
	static time_t since;

	if (!request->locked)
		return;
	if (since == 0)
		since = fc_clock_now();
	fc_lock_announce(&lock,
	                 request->verb == FC_REQUEST_LOGIN ? FC_WORK_LOGIN
	                                                 : FC_WORK_REFRESH,
	                 since);
}

void
oauth_be_quiet(const struct fc_request *request)
{
	if (request->quiet)
		fc_log_hold();
}

bool
oauth_answer(struct fc_reply *reply)
{
	struct fc_buf text = FC_BUF_INIT(FC_REPLY_MAX);
	struct fc_error err = FC_ERROR_INIT;
	const struct fc_error *said;
	bool done;
	size_t i;

	for (i = 0; (said = fc_log_held(i)) != NULL; i++)
		fc_check_add_error(&reply->results, FC_CHECK_WARNING,
		                   "said", said);
	done = fc_reply_write(&text, reply, &err) &&
	       fc_buf_write(&text, STDOUT_FILENO, "the reply", &err);
	fc_buf_clear(&text);
	return done;
}

void
oauth_end(int status)
{
#ifdef FC_FREE_AT_END
	exit(status);
#else
	fc_close_from(STDERR_FILENO);
	close(STDOUT_FILENO);
	_exit(status);
#endif
}

void
oauth_leave(const struct fc_request *request, const struct fc_error *why)
{
	struct fc_reply reply = FC_REPLY_INIT;
	const pid_t pid = fc_process_go_on();

	/* The lock is the child's as well. */
	if (pid == 0)
		oauth_announce(request);
	if (pid <= 0)
		return; /* without a child, the caller leaves by itself */
	reply.error = *why;
	reply.goes_on = true;
	oauth_end(oauth_answer(&reply) ? EXIT_SUCCESS : EXIT_FAILURE);
}
