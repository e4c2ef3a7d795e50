/* SPDX-License-Identifier: Apache-2.0 */
/* One line as it is typed or pasted, byte by byte, without any I/O. */
#ifndef FC_OAUTH_TYPING_H
#define FC_OAUTH_TYPING_H

#include "base/buf.h"
#include "base/secret.h"

/* A longer line is cut; one byte more than any code lets that be seen. */
#define FC_TYPING_MAX (FC_TOKEN_MAX + 1)

enum fc_key {
	FC_KEY_MORE,  /* taken, or ignored; the line goes on */
	FC_KEY_ENTER, /* the line is complete */
	FC_KEY_END,   /* Ctrl-D on an empty line */
};

enum fc_escape {
	FC_ESCAPE_NONE,
	FC_ESCAPE_BEGUN,   /* after ESC */
	FC_ESCAPE_CONTROL, /* inside ESC [ ... */
	FC_ESCAPE_SINGLE,  /* after ESC O */
};

struct fc_typing {
	struct fc_buf line;
	enum fc_escape escape;
	bool after_return;
};

#define FC_TYPING_INIT { .line = FC_BUF_INIT(FC_TYPING_MAX) }

/*
 * Take one byte: printable ASCII is appended, backspace (0x7f, 0x08), ^U and
 * ^W edit, CR, LF and CR LF end the line.  Other control bytes, UTF-8 and
 * escape sequences (arrow keys, the marks of a bracketed paste) are ignored.
 */
enum fc_key fc_typing_take(struct fc_typing *typing, char byte);

/* The finished line without blanks at both ends; a new one begins. */
FC_MUST_CHECK bool fc_typing_finish(struct fc_typing *typing,
                                    struct fc_secret *line,
                                    struct fc_error *err);

/*
 * How the line so far looks in that many columns: whole, or its beginning
 * and "...(LENGTH)".  out holds at most columns characters and a NUL.
 */
void fc_typing_show(const struct fc_typing *typing, size_t columns, char *out,
                    size_t size);

/* Wipe and free.  Safe twice. */
void fc_typing_clear(struct fc_typing *typing);

#endif
