/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known word nearest to a mistyped one. */
#ifndef FC_BASE_NEAREST_H
#define FC_BASE_NEAREST_H

#include "base/url.h"

/* The nearest of a NULL-terminated list by edit distance, or NULL when none
 * is near enough to be meant.  Borrowed from the list. */
const char *fc_nearest(const char *word, const char *const known[]);

/* The same for a host, typed, of those that are tried one after another. */
struct fc_near_host {
	const char *typed;
	char nearest[FC_HOST_SIZE]; /* "": none is near enough */
	size_t distance;
};

void fc_near_host_try(struct fc_near_host *near, const char *host);

#endif
