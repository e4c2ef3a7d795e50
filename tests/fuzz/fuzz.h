/* SPDX-License-Identifier: Apache-2.0 */
/* What every target has: its entry, and promises that must hold. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/error.h"

#include <stdint.h>

/* libFuzzer's name; replay.c calls it too.  Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort, saying which promise was broken: a finding like any crash. */
#define hold(promise) \
	((promise) ? (void)0 : fuzz_broken(#promise, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *promise, const char *file, int line);

/* The input was turned away.  The replay wants that of every file whose name
 * begins with "cve-": see fuzz_refusals. */
void fuzz_refuse(void);
extern int fuzz_refusals;

/* The bytes as a string in a block of just that size, so that reading past
 * its end is seen.  Free it. */
char *fuzz_string(const void *bytes, size_t len);

/* An input that is taken apart. */
struct fuzz_input {
	const char *at;
	size_t left;
};

/* The next line as a string (a NUL cuts it), "" past the end.  Free it. */
char *fuzz_line(struct fuzz_input *input);

/* Everything before the next line "---", which is skipped; *len is 0 past
 * the end.  Borrowed, no string. */
const char *fuzz_part(struct fuzz_input *input, size_t *len);

/* A byte below 0x20, or DEL? */
bool fuzz_has_control(const char *text);

/* 1 or more bytes of printable ASCII? */
bool fuzz_is_printable(const char *text);

/* A host in its normal form: host, host:port or [v6], spelled as it would
 * be again? */
bool fuzz_is_host(const char *host);

/* A failure says what failed. */
void fuzz_hold_error(const struct fc_error *err);

/* No variable that we read is set. */
void fuzz_environment_clear(void);

/* Set one by "NAME=VALUE", borrowed until it is cleared; any that we do not
 * read is passed over.  Not setenv: that keeps a copy for ever. */
void fuzz_environment_put(char *variable);

#endif
