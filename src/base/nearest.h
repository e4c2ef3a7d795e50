/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known word nearest to a mistyped one. */
#ifndef FC_BASE_NEAREST_H
#define FC_BASE_NEAREST_H

/* The nearest of a NULL-terminated list by edit distance, or NULL when none
 * is near enough to be meant.  Borrowed from the list. */
const char *fc_nearest(const char *word, const char *const known[]);

#endif
