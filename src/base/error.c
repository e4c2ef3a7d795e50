/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: a kind, a sentence and a hint, filled in place, never allocated. */
#include "base/error.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PRINTABLE_MAX 120

/* The end of a text of len bytes is missing: it is seen, where there is room
 * for that. */
static void
mark_cut(char *text, size_t len)
{
	static const char mark[] = "...";

	if (len > 2 * sizeof(mark))
		memcpy(text + len - strlen(mark), mark, strlen(mark));
}

FC_PRINTF(4, 0)
static bool
fill(struct fc_error *err, enum fc_error_kind kind, int sys, const char *fmt,
     va_list args)
{
	err->kind = kind;
	err->sys = sys;
	err->hint[0] = '\0';
	if (vsnprintf(err->text, sizeof(err->text), fmt, args) >=
	    (int)sizeof(err->text))
		mark_cut(err->text, sizeof(err->text) - 1);
	return false;
}

bool
fc_fail(struct fc_error *err, enum fc_error_kind kind, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(err, kind, 0, fmt, args);
	va_end(args);
	return false;
}

bool
fc_fail_sys(struct fc_error *err, const char *fmt, ...)
{
	int sys = errno; /* first: every call below may change it */
	const char *reason = strerror(sys);
	const size_t room = sizeof(err->text) - sizeof(": ") - strlen(reason);
	va_list args;
	size_t len;

	va_start(args, fmt);
	fill(err, FC_ERR_IO, sys, fmt, args);
	va_end(args);

	/* The reason is needed more than the end of a long path. */
	len = strlen(err->text);
	if (len > room) {
		len = room;
		mark_cut(err->text, len);
	}
	fc_text_join(err->text + len, sizeof(err->text) - len, ": ", reason,
	             NULL);
	return false;
}

bool
fc_fail_memory(struct fc_error *err)
{
	return fc_fail(err, FC_ERR_INTERNAL, "out of memory");
}

void
fc_error_hint(struct fc_error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, args);
	va_end(args);
}

int
fc_error_status(enum fc_error_kind kind)
{
	static const int status[] = {
		[FC_ERR_NONE] = 0,
		[FC_ERR_INTERNAL] = 1,
		[FC_ERR_USAGE] = 2,
		[FC_ERR_LOGIN_NEEDED] = 3,
		[FC_ERR_NETWORK] = 4,
		[FC_ERR_DENIED] = 5,
		[FC_ERR_CANCELLED] = 5,
		[FC_ERR_CONFIG] = 6,
		[FC_ERR_IO] = 6,
		[FC_ERR_DATA] = 6,
	};

	return status[kind];
}

void
fc_error_clear(struct fc_error *err)
{
	*err = (struct fc_error)FC_ERROR_INIT;
}

void
fc_printable(char *out, size_t size, const char *text, size_t len)
{
	const size_t room = size > PRINTABLE_MAX ? PRINTABLE_MAX : size - 1;
	size_t i;

	for (i = 0; i < len && i < room; i++) {
		out[i] = text[i];
		if (text[i] < 0x20 || text[i] > 0x7e)
			out[i] = '?';
	}
	if (i < len)
		mark_cut(out, i);
	out[i] = '\0';
}
