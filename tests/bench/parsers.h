/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers and maskers that are measured, and the worst that each can be
 * given. */
#ifndef TESTS_BENCH_PARSERS_H
#define TESTS_BENCH_PARSERS_H

#include "base/buf.h"
#include "base/text.h"

/*
 * An input is a head, a unit again and again, and a tail.  In each "\1" is
 * the number of the turn, and "\2" a NUL.
 */
struct worst {
	const char *name;
	const char *what; /* of the input */
	const char *from; /* who can send it */
	const char *head, *unit, *tail;
	void (*run)(struct fc_buf *text);
	size_t cap; /* the longest that gets so far; 0: more than a MiB */
};

/* Ended by one without a name. */
extern const struct worst parsers[];

#endif
