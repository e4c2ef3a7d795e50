/* SPDX-License-Identifier: Apache-2.0 */
/* One line as it is typed or pasted, byte by byte, without any I/O. */
#include "oauth/typing.h"

#include <stdio.h>
#include <string.h>

#define CTRL(letter) ((letter) & 0x1f)
#define ESCAPE 0x1b
#define DELETE 0x7f

static bool
is_control(unsigned char byte)
{
	return byte < 0x20 || byte == DELETE;
}

static void
cut_word(struct fc_typing *typing)
{
	const char *text = fc_buf_str(&typing->line);
	size_t len = typing->line.len;

	while (len > 0 && text[len - 1] == ' ')
		len--;
	while (len > 0 && text[len - 1] != ' ')
		len--;
	fc_buf_cut(&typing->line, len);
}

/* Where a byte that is no control byte leads (ECMA-48 section 5.4). */
static enum fc_escape
next_escape(enum fc_escape before, unsigned char byte)
{
	switch (before) {
	case FC_ESCAPE_BEGUN:
		if (byte == '[')
			return FC_ESCAPE_CONTROL;
		return byte == 'O' ? FC_ESCAPE_SINGLE : FC_ESCAPE_NONE;
	case FC_ESCAPE_CONTROL:
		return byte < 0x40 ? FC_ESCAPE_CONTROL : FC_ESCAPE_NONE;
	default:
		return FC_ESCAPE_NONE;
	}
}

/* Was the byte part of an escape sequence?  A control byte ends one. */
static bool
swallow(struct fc_typing *typing, unsigned char byte)
{
	enum fc_escape before = typing->escape;

	if (byte == ESCAPE) {
		typing->escape = FC_ESCAPE_BEGUN;
		return true;
	}
	if (before == FC_ESCAPE_NONE || is_control(byte)) {
		typing->escape = FC_ESCAPE_NONE;
		return false;
	}
	typing->escape = next_escape(before, byte);
	return true;
}

static void
append(struct fc_typing *typing, unsigned char byte)
{
	char plain = (char)byte;
	struct fc_error full;

	if (byte >= 0x20 && byte < DELETE &&
	    !fc_buf_add(&typing->line, &plain, 1, &full))
		return; /* FC_TYPING_MAX: the rest is cut */
}

static void
edit(struct fc_typing *typing, unsigned char byte)
{
	switch (byte) {
	case DELETE:
	case '\b':
		if (typing->line.len > 0)
			fc_buf_cut(&typing->line, typing->line.len - 1);
		break;
	case CTRL('U'):
		fc_buf_cut(&typing->line, 0);
		break;
	case CTRL('W'):
		cut_word(typing);
		break;
	default:
		append(typing, byte);
	}
}

enum fc_key
fc_typing_take(struct fc_typing *typing, char signed_byte)
{
	unsigned char byte = (unsigned char)signed_byte;
	bool after_return = typing->after_return;

	typing->after_return = byte == '\r';
	if (swallow(typing, byte))
		return FC_KEY_MORE;
	if (byte == '\r' || (byte == '\n' && !after_return))
		return FC_KEY_ENTER;
	if (byte == CTRL('D') && typing->line.len == 0)
		return FC_KEY_END;
	if (byte != '\n' && byte != CTRL('D'))
		edit(typing, byte);
	return FC_KEY_MORE;
}

bool
fc_typing_finish(struct fc_typing *typing, struct fc_secret *line,
                 struct fc_error *err)
{
	const char *text = fc_buf_str(&typing->line);
	size_t start = 0, end = typing->line.len;
	bool done;

	while (start < end && text[start] == ' ')
		start++;
	while (end > start && text[end - 1] == ' ')
		end--;
	done = fc_secret_set(line, text + start, end - start, err);
	fc_buf_reset(&typing->line);
	return done;
}

void
fc_typing_show(const struct fc_typing *typing, size_t columns, char *out,
               size_t size)
{
	char count[32];
	size_t count_len, len = typing->line.len;

	count_len = (size_t)snprintf(count, sizeof(count), "...(%zu)", len);
	if (columns > size - 1)
		columns = size - 1;
	if (len <= columns || columns < count_len)
		snprintf(out, columns + 1, "%s", fc_buf_str(&typing->line));
	else
		snprintf(out, columns + 1, "%.*s%s",
		         (int)(columns - count_len),
		         fc_buf_str(&typing->line), count);
}

void
fc_typing_clear(struct fc_typing *typing)
{
	fc_buf_clear(&typing->line);
	*typing = (struct fc_typing)FC_TYPING_INIT;
}
