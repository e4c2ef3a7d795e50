/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened lately with a stack, beside its access record, so that
 * failures are not repeated in a storm.  No secrets (design.md, "On disk").
 */
#ifndef FC_RECORD_NOTES_H
#define FC_RECORD_NOTES_H

#include "record/cache.h"

/* Seconds since the epoch; 0: it did not happen. */
/* So often in a row, so many seconds apart, only a client refuses a token that
 * would go on for ever. */
#define FC_REFUSED_TIMES 10
#define FC_REFUSED_AGAIN_S 10

struct fc_notes {
	time_t network_failure;  /* the last refresh that got no answer */
	time_t unfinished_login; /* the last login that nobody finished */
	time_t login_pause;      /* seconds from then on without a page that
	                            nobody at a terminal asked for */
	/* an OAuth token of that purpose was erased as refused */
	time_t refused[FC_PURPOSE_COUNT];
	time_t refused_refresh;  /* the last refresh in spite of that, or of
	                            a refusal by a stack that takes them */
	time_t refused_again;    /* the record's token, which had been
	                            refused and was answered again */
	time_t refused_times;    /* in a row, no further apart than that */
	/* one was taken for that purpose: a refusal proves little */
	time_t taken[FC_PURPOSE_COUNT];
	time_t refresh_since;    /* a refresh is under way, or was killed */
	time_t scopes_warned;    /* said that a login has fewer scopes */
	time_t unsaid_at;        /* a docker get kept to itself: */
	char unsaid[FC_ERROR_TEXT_SIZE];
};

/* Read; missing or damaged notes are empty, and those of no cache. */
void fc_notes_get(const struct fc_cache *cache, const char *host,
                  struct fc_notes *notes);

/* DENIED: this host refused an OAuth token, and what to do if it takes only
 * user tokens. */
void fc_refusal_explain(struct fc_error *err, const char *host,
                        enum fc_purpose purpose,
                        const struct fc_paths *paths);

/* The pause after another page that nobody has answered: 10 minutes, then twice
 * as long each time, up to a day. */
time_t fc_notes_next_pause(const struct fc_notes *notes);

/* Is that pause over, or has there been no such page? */
bool fc_notes_allow_page(const struct fc_notes *notes, time_t now);

/* Is there something lately unsaid?  What is a week old is history. */
bool fc_notes_unsaid(const struct fc_notes *notes, time_t now);

/* Write; empty notes remove the file.  Best effort: it only saves trouble.
 * The caller holds the host's lock. */
void fc_notes_put(const struct fc_cache *cache, const char *host,
                  const struct fc_notes *notes);

#endif
