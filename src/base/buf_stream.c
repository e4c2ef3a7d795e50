/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers from and to file descriptors. */
#include "base/buf.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Requests and records are read at once. */
#define BLOCK_SIZE 2000

ssize_t
fc_read(int fd, void *bytes, size_t size)
{
	ssize_t got;

	do
		got = read(fd, bytes, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/* One block: FC_FOUND goes on, FC_ABSENT is the end of file. */
static enum fc_lookup
read_block(struct fc_buf *buf, int fd, const char *what, struct fc_error *err)
{
	char block[BLOCK_SIZE];
	ssize_t got = fc_read(fd, block, sizeof(block));
	bool added;

	if (got == 0)
		return FC_ABSENT;
	if (got < 0) {
		fc_fail_sys(err, "reading %s", what);
		return FC_FAILED;
	}
	added = fc_buf_add(buf, block, (size_t)got, err);
	explicit_bzero(block, (size_t)got);
	if (added)
		return FC_FOUND;
	if (err->kind == FC_ERR_DATA)
		fc_fail(err, FC_ERR_DATA, "reading %s: more than %zu bytes, "
		        "which is the limit", what, buf->max);
	return FC_FAILED;
}

bool
fc_buf_read(struct fc_buf *buf, int fd, const char *what, struct fc_error *err)
{
	enum fc_lookup result;

	do
		result = read_block(buf, fd, what, err);
	while (result == FC_FOUND);
	return result == FC_ABSENT;
}

enum fc_lookup
fc_buf_read_until(struct fc_buf *buf, int fd, long long deadline_ms,
                  const char *what, struct fc_error *err)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	enum fc_lookup result;

	for (;;) {
		long long left = deadline_ms - fc_clock_awake_ms();

		if (left <= 0)
			return FC_ABSENT;
		if (poll(&ready, 1, (int)left) <= 0)
			continue; /* the deadline, or a signal */
		result = read_block(buf, fd, what, err);
		if (result != FC_FOUND)
			return result == FC_ABSENT ? FC_FOUND : FC_FAILED;
	}
}

bool
fc_buf_write(const struct fc_buf *buf, int fd, const char *what,
             struct fc_error *err)
{
	size_t at = 0;

	while (at < buf->len) {
		ssize_t done = write(fd, buf->data + at, buf->len - at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return fc_fail_sys(err, "writing %s", what);
		at += (size_t)done;
	}
	return true;
}
