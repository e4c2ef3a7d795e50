/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks for limits: they never jump.  How a clock was set. */
#include "base/clock.h"

static long long
milliseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long long
fc_clock_ms(void)
{
#ifdef CLOCK_BOOTTIME
	return milliseconds(CLOCK_BOOTTIME);
#else
	return milliseconds(CLOCK_MONOTONIC);
#endif
}

long long
fc_clock_awake_ms(void)
{
	return milliseconds(CLOCK_MONOTONIC);
}

time_t
fc_clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

time_t
fc_clock_origin(void)
{
	return fc_clock_now() - (time_t)(fc_clock_ms() / 1000);
}
