/* SPDX-License-Identifier: Apache-2.0 */
/* What keeping and forgetting what callers hand back have in common. */
#include "credential/credential.h"

#include "base/text.h"
#include "credential/stack_lock.h"

#include <string.h>

#define ERRAND_LIMIT_S 30

bool
fc_credential_lock(struct fc_lock *lock, const struct fc_paths *paths,
                   const char *host, int limit_s)
{
	const struct fc_lock_wait wait = { .limit_s = limit_s };
	struct fc_error ignored = FC_ERROR_INIT;

	return fc_stack_lock(lock, paths, host, &wait, &ignored) == FC_FOUND;
}

bool
fc_credential_send(enum fc_request_verb verb, const struct fc_credential *given,
                   struct fc_error *err)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	bool done = false;

	request.verb = verb;
	request.purpose = given->purpose;
	request.expires_at = given->expires_at;
	request.any_user = given->any_user || given->user == NULL;
	fc_text_join(request.host, sizeof(request.host), given->host, NULL);
	if (!fc_text_join(request.user, sizeof(request.user),
	                  given->user ? given->user : "", NULL)) {
		fc_fail(err, FC_ERR_DATA, "%s: the user name is too long",
		        given->host);
		goto out;
	}
	if (given->secret &&
	    !fc_secret_set(&request.secret, given->secret,
	                   strlen(given->secret), err))
		goto out;
	done = fc_request_run(&request, NULL, ERRAND_LIMIT_S, &reply, err);
out:
	fc_request_clear(&request);
	fc_reply_clear(&reply);
	return done;
}
