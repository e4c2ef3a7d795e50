/* SPDX-License-Identifier: Apache-2.0 */
/* Where the refresh token of a stack is kept, and what that can do. */
#ifndef FC_VAULT_BACKEND_H
#define FC_VAULT_BACKEND_H

#include "vault/vault.h"

/*
 * The caller has opened the vault, and holds the stack's lock for reserve,
 * save and forget.  Every copy of a secret that a function has made is wiped
 * when it returns; what saved and reserve hold is for the caller to clear.
 *
 * A logout has more to forget than this: fc_vault_logout.
 */
struct fc_vault_backend {
	/*
	 * For doctor: does anything stand between the stack and its saved
	 * login?  False: err is a finding, and its hint the cure.  Waits for
	 * nobody, makes and changes nothing; opens what it needs itself.
	 */
	FC_MUST_CHECK bool (*probe)(const struct fc_paths *paths,
	                            const struct fc_stack *stack,
	                            struct fc_error *err);

	/*
	 * The refresh token that belongs to the stack's client_id and
	 * token_uri, in saved, which is cleared first.  FC_ABSENT: none, or
	 * another application's (then saved.foreign is set, and whose it is).
	 * FC_FAILED: it cannot be read or trusted; DATA is what a new login
	 * may replace.  Takes no lock, changes nothing; waits a second at most
	 * for one who is writing.
	 */
	FC_MUST_CHECK enum fc_lookup (*read)(const struct fc_vault *vault,
	                                     const struct fc_stack *stack,
	                                     struct fc_saved_login *saved,
	                                     struct fc_error *err);

	/*
	 * The proof, before anything is sent, that what comes can be saved:
	 * whatever save needs is had now and held in reserve, and what an
	 * earlier run could not save is saved first.  False: err names what
	 * stands in the way, and nothing may be sent.  The caller reads the
	 * login after this, and clears the reserve.  Waits 4 seconds at most
	 * for another's lock.
	 */
	FC_MUST_CHECK bool (*reserve)(const struct fc_vault *vault,
	                              const struct fc_stack *stack,
	                              struct fc_reserve *reserve,
	                              struct fc_error *err);

	/*
	 * Save a refresh token through the reserve, so that a power cut does
	 * not take it.  sent is the token it came from, NULL for a new login:
	 * when meanwhile another one than sent is there, somebody has saved a
	 * newer one, and nothing is written.  With sent, the stored scopes
	 * stay, and what is in the way is waited for: 40 seconds at most for
	 * each thing.
	 *
	 * A token that cannot be saved stays where the next reserve finds it:
	 * that is said, and is no failure.  False: it is lost.
	 */
	FC_MUST_CHECK bool (*save)(const struct fc_vault *vault,
	                           const struct fc_stack *stack,
	                           struct fc_reserve *reserve,
	                           const struct fc_secret *sent,
	                           const struct fc_secret *refresh,
	                           struct fc_error *err);

	/*
	 * Forget a refresh token of the stack's application: the one that was
	 * refused, if it still is the stored one, or (NULL) whichever.  What
	 * else is said of the stack there stays.  None is fine.  Waits 40
	 * seconds at most for another's lock.
	 */
	FC_MUST_CHECK bool (*forget)(const struct fc_vault *vault,
	                             const struct fc_stack *stack,
	                             const struct fc_secret *refused,
	                             struct fc_error *err);
};

/* The one that a stack's tokens are in. */
const struct fc_vault_backend *
fc_vault_backend_of(const struct fc_stack *stack);

#endif
