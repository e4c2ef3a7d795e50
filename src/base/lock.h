/* SPDX-License-Identifier: Apache-2.0 */
/* Locks between processes: flock(2), which dies with its last holder. */
#ifndef FC_BASE_LOCK_H
#define FC_BASE_LOCK_H

#include "base/file.h"

#include <time.h>

/* What the holder says of itself in the lock file. */
enum fc_work {
	FC_WORK_NONE,
	FC_WORK_REFRESH,
	FC_WORK_LOGIN,
};

struct fc_lock_holder {
	enum fc_work work;
	long pid;
	time_t since;
};

struct fc_lock {
	int fd; /* -1 when not held */
	char path[FC_PATH_SIZE];
};

#define FC_LOCK_INIT { .fd = -1 }

/*
 * Take the lock without waiting.
 *
 * FC_FOUND:  held.
 * FC_ABSENT: somebody else holds it; *holder (may be NULL) says who.
 * FC_FAILED: it cannot be had at all (read-only, no regular file, no locks:
 *            ENOLCK).
 */
FC_MUST_CHECK enum fc_lookup fc_lock_try(struct fc_lock *lock,
                                         const struct fc_dir *dir,
                                         const char *name,
                                         struct fc_lock_holder *holder,
                                         struct fc_error *err);

/*
 * Sleep in the lock for at most a second (a lock opened by fc_lock_try that
 * answered FC_ABSENT).  Same results.  Uses SIGALRM, which it restores.
 */
FC_MUST_CHECK enum fc_lookup fc_lock_wait(struct fc_lock *lock,
                                          struct fc_lock_holder *holder,
                                          struct fc_error *err);

/* Say in the lock file what we do, for those who wait.  Best effort. */
void fc_lock_announce(const struct fc_lock *lock, enum fc_work work,
                      time_t now);

/* Let go of our descriptor.  A child that inherited it still holds it. */
void fc_lock_release(struct fc_lock *lock);

#endif
