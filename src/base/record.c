/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of "key=value": git's credential grammar. */
#include "base/record.h"

#include "base/text.h"

#include <limits.h>
#include <string.h>

/* Why a line of len bytes, less its LF, is refused; NULL: it is not. */
static const char *
fault_of(const char *line, size_t len, size_t line_max)
{
	const char *equals;

	if (len >= line_max)
		return "a line is too long";
	if (memchr(line, '\0', len))
		return "a NUL in a line";
	if (memchr(line, '\r', len))
		return "a carriage return in a line";
	equals = memchr(line, '=', len);
	return equals && equals > line ? NULL : "a line is not key=value";
}

enum fc_lookup
fc_record_next(struct fc_record_cursor *cursor, size_t line_max,
               const char **key, const char **value, struct fc_error *err)
{
	size_t left = cursor->text->len - cursor->at;
	const char *fault;
	char *line, *end, *equals;
	size_t len;

	if (left == 0 || cursor->text->data[cursor->at] == '\n')
		return FC_ABSENT;
	line = cursor->text->data + cursor->at;
	end = memchr(line, '\n', left);
	len = end ? (size_t)(end - line) : left;
	fault = fault_of(line, len, line_max);
	if (fault) {
		fc_fail(err, FC_ERR_DATA, "%s", fault);
		return FC_FAILED;
	}
	cursor->at += end ? len + 1 : len;
	line[len] = '\0';
	*key = line;
	equals = memchr(line, '=', len); /* else it had a fault */
	*equals = '\0';
	*value = equals + 1;
	return FC_FOUND;
}

static bool
has_control(const char *text)
{
	unsigned char byte;

	do
		byte = (unsigned char)*text++;
	while (byte >= 0x20 && byte != 0x7f);
	return byte != '\0';
}

bool
fc_record_text(char *out, size_t size, const char *value,
               struct fc_error *err)
{
	if (strlen(value) >= size)
		return fc_fail(err, FC_ERR_DATA, "a value is too long");
	memcpy(out, value, strlen(value) + 1);
	return true;
}

bool
fc_record_put(struct fc_buf *text, const char *key, const char *value,
              struct fc_error *err)
{
	const size_t before = text->len;

	if (!*key || strchr(key, '=') || has_control(key))
		return fc_fail(err, FC_ERR_DATA, "a key that no line can have");
	if (has_control(value))
		return fc_fail(err, FC_ERR_DATA,
		               "a control byte in the value of '%s'", key);

	/* Not fc_buf_addf: stdio would leave some of the value behind. */
	if (fc_buf_add_str(text, key, err) && fc_buf_add(text, "=", 1, err) &&
	    fc_buf_add_str(text, value, err) && fc_buf_add(text, "\n", 1, err))
		return true;
	fc_buf_cut(text, before);
	return false;
}

bool
fc_record_put_number(struct fc_buf *text, const char *key, long long value,
                     struct fc_error *err)
{
	char digits[FC_NUMBER_SIZE];

	return fc_record_put(text, key, fc_text_number(digits, value), err);
}

/* Digits alone, counted downwards, where there is one number more. */
static bool
parse_digits(const char *digit, long long *out)
{
	long long value = 0;

	if (!*digit)
		return false;
	for (; *digit; digit++) {
		int ones = *digit - '0';

		if (ones < 0 || ones > 9 || value < (LLONG_MIN + ones) / 10)
			return false;
		value = 10 * value - ones;
	}
	*out = value;
	return true;
}

/* Not strtoll: the fast path would take nothing else from its part of
 * libc. */
bool
fc_number_parse(const char *text, long long min, long long max, long long *out)
{
	bool negative = *text == '-';
	long long value;

	if (!parse_digits(negative ? text + 1 : text, &value) ||
	    (!negative && value == LLONG_MIN))
		return false;
	if (!negative)
		value = -value;
	if (value < min || value > max)
		return false;
	*out = value;
	return true;
}
