/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a helper asks foundry-oauth to do, and what came of it: records over
 * two pipes (docs/records.md), so that no secret is in argv or environment.
 */
#ifndef FC_REQUEST_REQUEST_H
#define FC_REQUEST_REQUEST_H

#include "base/lock.h"
#include "base/process.h"
#include "base/record.h"
#include "config/logins.h"
#include "config/stack.h"
#include "record/token.h"
#include "request/check_result.h"

enum fc_request_verb {
	FC_REQUEST_REFRESH, /* a new access token without a person */
	FC_REQUEST_LOGIN,   /* a new login by a person */
	FC_REQUEST_STORE,   /* keep a static token */
	FC_REQUEST_ERASE,   /* forget static tokens */
	FC_REQUEST_LOGOUT,  /* revoke, then forget all of a stack */
	FC_REQUEST_ACCOUNT, /* whose token, and how long it lives */
	FC_REQUEST_PROBE,   /* look at the stack from here, for doctor */
	FC_REQUEST_REPAIR,  /* make the shared file readable; of no host */
	FC_REQUEST_INDEX,   /* what its logins are, without their secrets; of no
	                      host */
};

extern const char *const fc_request_names[];

#define FC_VERSION_SIZE 32

struct fc_request {
	enum fc_request_verb verb;
	char host[FC_HOST_SIZE]; /* as asked: a stack or an alias */
	enum fc_purpose purpose;
	enum fc_login_mode mode; /* of a login; AUTO: as configured */
	int timeout_s;           /* of the network, 0: as configured */
	int patience_s;          /* of login: for so long a page is waited
	                            for that nobody at a terminal asked for;
	                            0: as configured */
	bool locked;             /* descriptor 3 is the host's lock; by
	                            fc_request_run alone */
	bool offline;            /* of probe: nothing with a network */
	bool quiet;              /* say nothing: what would be said comes
	                            with the reply; by fc_request_run,
	                            for who holds back what is said */
	bool keep;               /* of index: write it down as well */
	bool any_user;           /* of erase: whatever the user name; of
	                            store: for whatever user name */
	char user[256];          /* of store and erase */
	char version[FC_VERSION_SIZE]; /* as read: whose request it is */
	time_t expires_at;       /* of store, 0: as the token says, or never */
	struct fc_secret secret; /* of store; of erase: only this one; of
	                            account: the access token */
};

#define FC_REQUEST_INIT { .host = "", .secret = FC_SECRET_INIT }

/* What came of it: done, with a token where one was asked for, or error. */
struct fc_reply {
	bool done;
	bool goes_on; /* of refresh: what comes yet is saved without us */
	struct fc_token token; /* of account: expires_at alone */
	char user[256]; /* the account, "" when not known */
	struct fc_check_results results; /* of probe; of a quiet one, what it
	                                would have said */
	struct fc_buf index; /* of index, for fc_logins_take */
	bool repaired;       /* of index: the file's mode was too wide */
	char version[FC_VERSION_SIZE]; /* as read: of which foundry-oauth */
	struct fc_error error;
};

#define FC_REPLY_INIT { .token = FC_TOKEN_INIT, .error = FC_ERROR_INIT, \
	.results = FC_CHECK_RESULTS_INIT, .index = FC_BUF_INIT(FC_INDEX_MAX) }

/* A reply as text. */
#define FC_REPLY_MAX (FC_RECORD_MAX + FC_INDEX_MAX)

/* Both directions, as text, our version first.  Unknown keys are refused: both
 * ends are of one build. */
FC_MUST_CHECK bool fc_request_write(struct fc_buf *text,
                                    const struct fc_request *request,
                                    struct fc_error *err);
FC_MUST_CHECK bool fc_request_read(struct fc_request *request,
                                   struct fc_buf *text, struct fc_error *err);
FC_MUST_CHECK bool fc_reply_write(struct fc_buf *text,
                                  const struct fc_reply *reply,
                                  struct fc_error *err);
FC_MUST_CHECK bool fc_reply_read(struct fc_reply *reply,
                                 struct fc_buf *text, struct fc_error *err);

void fc_request_clear(struct fc_request *request);
void fc_reply_clear(struct fc_reply *reply);

/*
 * Run foundry-oauth with the request and wait for what comes of it, at most
 * limit_s seconds.  lock may be NULL or is handed to it.  A refresh, store or
 * erase runs in a session of its own with all signals held back; all else in
 * ours, where a login and a logout are left alone with SIGINT and SIGQUIT.
 * When reply.goes_on, foundry-oauth keeps the lock until it is done, and the
 * label in it is its own.
 *
 * One that dies without an answer is started once more, a login and a logout
 * apart.  False: it was not done, and err says why: also that foundry-oauth
 * died, and of what, or is of another build.  What there is of reply is
 * filled all the same.  Of one that could not be run, or said nothing in
 * time, nobody knows whether it goes on: reply.goes_on.
 */
FC_MUST_CHECK bool fc_request_run(const struct fc_request *request,
                                  const struct fc_lock *lock, int limit_s,
                                  struct fc_reply *reply,
                                  struct fc_error *err);

#endif
