/* SPDX-License-Identifier: Apache-2.0 */
/* A growing byte buffer with a cap, wiped when it grows and when released. */
#ifndef FC_BASE_BUF_H
#define FC_BASE_BUF_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

/* data is NUL-terminated at data[len] whenever it is not NULL. */
struct fc_buf {
	char *data;
	size_t len;
	size_t size; /* allocated */
	size_t max;  /* len never passes this */
};

#define FC_BUF_INIT(cap) { NULL, 0, 0, (cap) }

/*
 * Append.  Fails (DATA) past the cap and (INTERNAL) without memory; the
 * buffer is then as before.
 */
FC_MUST_CHECK bool fc_buf_add(struct fc_buf *buf, const char *bytes,
                              size_t len, struct fc_error *err);
FC_MUST_CHECK bool fc_buf_add_str(struct fc_buf *buf, const char *text,
                                  struct fc_error *err);
FC_MUST_CHECK bool fc_buf_addf(struct fc_buf *buf, struct fc_error *err,
                               const char *fmt, ...) FC_PRINTF(3, 4);

/*
 * Append everything that fd has, until end of file; blocks as read(2) does.
 * what names the source in errors.  Past the cap: DATA.
 */
FC_MUST_CHECK bool fc_buf_read(struct fc_buf *buf, int fd, const char *what,
                               struct fc_error *err);

/*
 * The same until deadline_ms of fc_clock_awake_ms.  FC_FOUND: all of it came;
 * FC_ABSENT: the time is over; FC_FAILED: as fc_buf_read.
 */
FC_MUST_CHECK enum fc_lookup fc_buf_read_until(struct fc_buf *buf, int fd,
                                               long long deadline_ms,
                                               const char *what,
                                               struct fc_error *err);

/* Write all of it to fd; blocks as write(2) does.  what names it in errors
 * (IO). */
FC_MUST_CHECK bool fc_buf_write(const struct fc_buf *buf, int fd,
                                const char *what, struct fc_error *err);

/* read(2), again after a signal. */
ssize_t fc_read(int fd, void *bytes, size_t size);

/* The contents as a C string, "" when empty.  Borrowed. */
const char *fc_buf_str(const struct fc_buf *buf);

/* Replace len bytes at offset at by others; same failures as fc_buf_add. */
FC_MUST_CHECK bool fc_buf_splice(struct fc_buf *buf, size_t at, size_t len,
                                 const char *bytes, size_t count,
                                 struct fc_error *err);

/* Forget (and wipe) all beyond len. */
void fc_buf_cut(struct fc_buf *buf, size_t len);

/* Forget the contents (wiped), keep the block. */
void fc_buf_reset(struct fc_buf *buf);

/* Move ownership; from becomes empty with its cap, what to held is wiped. */
void fc_buf_move(struct fc_buf *to, struct fc_buf *from);

/* Wipe and free.  Safe twice; the cap stays. */
void fc_buf_clear(struct fc_buf *buf);

#endif
