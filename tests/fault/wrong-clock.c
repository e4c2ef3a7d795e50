/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loaded before the C library (LD_PRELOAD): clocks that are set, and a machine
 * that sleeps.  WRONG_CLOCK=AT,DAY,ASLEEP: from the moment AT on, in seconds
 * since the epoch, the clock of the day is off by DAY seconds, and ASLEEP of
 * the seconds since the machine was started were slept through.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long
off_by(clockid_t id)
{
	const char *said = getenv("WRONG_CLOCK");
	struct timespec real;
	char *next = NULL;
	long long at, day, asleep;

	if (!said || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE &&
	              id != CLOCK_BOOTTIME))
		return 0;
	at = strtoll(said, &next, 10);
	day = strtoll(next + 1, &next, 10);
	asleep = strtoll(next + 1, NULL, 10);
	syscall(SYS_clock_gettime, CLOCK_REALTIME, &real);
	if (real.tv_sec < at)
		return 0;
	return id == CLOCK_BOOTTIME ? asleep : day;
}

int
clock_gettime(clockid_t id, struct timespec *out)
{
	if (syscall(SYS_clock_gettime, id, out) != 0)
		return -1;
	out->tv_sec += (time_t)off_by(id);
	return 0;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	out->tv_sec = now.tv_sec;
	out->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}
