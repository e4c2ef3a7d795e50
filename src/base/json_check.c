/* SPDX-License-Identifier: Apache-2.0 */
/* Is it JSON?  The grammar of RFC 8259, without any library. */
#include "base/json_check.h"

#include "base/utf8.h"

#include <string.h>

struct reader {
	const char *at, *end;
	const char *wrong; /* NULL: nothing so far */
	size_t values; /* so far */
	int depth;
	char open[FC_JSON_DEPTH_MAX]; /* the brackets we are in */
};

static bool
refuse(struct reader *reader, const char *why)
{
	reader->wrong = why;
	return false;
}

/* The next byte; NUL at the end, as no JSON has one. */
static char
next(const struct reader *reader)
{
	return (char)(reader->at < reader->end ? *reader->at : '\0');
}

static bool
take(struct reader *reader, char byte)
{
	if (reader->at == reader->end || *reader->at != byte)
		return false;
	reader->at++;
	return true;
}

static void
skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && *reader->at &&
	       strchr(" \t\r\n", *reader->at))
		reader->at++;
}

static bool
take_escape(struct reader *reader, bool is_name)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	const char byte = next(reader);
	const char *digits = reader->at + 1;
	int i;

	if (!byte || !strchr("\"\\/bfnrtu", byte))
		return refuse(reader, "an unknown escape");
	reader->at++;
	if (byte != 'u')
		return true;
	for (i = 0; i < 4; i++, reader->at++)
		if (!next(reader) || !strchr(hex, next(reader)))
			return refuse(reader, "\\u without four digits");
	if (is_name && memcmp(digits, "0000", 4) == 0)
		return refuse(reader, "a NUL in a name");
	return true;
}

static bool
take_string(struct reader *reader, bool is_name)
{
	if (!take(reader, '"'))
		return refuse(reader, is_name ? "a name in quotes is missing"
		                              : "a value is missing");
	while (!take(reader, '"')) {
		if (reader->at == reader->end)
			return refuse(reader, "a string without an end");
		if ((unsigned char)*reader->at < 0x20)
			return refuse(reader, "a control byte in a string");
		if (*reader->at++ == '\\' && !take_escape(reader, is_name))
			return false;
	}
	return true;
}

static bool
take_digits(struct reader *reader)
{
	const char *from = reader->at;

	while (next(reader) >= '0' && next(reader) <= '9')
		reader->at++;
	return reader->at > from || refuse(reader, "a digit is missing");
}

static bool
take_number(struct reader *reader)
{
	(void)take(reader, '-');
	if (!take(reader, '0') && !take_digits(reader))
		return false;
	if (take(reader, '.') && !take_digits(reader))
		return false;
	if (!take(reader, 'e') && !take(reader, 'E'))
		return true;
	if (!take(reader, '+'))
		(void)take(reader, '-');
	return take_digits(reader);
}

static bool
take_word(struct reader *reader, const char *word)
{
	const size_t len = strlen(word);

	if ((size_t)(reader->end - reader->at) < len ||
	    memcmp(reader->at, word, len) != 0)
		return refuse(reader, "an unknown word");
	reader->at += len;
	return true;
}

static bool
take_scalar(struct reader *reader)
{
	const char byte = next(reader);

	if (byte == '-' || (byte >= '0' && byte <= '9'))
		return take_number(reader);
	switch (byte) {
	case 't':
		return take_word(reader, "true");
	case 'f':
		return take_word(reader, "false");
	case 'n':
		return take_word(reader, "null");
	default:
		return take_string(reader, false);
	}
}

static bool
is_in_object(const struct reader *reader)
{
	return reader->open[reader->depth - 1] == '{';
}

/* A name and its colon, in an object; blanks around. */
static bool
take_name(struct reader *reader)
{
	skip_blanks(reader);
	if (!is_in_object(reader))
		return true;
	if (!take_string(reader, true))
		return false;
	skip_blanks(reader);
	if (!take(reader, ':'))
		return refuse(reader, "a colon is missing");
	skip_blanks(reader);
	return true;
}

static bool
take_close(struct reader *reader)
{
	if (!take(reader, (char)(is_in_object(reader) ? '}' : ']')))
		return false;
	reader->depth--;
	return true;
}

/* '{' or '[', and where its first value begins.  *empty: it has none, and is
 * closed again. */
static bool
take_open(struct reader *reader, bool *empty)
{
	if (reader->depth == FC_JSON_DEPTH_MAX)
		return refuse(reader, "nested too deep");
	reader->open[reader->depth++] = *reader->at++;
	skip_blanks(reader);
	*empty = take_close(reader);
	return *empty || take_name(reader);
}

/* Behind a value: on to the next one, or out of what ends here. */
static bool
go_on(struct reader *reader)
{
	while (reader->depth > 0) {
		skip_blanks(reader);
		if (take(reader, ','))
			return take_name(reader);
		if (!take_close(reader))
			return refuse(reader, "a comma or a closing bracket is missing");
	}
	return true;
}

/* A value, or the beginning of one; what is between it and the next. */
static bool
take_value(struct reader *reader)
{
	bool empty = true, taken;

	if (++reader->values > FC_JSON_VALUES_MAX)
		return refuse(reader, "too many values");
	if (next(reader) == '{' || next(reader) == '[')
		taken = take_open(reader, &empty);
	else
		taken = take_scalar(reader);
	return taken && (!empty || go_on(reader));
}

static void
check(struct reader *reader)
{
	bool taken;

	skip_blanks(reader);
	taken = next(reader) == '{' ? take_value(reader)
	                            : refuse(reader, "not an object");
	while (taken && reader->depth > 0)
		taken = take_value(reader);
	if (!taken)
		return;
	skip_blanks(reader);
	if (reader->at < reader->end)
		(void)refuse(reader, "something after the object");
}

const char *
fc_json_check(const char *text, size_t len, size_t *at)
{
	struct reader reader = { .at = text, .end = text + len };

	*at = 0;
	if (!fc_utf8_is_valid(text, len))
		return "not UTF-8";
	check(&reader);
	*at = (size_t)(reader.at - text);
	return reader.wrong;
}
