/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor finds: one line a check, and the cure. */
#ifndef FC_REQUEST_FINDING_H
#define FC_REQUEST_FINDING_H

#include "base/buf.h"
#include "base/url.h"

enum fc_check {
	FC_CHECK_OK,
	FC_CHECK_WARNING, /* works, and may not for ever or not for all */
	FC_CHECK_WRONG,   /* something does not work, or is not safe */
};

/* The words for these, in order. */
extern const char *const fc_check_names[];

struct fc_finding {
	enum fc_check verdict;
	char check[16];            /* what was looked at: "git", "network" */
	char host[FC_HOST_SIZE];   /* the stack or registry, "": all */
	char text[FC_ERROR_TEXT_SIZE];
	char cure[FC_ERROR_TEXT_SIZE]; /* "" when there is nothing to do */
};

/* Grows; a finding that finds no memory is dropped and counted as wrong. */
struct fc_findings {
	struct fc_finding *list;
	size_t count, size;
	enum fc_check worst;
	char host[FC_HOST_SIZE]; /* of those to be added next */
};

#define FC_FINDINGS_INIT { .list = NULL }

/* Add one; texts are made fit for a terminal. */
void fc_finding_add(struct fc_findings *findings,
                    enum fc_check verdict, const char *check,
                    const char *fmt, ...) FC_PRINTF(4, 5);

/* Say what to do about the last one. */
void fc_finding_cure(struct fc_findings *findings, const char *fmt, ...)
	FC_PRINTF(2, 3);

/* An error as a finding: its text, its hint for the cure. */
void fc_finding_add_error(struct fc_findings *findings,
                          enum fc_check verdict,
                          const char *check, const struct fc_error *err);

/* Append all of them as lines of a record. */
FC_MUST_CHECK bool fc_findings_write(struct fc_buf *text,
                                     const struct fc_findings *findings,
                                     struct fc_error *err);

/* A line of a record: FC_FOUND when it was one of these; FC_FAILED (DATA):
 * it was, and makes no sense. */
FC_MUST_CHECK enum fc_lookup fc_findings_keep(struct fc_findings *findings,
                                              const char *key,
                                              const char *value,
                                              struct fc_error *err);

/* Move all of from to the end of to. */
void fc_findings_move(struct fc_findings *to, struct fc_findings *from);

void fc_findings_clear(struct fc_findings *findings);

#endif
