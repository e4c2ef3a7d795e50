/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stack's lock, under which its token is got, changed and forgotten: one
 * request for any number of processes (design.md, "Lock").
 */
#ifndef FC_CREDENTIAL_STACK_LOCK_H
#define FC_CREDENTIAL_STACK_LOCK_H

#include "base/lock.h"
#include "base/path.h"

/* How somebody waits for it. */
struct fc_lock_wait {
	int limit_s;       /* 0: not at all, not even behind a login */
	int login_limit_s; /* behind a login instead */
	/* Where the home cannot be written, it may lie beside the record, or
	 * not be at all: a service user has nothing to lose. */
	bool may_be_elsewhere;
	/* May it wait behind a login, for login_limit_s, which it may change?
	 * False: err says why not.  NULL: no. */
	bool (*may_wait)(void *arg, struct fc_error *err);
	/* Does it by now need no lock?  NULL: it always does. */
	bool (*is_served)(void *arg);
	void *arg;    /* of both */
	bool *waited; /* is set when it has to wait; NULL: nobody asks */
};

/*
 * Take the lock, making FOUNDRY_HOME and its lock directory.  Tells the person
 * after five seconds of waiting.
 *
 * FC_FOUND:  it is held (or need not be: may_be_elsewhere), to be let go by
 *            fc_stack_unlock.
 * FC_ABSENT: it is not, and need not be: wait.is_served.
 * FC_FAILED: it is not; err says why.
 */
FC_MUST_CHECK enum fc_lookup fc_stack_lock(struct fc_lock *lock,
                                           const struct fc_paths *paths,
                                           const char *host,
                                           const struct fc_lock_wait *wait,
                                           struct fc_error *err);

/* Let go of it, if it is held. */
void fc_stack_unlock(struct fc_lock *lock);

#endif
