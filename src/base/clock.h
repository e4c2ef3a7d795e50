/* SPDX-License-Identifier: Apache-2.0 */
/* A clock for limits: it never jumps, and goes on while a laptop sleeps. */
#ifndef FC_BASE_CLOCK_H
#define FC_BASE_CLOCK_H

/* Milliseconds since some moment before this process. */
long long fc_clock_ms(void);

#endif
