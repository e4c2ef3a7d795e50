/* SPDX-License-Identifier: Apache-2.0 */
/* One secret string, wiped when released. */
#ifndef FC_BASE_SECRET_H
#define FC_BASE_SECRET_H

#include "base/error.h"

#include <stddef.h>

/* Sole owner of plain: len bytes and a NUL, or NULL when empty. */
struct fc_secret {
	char *plain;
	size_t len;
};

#define FC_SECRET_INIT { NULL, 0 }

/* The longest token taken from anywhere (design.md, "Refresh"). */
#define FC_TOKEN_MAX 65536

/* Replace what secret holds by len bytes.  Fails only without memory. */
FC_MUST_CHECK bool fc_secret_set(struct fc_secret *secret, const char *bytes,
                                 size_t len, struct fc_error *err);

/* Move ownership; from becomes empty, what to held is wiped. */
void fc_secret_move(struct fc_secret *to, struct fc_secret *from);

/* Wipe and free.  Safe twice. */
void fc_secret_clear(struct fc_secret *secret);

/* Equal contents?  Time depends on the lengths alone.  Empty equals none. */
bool fc_secret_equals(const struct fc_secret *secret, const char *bytes,
                      size_t len);

/*
 * Overwrite by '*' what text shows of a secret: eight bytes of it in a row,
 * or more; of a shorter one the whole.  For a server's words: it may throw
 * back what it was sent.  Time grows with both lengths, whatever the bytes.
 * Without memory all of text is overwritten.
 *
 * A text that is to be cut is cut first, FC_SECRET_EDGE bytes later than it
 * will be in the end: no secret is shown then by what the cut leaves of it.
 */
#define FC_SECRET_EDGE 8
void fc_secret_mask(char *text, const char *plain, size_t len);

/*
 * May these bytes be a token?  1 to FC_TOKEN_MAX bytes of visible ASCII
 * (RFC 6749 appendix A.12: 1*VSCHAR, less the space).
 */
bool fc_token_is_wellformed(const char *bytes, size_t len);

#endif
