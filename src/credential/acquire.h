/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token that is not at hand: waiting for whoever is already getting it,
 * else sending foundry-oauth for it.  One request for any number of
 * processes (DESIGN section 5, "Lock").
 */
#ifndef FC_CREDENTIAL_ACQUIRE_H
#define FC_CREDENTIAL_ACQUIRE_H

#include "config/config.h"
#include "record/cache.h"
#include "record/notes.h"
#include "request/errand.h"

/* All that one renewal needs; the pointers are borrowed. */
struct fc_renewal {
	const struct fc_places *places;
	struct fc_config *config;
	const struct fc_stack *stack;
	enum fc_purpose purpose;

	struct fc_cache cache;   /* fd -1 when there is none */
	struct fc_access access; /* the record, when it is bound to stack */
	struct fc_lock lock;
	bool wants_token;        /* and will take one that others bring */
	struct fc_secret before; /* the record's token when we began */
	bool waited;             /* behind somebody else */
	bool served;             /* by him, and so without the lock */
	bool left_alone;         /* foundry-oauth goes on without us */
	struct fc_notes noted;   /* when we began */
	bool may_login;          /* asked once, and it may */
	int patience_s;          /* for a login, 0: login_timeout */
	bool no_person;          /* do not even ask */
	int life_s;              /* fresh, it must last so long, or be the
	                            best that is to be had */
	bool exactly;            /* see fc_token_is_enough */
};

#define FC_RENEWAL_INIT { .cache = FC_CACHE_INIT, \
	.access = FC_ACCESS_INIT, .lock = FC_LOCK_INIT, \
	.before = FC_SECRET_INIT }

/* For this stack and whoever asks; all are borrowed. */
void fc_renewal_set_up(struct fc_renewal *renewal, struct fc_config *config,
                       const struct fc_stack *stack, enum fc_purpose purpose);

/*
 * Read the stack's access record; renewal.access is then filled if it may be
 * used, fresh or not.  Takes no lock.  FC_FAILED: a record, or a directory of
 * them, that must not be trusted.
 */
FC_MUST_CHECK enum fc_lookup fc_renewal_look(struct fc_renewal *renewal,
                                             struct fc_error *err);

/* Is renewal.access fresh, with a life that will do? */
bool fc_renewal_is_enough(const struct fc_renewal *renewal, time_t now);

/*
 * The same, after fc_renewal_look.  A record that was not made under the files
 * as they are, and that of an alias, are stamped anew, to be answered unread:
 * when the lock is free for that, renewal.access is what lies there under it,
 * which may be another token, or none and false.
 */
FC_MUST_CHECK bool fc_renewal_is_answer(struct fc_renewal *renewal,
                                        time_t now);

/* Remember the record's token, so that another one is known for new. */
FC_MUST_CHECK bool fc_renewal_begin(struct fc_renewal *renewal,
                                    struct fc_error *err);

/*
 * A token by the OAuth side of the stack, from the cache or anew.  Results
 * and waiting as fc_broker_get, absence apart.
 */
FC_MUST_CHECK bool fc_renewal_obtain(struct fc_renewal *renewal,
                                     struct fc_token *token,
                                     struct fc_error *err);

/* The same without a login: LOGIN_NEEDED when only that would help. */
FC_MUST_CHECK bool fc_renewal_without_person(struct fc_renewal *renewal,
                                             struct fc_token *token,
                                             struct fc_error *err);

/* For how many seconds foundry-oauth may use the network. */
int fc_renewal_network_limit_s(const struct fc_renewal *renewal);

/* Can foundry-oauth get a token without a person?  FC_FAILED: the shared file
 * cannot be read. */
FC_MUST_CHECK enum fc_lookup fc_renewal_can_refresh(
	const struct fc_renewal *renewal, struct fc_error *err);

/* Under the lock, or without one for noop: a refresh, else a login. */
FC_MUST_CHECK bool fc_renewal_fetch(struct fc_renewal *renewal,
                                    const struct fc_notes *notes,
                                    struct fc_token *token,
                                    struct fc_error *err);

/* Would there be a token without a person, as far as can be known without a
 * network?  Looks at the record only when nothing says so before. */
FC_MUST_CHECK bool fc_renewal_is_hopeful(struct fc_renewal *renewal);

/*
 * Take the stack's lock, making FOUNDRY_HOME and its lock directory.  Waits
 * behind another holder for limit_s seconds (behind a login as long as that
 * may take), telling the person after five.  True without the lock, when
 * fc_renewal_is_served came true meanwhile.
 */
FC_MUST_CHECK bool fc_renewal_lock(struct fc_renewal *renewal, int limit_s,
                                   struct fc_error *err);

/*
 * Has somebody else brought a token while we waited?  renewal.access is it.
 * Never without having waited.
 */
FC_MUST_CHECK bool fc_renewal_is_served(struct fc_renewal *renewal);

/* Let go of the lock, if it is held. */
void fc_renewal_unlock(struct fc_renewal *renewal);

/* fc_login_allowed for this renewal, asked once: the answer may cost a
 * process.  notes may be NULL. */
FC_MUST_CHECK bool fc_renewal_may_login(struct fc_renewal *renewal,
                                        const struct fc_notes *notes,
                                        struct fc_error *err);

/*
 * Both under the lock, of what the notes say of refusals; notes are written
 * when a refresh is to follow.  One refused an OAuth token for this purpose:
 * it is said, or is err when there is to be no refresh.
 */
FC_MUST_CHECK bool fc_renewal_is_refused(struct fc_renewal *renewal,
                                         struct fc_notes *notes, time_t now,
                                         struct fc_error *err);

/* The record's token was refused by a stack that takes ours: is it to be
 * answered as it is? */
FC_MUST_CHECK bool fc_renewal_spares_refused(struct fc_renewal *renewal,
                                             struct fc_notes *notes,
                                             time_t now);

/* Let go of the lock and close all. */
void fc_renewal_clear(struct fc_renewal *renewal);

#endif
