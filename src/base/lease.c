/* SPDX-License-Identifier: Apache-2.0 */
/* An open file that other programs write in place: does one of them? */
#include "base/lease.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#ifdef F_SETLEASE
#include <sys/vfs.h>

/* As in linux/magic.h. */
#define NFS_MAGIC 0x6969u
#define CIFS_MAGIC 0xff534d42u
#define SMB2_MAGIC 0xfe534d42u
#endif

#define STEP_MS 1

#ifdef F_SETLEASE
/* Their servers may refuse a lease for reasons of their own. */
bool
fc_lease_is_remote(int fd)
{
	struct statfs fs;
	unsigned int type;

	if (fstatfs(fd, &fs) != 0)
		return true;
	type = (unsigned int)fs.f_type;
	return type == NFS_MAGIC || type == CIFS_MAGIC || type == SMB2_MAGIC;
}

static enum fc_lease_state
ask(int fd)
{
	/* The kernel tells the holder by SIGIO, which would kill us; what is
	 * sent instead is ignored. */
	if (fcntl(fd, F_SETSIG, SIGURG) != 0)
		return FC_LEASE_UNKNOWN;
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0)
		return FC_LEASE_HELD;
	return errno == EAGAIN && !fc_lease_is_remote(fd) ? FC_LEASE_REFUSED
	                                         : FC_LEASE_UNKNOWN;
}

static bool
is_wanted(const struct fc_lease *lease)
{
	return lease->state == FC_LEASE_HELD &&
	       fcntl(lease->fd, F_GETLEASE) != F_RDLCK;
}

static void
give_back(const struct fc_lease *lease)
{
	if (lease->state == FC_LEASE_HELD)
		(void)fcntl(lease->fd, F_SETLEASE, F_UNLCK);
}
#else
bool
fc_lease_is_remote(int fd)
{
	(void)fd;
	return false;
}

static enum fc_lease_state
ask(int fd)
{
	(void)fd;
	return FC_LEASE_UNKNOWN;
}

static bool
is_wanted(const struct fc_lease *lease)
{
	(void)lease;
	return false;
}

static void
give_back(const struct fc_lease *lease)
{
	(void)lease;
}
#endif

void
fc_lease_take(struct fc_lease *lease, int fd)
{
	fc_lease_end(lease);
	lease->fd = fd;
	lease->state = ask(fd);
	if (fstat(fd, &lease->seen) != 0)
		lease->seen = (struct stat){ .st_size = -1 };
}

bool
fc_lease_is_broken(const struct fc_lease *lease)
{
	struct stat now;

	return lease->fd >= 0 && (lease->state == FC_LEASE_REFUSED ||
	                          is_wanted(lease) ||
	                          fstat(lease->fd, &now) != 0 ||
	                          !fc_lease_saw(lease, &now));
}

bool
fc_lease_saw(const struct fc_lease *lease, const struct stat *st)
{
	return lease->fd >= 0 && st->st_ino == lease->seen.st_ino &&
	       st->st_size == lease->seen.st_size &&
	       st->st_mtim.tv_sec == lease->seen.st_mtim.tv_sec &&
	       st->st_mtim.tv_nsec == lease->seen.st_mtim.tv_nsec;
}

void
fc_lease_release(struct fc_lease *lease)
{
	give_back(lease);
	lease->state = FC_LEASE_UNKNOWN;
}

void
fc_lease_yield(struct fc_lease *lease, int limit_ms)
{
	long long deadline = fc_clock_ms() + limit_ms;

	fc_lease_release(lease);
	do {
		poll(NULL, 0, STEP_MS);
		lease->state = ask(lease->fd);
	} while (lease->state == FC_LEASE_REFUSED && fc_clock_ms() < deadline);
}

void
fc_lease_end(struct fc_lease *lease)
{
	if (lease->fd >= 0)
		close(lease->fd);
	*lease = (struct fc_lease)FC_LEASE_INIT;
}
