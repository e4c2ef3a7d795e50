/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks for limits: they never jump.  How a clock was set. */
#ifndef FC_BASE_CLOCK_H
#define FC_BASE_CLOCK_H

#include <time.h>

/* time(NULL), of the very clock that clock_gettime has: one call of libc's less
 * to look up at each start. */
time_t fc_clock_now(void);

/* Milliseconds since some moment before this process; they go on while a
 * laptop sleeps. */
long long fc_clock_ms(void);

/* The same, but it stops while the machine sleeps: for what another program
 * here has to do, which slept as well. */
long long fc_clock_awake_ms(void);

/*
 * The moment from which that counts, as the clock of the day sees it now,
 * give or take a second: it changes when that clock is set, and else only
 * with the next start of the machine.
 */
time_t fc_clock_origin(void);

#endif
