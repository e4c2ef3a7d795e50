/* SPDX-License-Identifier: Apache-2.0 */
/* One answer to "a token for this host, please" (design.md,
 * "Getting a token"). */
#ifndef FC_CREDENTIAL_GET_H
#define FC_CREDENTIAL_GET_H

#include "config/config.h"
#include "record/token.h"

struct fc_ask {
	const char *host; /* normalised */
	const char *user; /* the user name asked for, or NULL */
	enum fc_purpose purpose;
	int life_s;     /* with less left it is renewed, if it can be */
	bool exactly;   /* also when that is more than half its life */
	bool no_person; /* no login is started, whoever is there */
};

struct fc_answer {
	struct fc_token token;
	char username[256]; /* to answer: never empty */
	enum fc_git_auth git_auth;
};

#define FC_ANSWER_INIT { .token = FC_TOKEN_INIT }

/*
 * A token for ask.
 *
 * FC_FOUND:  answer is filled; the caller clears it.
 * FC_ABSENT: the host is not ours, or (git only) a host of static tokens
 *            that has none: say nothing, so that git asks the person.
 * FC_FAILED: ours, and no token: err says why and what to do.
 *
 * From the cache: opens two or three small files, no network, no child.
 * Else it may run foundry-oauth and wait: network_timeout for a refresh (5 s
 * for docker), login_timeout for a login, if this process may log in.
 */
FC_MUST_CHECK enum fc_lookup fc_credential_get(const struct fc_ask *ask,
                                               time_t now,
                                               struct fc_answer *answer,
                                               struct fc_error *err);

/*
 * Would docker's get answer for the stack's host asked for, now?  No network,
 * no child; that a refresh will succeed is taken for granted.
 */
FC_MUST_CHECK bool fc_credential_serves_docker(struct fc_config *config,
                                               const struct fc_stack *stack,
                                               time_t now);

/* Is the host a stack's or an alias, or may it be one, as a file that could
 * tell has a fault?  No network; a child only to read the shared file. */
FC_MUST_CHECK bool fc_credential_is_ours(const char *host);

void fc_answer_clear(struct fc_answer *answer);

#endif
