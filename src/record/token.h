/* SPDX-License-Identifier: Apache-2.0 */
/* An access token and how long it lives. */
#ifndef FC_RECORD_TOKEN_H
#define FC_RECORD_TOKEN_H

#include "base/secret.h"

#include <time.h>

/* Left life below which a token is renewed before it is answered. */
#define FC_EXPIRY_MARGIN_S 60
/* How long a token of unknown expiry is taken for good. */
#define FC_UNKNOWN_LIFE_S 600

/* Times are seconds since the epoch; expires_at 0 means unknown. */
struct fc_token {
	struct fc_secret access;
	time_t issued_at;
	time_t expires_at;
};

#define FC_TOKEN_INIT { .access = FC_SECRET_INIT }

/*
 * Good enough to be answered without a renewal: more left than 60 s or a
 * tenth of its life, whichever is less; unknown expiry: within 10 minutes of
 * its issue.  A token from the future (the clock was set back) is not.
 */
bool fc_token_is_fresh(const struct fc_token *token, time_t now);

/* Is as much of its life left, as far as is known? */
bool fc_token_lasts(const struct fc_token *token, time_t now, int life_s);

/*
 * Fresh, and with life_s of its life left, or half of it when that is less.
 * Exactly: or all of it but the margin of freshness, when that is less: a new
 * one would hardly have more.
 */
bool fc_token_is_enough(const struct fc_token *token, time_t now, int life_s,
                        bool exactly);

/* Not yet over, though perhaps not fresh. */
bool fc_token_is_alive(const struct fc_token *token, time_t now);

void fc_token_move(struct fc_token *to, struct fc_token *from);
void fc_token_clear(struct fc_token *token);

#endif
