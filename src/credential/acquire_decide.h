/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to be done next for a token that is not at hand, from what is known
 * so far (design.md, "Getting a token").  Asks nobody, reads no file and no
 * clock.
 */
#ifndef FC_CREDENTIAL_ACQUIRE_DECIDE_H
#define FC_CREDENTIAL_ACQUIRE_DECIDE_H

#include "base/lock.h"
#include "record/notes.h"

/* What costs something to know is asked for when it matters. */
enum fc_fact {
	FC_FACT_UNKNOWN,
	FC_FACT_NO,
	FC_FACT_YES,
};

struct fc_facts {
	const struct fc_stack *stack;   /* borrowed, as it was asked for */
	const struct fc_access *access; /* its record as read last; borrowed */
	struct fc_notes before;         /* when we began to wait */
	struct fc_notes notes;          /* as read last */
	int life_s;                     /* it is to last so long, if it can */
	bool exactly;                   /* see fc_token_is_enough */

	enum fc_fact login;      /* is there one, or a service user's secret? */
	enum fc_fact person;     /* may one be asked to log in? */
	bool stamped;            /* the record was, if it could be */
	bool queued;             /* we have waited for our turn, if need be */
	bool early;              /* and with a token that was good meanwhile */
	bool served;             /* another process has brought one */
	bool noted;              /* tried in spite of its refusal: noted down */
	bool warned;             /* and that this caller's was refused */
	bool counted;            /* notes.refused_times are spent: */
	time_t again;            /* when the last one was, or 0 */
	enum fc_work sent;       /* what foundry-oauth was sent for last */
	enum fc_error_kind failed; /* how it ended, or what came before it */
};

enum fc_action {
	/* Find something out, and come again. */
	FC_ACTION_STAMP,   /* is the record still so?  Stamp it anew */
	FC_ACTION_GATHER,  /* the notes; facts.login */
	FC_ACTION_COUNT,   /* spend notes.refused_times, if the lock is free */
	FC_ACTION_ASK,     /* facts.person */
	FC_ACTION_QUEUE,   /* take the lock, look again; EARLY: no person */
	FC_ACTION_NOTE,    /* that a refused token is renewed */
	FC_ACTION_REFRESH,
	FC_ACTION_LOG_IN,
	/* The end. */
	FC_ACTION_ANSWER,  /* with the token of the record */
	FC_ACTION_MAKE_DO, /* the same; why there is no newer one is said */
	FC_ACTION_FAIL,
};

enum fc_reason {
	FC_REASON_NONE,        /* or what has failed said it */
	FC_REASON_EARLY,       /* what is in the record is still good */
	FC_REASON_UNREACHABLE, /* somebody has just tried in vain */
	FC_REASON_UNFINISHED,  /* nobody finished the login meanwhile */
	FC_REASON_REFUSED,     /* one of ours, for this caller */
	FC_REASON_AGAIN,       /* the very same again and again */
};

struct fc_decision {
	enum fc_action action;
	enum fc_reason reason;
};

struct fc_decision fc_acquire_decide(const struct fc_facts *facts, time_t now);

#endif
