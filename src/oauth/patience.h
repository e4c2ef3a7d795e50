/* SPDX-License-Identifier: Apache-2.0 */
/* Telling a person at a terminal what is waited for, and for how long yet. */
#ifndef FC_OAUTH_PATIENCE_H
#define FC_OAUTH_PATIENCE_H

#include <stdbool.h>

/* Nobody needs to be told of less. */
#define FC_PATIENCE_MS 3000

/* Of one client; all 0 at the beginning, but for the host. */
struct fc_patience {
	const char *host; /* borrowed */
	long long since;  /* when its first request began, by fc_clock_ms */
	long long until;  /* when this one is given up */
	int failed;       /* tries before it */
	bool told;        /* of this one */
};

/* A request begins, for that long at most. */
void fc_patience_begin(struct fc_patience *patience, long long timeout_ms);

/* It goes on: tell of it when it is time.  Until when that need not be asked
 * again: milliseconds, limit at most. */
long long fc_patience_step(struct fc_patience *patience, long long limit);

/* It has failed, with that status of HTTP (0: no answer), and another one
 * begins after a pause. */
void fc_patience_pause(struct fc_patience *patience, long status,
                       long long pause_ms);

#endif
