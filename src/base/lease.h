/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An open file that other programs write in place, without any lock: does
 * one of them?  Linux can say so: a read lease (fcntl(2), F_SETLEASE) is
 * refused while a file is open for writing, and who opens it for writing
 * later waits until the lease ends, 45 seconds at most.  Elsewhere, and on
 * file systems without leases, size and mtime must do.
 */
#ifndef FC_BASE_LEASE_H
#define FC_BASE_LEASE_H

#include <stdbool.h>
#include <sys/stat.h>

enum fc_lease_state {
	FC_LEASE_HELD,    /* nobody has it open for writing */
	FC_LEASE_REFUSED, /* somebody has */
	FC_LEASE_UNKNOWN, /* there are no leases here */
};

struct fc_lease {
	int fd; /* -1: no file */
	enum fc_lease_state state;
	struct stat seen;
};

#define FC_LEASE_INIT { .fd = -1, .state = FC_LEASE_UNKNOWN }

/* Is it on a file system whose server decides for itself? */
bool fc_lease_is_remote(int fd);

/* Take over fd, a file of ours that is open for reading alone, and ask for
 * the lease.  To be followed by the reading, not the other way round. */
void fc_lease_take(struct fc_lease *lease, int fd);

/* Has somebody written since, does one write or wait to? */
bool fc_lease_is_broken(const struct fc_lease *lease);

/* Is that the very version of the file that lay there then? */
bool fc_lease_saw(const struct fc_lease *lease, const struct stat *st);

/* Let them write. */
void fc_lease_release(struct fc_lease *lease);

/* Let them write, and wait until they have: limit_ms at most. */
void fc_lease_yield(struct fc_lease *lease, int limit_ms);

/* Close the file.  Safe twice. */
void fc_lease_end(struct fc_lease *lease);

#endif
