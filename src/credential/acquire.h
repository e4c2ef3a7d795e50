/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token that is not at hand: waiting for whoever is already getting it,
 * else sending foundry-oauth for it.  One request for any number of
 * processes (design.md, "Lock").
 */
#ifndef FC_CREDENTIAL_ACQUIRE_H
#define FC_CREDENTIAL_ACQUIRE_H

#include "config/config.h"
#include "record/cache.h"

/* Who wants one; the pointers are borrowed. */
struct fc_want {
	struct fc_config *config;
	const struct fc_stack *stack; /* as the purpose was asked for */
	int life_s;     /* fresh, it must last so long, or be the best that is
	                   to be had */
	bool exactly;   /* see fc_token_is_enough */
	bool no_person; /* LOGIN_NEEDED when only a login would help */
};

/*
 * A token by the OAuth side of the stack, from the record or anew.  cache,
 * open or not, is taken over.  A record that was not made under the files as
 * they are, and that of an alias, are stamped anew, to be answered unread.
 * Results and waiting as fc_credential_get, absence apart.
 */
FC_MUST_CHECK bool fc_acquire(const struct fc_want *want,
                              struct fc_cache *cache, struct fc_token *token,
                              struct fc_error *err);

/* Can foundry-oauth get a token without a person?  FC_FAILED: the shared file
 * cannot be read. */
FC_MUST_CHECK enum fc_lookup fc_acquire_find_login(
	const struct fc_config *config, const struct fc_stack *stack,
	struct fc_error *err);

/* Would there be a token without a person, as far as can be known without a
 * network?  Looks at the record only when nothing says so before. */
FC_MUST_CHECK bool fc_acquire_is_hopeful(struct fc_config *config,
                                         const struct fc_stack *stack);

#endif
