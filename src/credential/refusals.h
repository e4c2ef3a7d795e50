/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is refused again and again and has no newer one to take its place: some
 * clients (git-lfs) ask for it for as long as they are answered.
 */
#ifndef FC_CREDENTIAL_REFUSALS_H
#define FC_CREDENTIAL_REFUSALS_H

#include "record/notes.h"

/* Count one more in the notes of a host, under its lock. */
void fc_refusals_count(struct fc_notes *notes, time_t now);

/* The same in one step; never waits, never fails.  Where nothing can be
 * written, nothing is counted. */
void fc_refusals_note(const struct fc_paths *paths, const char *host,
                      time_t now);

/*
 * Were there so many that git, if it is git that asks, is to be told to quit,
 * this once?  The count begins anew then, and err (CANCELLED) names what was
 * refused.  Opens one file if none is counted.
 */
FC_MUST_CHECK bool fc_refusals_quit(const char *host, enum fc_purpose purpose,
                                    const char *what, time_t now,
                                    struct fc_error *err);

/* The same by notes that are at hand: since when, or 0. */
time_t fc_refusals_spend(struct fc_notes *notes);

/* Are they still those of one client that asks on and on? */
bool fc_refusals_are_recent(time_t last, time_t now);

/* CANCELLED: what was refused, and not given. */
void fc_refusals_explain(struct fc_error *err, const char *host,
                         const char *what);

#endif
