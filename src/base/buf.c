/* SPDX-License-Identifier: Apache-2.0 */
/* A growing byte buffer with a cap, wiped when it grows and when released. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 512

/* Make room for extra more bytes and the NUL.  A new block each time: what
 * realloc leaves behind cannot be wiped. */
static bool
make_room(struct fc_buf *buf, size_t extra, struct fc_error *err)
{
	size_t size = buf->size ? buf->size : FIRST_SIZE;
	char *data;

	if (extra > buf->max - buf->len)
		return fc_fail(err, FC_ERR_DATA,
		               "more than %zu bytes, which is the limit",
		               buf->max);
	if (buf->data && buf->len + extra < buf->size)
		return true;

	while (size <= buf->len + extra)
		size *= 2;
	data = malloc(size);
	if (!data)
		return fc_fail_memory(err);
	if (buf->data) {
		memcpy(data, buf->data, buf->len + 1);
		explicit_bzero(buf->data, buf->size);
		free(buf->data);
	} else {
		data[0] = '\0';
	}
	buf->data = data;
	buf->size = size;
	return true;
}

bool
fc_buf_add(struct fc_buf *buf, const char *bytes, size_t len,
           struct fc_error *err)
{
	if (!make_room(buf, len, err))
		return false;
	if (len > 0)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return true;
}

bool
fc_buf_add_str(struct fc_buf *buf, const char *text, struct fc_error *err)
{
	return fc_buf_add(buf, text, strlen(text), err);
}

bool
fc_buf_addf(struct fc_buf *buf, struct fc_error *err, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return fc_fail(err, FC_ERR_INTERNAL, "formatting text");
	if (!make_room(buf, (size_t)len, err))
		return false;

	va_start(args, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
	return true;
}

const char *
fc_buf_str(const struct fc_buf *buf)
{
	return buf->data ? buf->data : "";
}

bool
fc_buf_splice(struct fc_buf *buf, size_t at, size_t len, const char *bytes,
              size_t count, struct fc_error *err)
{
	size_t tail = buf->len - at - len;

	if (!make_room(buf, count > len ? count - len : 0, err))
		return false;
	memmove(buf->data + at + count, buf->data + at + len, tail);
	if (count > 0)
		memcpy(buf->data + at, bytes, count);
	if (count < len)
		explicit_bzero(buf->data + at + count + tail, len - count);
	buf->len = at + count + tail;
	buf->data[buf->len] = '\0';
	return true;
}

void
fc_buf_cut(struct fc_buf *buf, size_t len)
{
	if (len >= buf->len)
		return;
	explicit_bzero(buf->data + len, buf->len - len);
	buf->len = len;
}

void
fc_buf_reset(struct fc_buf *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->size);
	buf->len = 0;
}

void
fc_buf_move(struct fc_buf *to, struct fc_buf *from)
{
	fc_buf_clear(to);
	*to = *from;
	*from = (struct fc_buf)FC_BUF_INIT(to->max);
}

void
fc_buf_clear(struct fc_buf *buf)
{
	if (buf->data) {
		explicit_bzero(buf->data, buf->size);
		free(buf->data);
	}
	*buf = (struct fc_buf)FC_BUF_INIT(buf->max);
}
