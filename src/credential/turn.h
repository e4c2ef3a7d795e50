/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stack's record and its lock: waiting for one's turn behind whoever may
 * bring just what is wanted, and sending foundry-oauth under the lock
 * (design.md, "Lock").
 */
#ifndef FC_CREDENTIAL_TURN_H
#define FC_CREDENTIAL_TURN_H

#include "config/config.h"
#include "credential/stack_lock.h"
#include "record/cache.h"
#include "record/notes.h"
#include "request/request.h"

struct fc_turn {
	struct fc_config *config;     /* borrowed, as is stack */
	const struct fc_stack *stack;
	struct fc_cache cache;        /* closed when there is none */
	struct fc_access access;      /* as read last */
	struct fc_lock lock;
	struct fc_lock_wait wait; /* for it */

	bool no_person;   /* do not even ask whether one may log in */
	bool may_login;   /* asked once, and one may */
	int patience_s;   /* for that login; 0: login_timeout */
	bool wants_token; /* and will take one that others bring */

	struct fc_secret before; /* the record's token when we began to wait */
	bool waited;             /* behind somebody else */
	bool served;             /* by him, and so without the lock */
	bool left_alone;         /* foundry-oauth goes on without us */
};

#define FC_TURN_INIT(of, at) { .config = (of), .stack = (at), \
	.cache = FC_CACHE_INIT, .access = FC_ACCESS_INIT, \
	.lock = FC_LOCK_INIT, .before = FC_SECRET_INIT }

/* Read the record into turn.access, by fc_access_read. */
FC_MUST_CHECK enum fc_lookup fc_turn_look(struct fc_turn *turn,
                                          struct fc_error *err);

/*
 * Take the stack's lock, making FOUNDRY_HOME and its lock directory.  Waits
 * behind another holder for limit_s seconds (behind a login as long as that
 * may take, if a person may be asked), telling the person after five.  True
 * without the lock, when fc_turn_is_served came true meanwhile.
 */
FC_MUST_CHECK bool fc_turn_take(struct fc_turn *turn, int limit_s,
                                struct fc_error *err);

/* Has somebody else brought a token while we waited?  turn.access is it.
 * Never without having waited, nor to one who wants none. */
FC_MUST_CHECK bool fc_turn_is_served(struct fc_turn *turn);

/* fc_login_allowed, asked until it is: the answer may cost a process.  notes
 * may be NULL. */
FC_MUST_CHECK bool fc_turn_may_login(struct fc_turn *turn,
                                     const struct fc_notes *notes,
                                     struct fc_error *err);

/* Have foundry-oauth do it, under the lock if that is held; token, if it is
 * not NULL, is filled.  Blocks for limit_s at most. */
FC_MUST_CHECK bool fc_turn_send(struct fc_turn *turn,
                                const struct fc_request *request, int limit_s,
                                struct fc_token *token, struct fc_error *err);

/* Let go of the lock, if it is held, close and wipe all. */
void fc_turn_end(struct fc_turn *turn);

#endif
