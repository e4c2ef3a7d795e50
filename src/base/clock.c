/* SPDX-License-Identifier: Apache-2.0 */
/* A clock for limits: it never jumps, and goes on while a laptop sleeps. */
#include "base/clock.h"

#include <time.h>

long long
fc_clock_ms(void)
{
	struct timespec now;

#ifdef CLOCK_BOOTTIME
	clock_gettime(CLOCK_BOOTTIME, &now);
#else
	clock_gettime(CLOCK_MONOTONIC, &now);
#endif
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
