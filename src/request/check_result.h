/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor finds: one line a check, and the cure. */
#ifndef FC_REQUEST_CHECK_RESULT_H
#define FC_REQUEST_CHECK_RESULT_H

#include "base/buf.h"
#include "base/url.h"

enum fc_check {
	FC_CHECK_OK,
	FC_CHECK_WARNING, /* works, and may not for ever or not for all */
	FC_CHECK_WRONG,   /* something does not work, or is not safe */
};

/* The words for these, in order. */
extern const char *const fc_check_names[];

struct fc_check_result {
	enum fc_check verdict;
	char check[16];            /* what was looked at: "git", "network" */
	char host[FC_HOST_SIZE];   /* the stack or registry, "": all */
	char text[FC_ERROR_TEXT_SIZE];
	char cure[FC_ERROR_TEXT_SIZE]; /* "" when there is nothing to do */
};

/* Grows; a finding that finds no memory is dropped and counted as wrong. */
struct fc_check_results {
	struct fc_check_result *list;
	size_t count, size;
	enum fc_check worst;
	char host[FC_HOST_SIZE]; /* of those to be added next */
};

#define FC_CHECK_RESULTS_INIT { .list = NULL }

/* Add one; texts are made fit for a terminal. */
void fc_check_add(struct fc_check_results *results,
                  enum fc_check verdict, const char *check,
                  const char *fmt, ...) FC_PRINTF(4, 5);

/* Say what to do about the last one. */
void fc_check_cure(struct fc_check_results *results, const char *fmt, ...)
	FC_PRINTF(2, 3);

/* An error as a finding: its text, its hint for the cure. */
void fc_check_add_error(struct fc_check_results *results,
                        enum fc_check verdict,
                        const char *check, const struct fc_error *err);

/* Append all of them as lines of a record. */
FC_MUST_CHECK bool fc_check_write(struct fc_buf *text,
                                  const struct fc_check_results *results,
                                  struct fc_error *err);

/* A line of a record: FC_FOUND when it was one of these; FC_FAILED (DATA):
 * it was, and makes no sense. */
FC_MUST_CHECK enum fc_lookup fc_check_keep(struct fc_check_results *results,
                                           const char *key,
                                           const char *value,
                                           struct fc_error *err);

/* Move all of from to the end of to. */
void fc_check_move(struct fc_check_results *to, struct fc_check_results *from);

void fc_check_clear(struct fc_check_results *results);

#endif
