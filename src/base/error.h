/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: a kind, a sentence and a hint, filled in place, never allocated. */
#ifndef FC_BASE_ERROR_H
#define FC_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define FC_ERROR_TEXT_SIZE 512

#define FC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define FC_MUST_CHECK __attribute__((warn_unused_result))

/* What a caller does next depends on the kind alone. */
enum fc_error_kind {
	FC_ERR_NONE,
	FC_ERR_INTERNAL,     /* no memory, a broken promise of our own */
	FC_ERR_USAGE,        /* wrong command line */
	FC_ERR_LOGIN_NEEDED, /* a person must log in first */
	FC_ERR_NETWORK,      /* not reached, or answered nonsense: try later */
	FC_ERR_DENIED,       /* the server, or the person there, said no */
	FC_ERR_CANCELLED,    /* the person gave up at the terminal */
	FC_ERR_CONFIG,       /* the configuration must be mended */
	FC_ERR_IO,           /* a file could not be read or written */
	FC_ERR_DATA,         /* a file or a message makes no sense */
};

struct fc_error {
	enum fc_error_kind kind;
	int sys; /* errno, or 0 */
	char text[FC_ERROR_TEXT_SIZE];
	char hint[FC_ERROR_TEXT_SIZE]; /* what to do next, or "" */
};

#define FC_ERROR_INIT { .kind = FC_ERR_NONE }

/* How a look-up ends.  Absence is not an error. */
enum fc_lookup {
	FC_FOUND,
	FC_ABSENT,
	FC_FAILED,
};

/*
 * Fill err and return false, so that "return fc_fail(...)" reads well.
 * The text says what we were doing and to what, lower case, no full stop.
 * Any earlier hint is cleared.  A text that is too long ends in "...".
 */
bool fc_fail(struct fc_error *err, enum fc_error_kind kind, const char *fmt,
             ...) FC_PRINTF(3, 4);

/* The same for a failed system call: kind IO, ": strerror(errno)" appended. */
bool fc_fail_sys(struct fc_error *err, const char *fmt, ...) FC_PRINTF(2, 3);

/* The same for an allocation that failed. */
bool fc_fail_memory(struct fc_error *err);

/* Set the hint: one line saying what to do, printed after the text. */
void fc_error_hint(struct fc_error *err, const char *fmt, ...)
	FC_PRINTF(2, 3);

/* The exit status of foundry-credential for this kind (design.md,
 * "Exit status"). */
int fc_error_status(enum fc_error_kind kind);

/* Back to FC_ERROR_INIT. */
void fc_error_clear(struct fc_error *err);

/*
 * Copy text from outside into out, keeping printable ASCII only (every other
 * byte becomes '?') and at most 120 bytes: fit for a terminal.  What has no
 * room ends in "...".  size is 1 at least.
 */
void fc_printable(char *out, size_t size, const char *text, size_t len);

#endif
