/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of key=value: what git sends, and what was sent to hurt git. */
#include "base/record.h"

#include "tap.h"

#include <limits.h>

#define TEXT(literal) (literal), sizeof(literal) - 1

/* Read a record as "key>value|..." and how it ended. */
static enum fc_lookup
read_all(const char *bytes, size_t len, size_t line_max, struct fc_buf *out,
         struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_record_cursor cursor = { &text, 0 };
	enum fc_lookup end = FC_FAILED;
	const char *key, *value;

	if (!fc_buf_add(&text, bytes, len, err))
		return FC_FAILED;
	while ((end = fc_record_next(&cursor, line_max, &key, &value, err)) ==
	       FC_FOUND)
		if (!fc_buf_addf(out, err, "%s>%s|", key, value))
			break;
	if (fc_record_next(&cursor, line_max, &key, &value, err) != end)
		printf("# asked again, it ends otherwise\n");
	fc_buf_clear(&text);
	return end;
}

static void
test_reading(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *want;
		enum fc_lookup end;
	} row[] = {
		{ "nothing", TEXT(""), "", FC_ABSENT },
		{ "an empty line", TEXT("\n"), "", FC_ABSENT },
		{ "a request", TEXT("protocol=https\nhost=h:1\n\n"),
		  "protocol>https|host>h:1|", FC_ABSENT },
		{ "no empty line", TEXT("a=b\n"), "a>b|", FC_ABSENT },
		{ "no last LF", TEXT("a=b\nc=d"), "a>b|c>d|", FC_ABSENT },
		{ "an empty value", TEXT("a=\nb=\n"), "a>|b>|", FC_ABSENT },
		{ "a value with =", TEXT("a=b=c==\n"), "a>b=c==|", FC_ABSENT },
		{ "no trimming", TEXT(" a = b \n"), " a > b |", FC_ABSENT },
		{ "a list", TEXT("wwwauth[]=Basic\nwwwauth[]=Bearer\n"),
		  "wwwauth[]>Basic|wwwauth[]>Bearer|", FC_ABSENT },
		{ "a key twice", TEXT("a=b\na=c\n"), "a>b|a>c|", FC_ABSENT },
		{ "bytes that are not UTF-8", TEXT("a=\xff\x80\n"),
		  "a>\xff\x80|", FC_ABSENT },
		{ "control bytes of no line end", TEXT("a=\x01\t\x1b\n"),
		  "a>\x01\t\x1b|", FC_ABSENT },
		{ "nothing behind the empty line",
		  TEXT("a=b\n\nhost=evil\n"), "a>b|", FC_ABSENT },
		{ "a host behind a LF (CVE-2020-5260): two lines",
		  TEXT("host=a\nhost=b\n"), "host>a|host>b|", FC_ABSENT },
		{ "a host behind a CR (CVE-2024-52006)",
		  TEXT("host=a\rhost=b\n"), "", FC_FAILED },
		{ "CR LF", TEXT("a=b\r\n"), "", FC_FAILED },
		{ "CR LF for the empty line", TEXT("a=b\n\r\n"), "a>b|",
		  FC_FAILED },
		{ "CR as the last byte", TEXT("a=b\r"), "", FC_FAILED },
		{ "a NUL in a value", TEXT("host=a\0b\n"), "", FC_FAILED },
		{ "a NUL in a key", TEXT("ho\0st=a\n"), "", FC_FAILED },
		{ "a NUL alone", TEXT("\0"), "", FC_FAILED },
		{ "no =", TEXT("a=b\nhost\nc=d\n"), "a>b|", FC_FAILED },
		{ "no = at the end", TEXT("host"), "", FC_FAILED },
		{ "no key", TEXT("=b\n"), "", FC_FAILED },
		{ "blanks are no empty line", TEXT(" \n"), "", FC_FAILED },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf got = FC_BUF_INIT(1000);
		struct fc_error err = FC_ERROR_INIT;
		enum fc_lookup end = read_all(row[i].text, row[i].len, 100,
		                              &got, &err);

		ok(end == row[i].end && (end != FC_FAILED ||
		   err.kind == FC_ERR_DATA), "%s: its end", row[i].label);
		is(fc_buf_str(&got), row[i].want, row[i].label);
		fc_buf_clear(&got);
	}
}

static void
test_long_lines(void)
{
	static const struct {
		const char *label;
		size_t len; /* of the line without its LF */
		bool lf;
		enum fc_lookup end;
	} row[] = {
		{ "one that just fits", 65534, true, FC_ABSENT },
		{ "the same without its LF", 65534, false, FC_ABSENT },
		{ "one byte more", 65535, true, FC_FAILED },
		{ "one byte more and no LF", 65535, false, FC_FAILED },
		{ "twice the limit", 131072, true, FC_FAILED },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_buf got = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;
		enum fc_lookup end;

		/* What follows the limit is what such a line smuggles in. */
		if (!fc_buf_addf(&text, &err, "a=%0*d%s", 65532, 0,
		                 row[i].len > 65534 ? "h" : "") ||
		    (row[i].len > 65535 &&
		     !fc_buf_addf(&text, &err, "host=evil%0*d",
		                  (int)row[i].len - 65544, 0)) ||
		    (row[i].lf && !fc_buf_add_str(&text, "\n", &err)))
			printf("# %s\n", err.text);
		ok(text.len == row[i].len + row[i].lf, "%s: is made",
		   row[i].label);
		end = read_all(text.data, text.len, 65535, &got, &err);
		ok(end == row[i].end, "%s: its end", row[i].label);
		ok((got.len > 0) == (end == FC_ABSENT), "%s: no part of it",
		   row[i].label);
		fc_buf_clear(&got);
		fc_buf_clear(&text);
	}
}

static void
test_writing(void)
{
	static const struct {
		const char *label, *key, *value, *want; /* NULL: refused */
	} row[] = {
		{ "a line", "username", "me", "username=me\n" },
		{ "an empty value", "a", "", "a=\n" },
		{ "a value as it is", "a", " b=c% ", "a= b=c% \n" },
		{ "a value beyond ASCII", "a", "\xc3\xa9", "a=\xc3\xa9\n" },
		{ "a list", "capability[]", "authtype",
		  "capability[]=authtype\n" },
		{ "LF in a value", "a", "b\nhost=evil", NULL },
		{ "CR in a value", "a", "b\rhost=evil", NULL },
		{ "a tab in a value", "a", "b\tc", NULL },
		{ "an escape in a value", "a", "\x1b[31m", NULL },
		{ "a delete in a value", "a", "\x7f", NULL },
		{ "an empty key", "", "b", NULL },
		{ "= in a key", "a=b", "c", NULL },
		{ "LF in a key", "a\nb", "c", NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(1000);
		struct fc_error err = FC_ERROR_INIT;
		bool done = fc_record_put(&text, row[i].key, row[i].value,
		                          &err);

		ok(done == (row[i].want != NULL), "%s: %s", row[i].label,
		   row[i].want ? "is written" : "is refused");
		is(fc_buf_str(&text), row[i].want ? row[i].want : "",
		   row[i].label);
		ok(!strstr(err.text, "evil"), "no value in the error");
		fc_buf_clear(&text);
	}
}

static void
test_caps(void)
{
	struct fc_buf text = FC_BUF_INIT(8);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_record_put(&text, "a", "b", &err) &&
	   !fc_record_put(&text, "c", "def", &err), "past the cap it fails");
	is(fc_buf_str(&text), "a=b\n", "and leaves no half of a line");
	ok(fc_record_put(&text, "c", "d", &err), "the rest may be filled");
	fc_buf_clear(&text);

	text.max = 100;
	ok(fc_record_put_number(&text, "a", LLONG_MIN, &err) &&
	   fc_record_put_number(&text, "b", 0, &err) &&
	   fc_record_put_number(&text, "c", LLONG_MAX, &err), "numbers");
	is(fc_buf_str(&text), "a=-9223372036854775808\nb=0\n"
	   "c=9223372036854775807\n", "in decimal");
	fc_buf_clear(&text);
}

static void
test_numbers(void)
{
	static const struct {
		const char *text;
		bool good;
		long long value;
	} row[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "007", true, 7 },
		{ "1700000000", true, 1700000000 },
		{ "-1", true, -1 },
		{ "9223372036854775807", true, LLONG_MAX },
		{ "-9223372036854775808", true, LLONG_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1\n", false, 0 },
		{ "1.5", false, 0 },
		{ "1e3", false, 0 },
		{ "0x10", false, 0 },
		{ "\xd9\xa1", false, 0 },
	};
	long long value;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		value = 42;
		ok(fc_number_parse(row[i].text, LLONG_MIN, LLONG_MAX,
		                   &value) == row[i].good,
		   "'%s' is %s", row[i].text,
		   row[i].good ? "a number" : "none");
		ok(value == (row[i].good ? row[i].value : 42),
		   "its value is %lld", value);
	}
	ok(fc_number_parse("1", 1, 3, &value) &&
	   fc_number_parse("3", 1, 3, &value) &&
	   !fc_number_parse("0", 1, 3, &value) &&
	   !fc_number_parse("4", 1, 3, &value) && value == 3,
	   "both bounds are within");
}

int
main(void)
{
	test_reading();
	test_long_lines();
	test_writing();
	test_caps();
	test_numbers();
	return done();
}
