/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records: what fc_record_next takes is what the grammar says, what it
 * refuses has a reason, and what fc_record_put wrote is read again.
 */
#include "base/record.h"
#include "fuzz.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_TRIED 64

/* Is this a line that must be refused?  Without its LF. */
static bool
is_bad(const char *line, size_t len)
{
	return len + 1 > LINE_MAX_TRIED || memchr(line, '\0', len) ||
	       memchr(line, '\r', len) || !memchr(line, '=', len) ||
	       line[0] == '=';
}

/* *at goes past the line. */
static bool
holds_line(const char *text, size_t len, size_t *at, const char *key,
           const char *value)
{
	size_t key_len = strlen(key), value_len = strlen(value);
	const char *line = text + *at;

	if (key_len + 1 + value_len > len - *at || strchr(key, '=') ||
	    is_bad(line, key_len + 1 + value_len) ||
	    memcmp(line, key, key_len) != 0 || line[key_len] != '=' ||
	    memcmp(line + key_len + 1, value, value_len) != 0)
		return false;
	*at += key_len + 1 + value_len;
	if (*at < len && text[(*at)++] != '\n')
		return false;
	return true;
}

static void
try_number(const char *value)
{
	struct fc_buf text = FC_BUF_INIT(64);
	struct fc_record_cursor cursor = { &text, 0 };
	struct fc_error err = FC_ERROR_INIT;
	const char *key, *again;
	long long number = 7, same = 0;

	if (!fc_number_parse(value, -1000, LLONG_MAX, &number)) {
		hold(number == 7);
		return;
	}
	hold(number >= -1000 && number == strtoll(value, NULL, 10));
	hold(fc_record_put_number(&text, "n", number, &err));
	hold(fc_record_next(&cursor, 64, &key, &again, &err) == FC_FOUND);
	hold(fc_number_parse(again, LLONG_MIN, LLONG_MAX, &same));
	hold(same == number);
	fc_buf_clear(&text);
}

/* Read everything and write it into out, but for what no value may have. */
static enum fc_lookup
copy(struct fc_buf *from, struct fc_buf *out, const char *original)
{
	struct fc_record_cursor cursor = { from, 0 };
	struct fc_error err = FC_ERROR_INIT;
	const char *key, *value;
	enum fc_lookup result;
	size_t at = 0;

	while ((result = fc_record_next(&cursor, LINE_MAX_TRIED, &key, &value,
	                                &err)) == FC_FOUND) {
		bool clean = !fuzz_has_control(key) && !fuzz_has_control(value);

		hold(holds_line(original, from->len, &at, key, value));
		hold(fc_record_put(out, key, value, &err) == clean);
		try_number(value);
	}
	if (result == FC_ABSENT) {
		hold(at == from->len || original[at] == '\n');
	} else {
		size_t left = from->len - at;
		const char *end = memchr(original + at, '\n', left);

		fuzz_hold_error(&err);
		hold(is_bad(original + at,
		            end ? (size_t)(end - original) - at : left));
	}
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_buf once = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_buf twice = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error err = FC_ERROR_INIT;
	char *original = fuzz_string(data, size);
	char *written;

	if (fc_buf_add(&text, original, size, &err)) {
		(void)copy(&text, &once, original);
		written = fuzz_string(fc_buf_str(&once), once.len);
		hold(copy(&once, &twice, written) == FC_ABSENT);
		hold(once.len == twice.len &&
		     memcmp(written, fc_buf_str(&twice), twice.len) == 0);
		free(written);
	}
	free(original);
	fc_buf_clear(&text);
	fc_buf_clear(&once);
	fc_buf_clear(&twice);
	return 0;
}
