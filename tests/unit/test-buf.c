/* SPDX-License-Identifier: Apache-2.0 */
/* A byte buffer: its cap, its NUL, and what it leaves behind. */
#include "base/buf.h"

#include "tap.h"

#include <fcntl.h>
#include <unistd.h>


static bool
holds(const struct fc_buf *buf, const char *want)
{
	return buf->len == strlen(want) &&
	       strcmp(fc_buf_str(buf), want) == 0;
}

static bool
is_zero(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

static void
test_empty(void)
{
	struct fc_buf buf = FC_BUF_INIT(10);
	struct fc_error err = FC_ERROR_INIT;

	is(fc_buf_str(&buf), "", "an empty buffer is an empty string");
	fc_buf_reset(&buf);
	fc_buf_clear(&buf);
	fc_buf_clear(&buf);
	ok(!buf.data && buf.max == 10, "clearing nothing is safe, twice");
	ok(fc_buf_add(&buf, "", 0, &err) && buf.len == 0,
	   "nothing can be added");
	ok(buf.data && buf.data[0] == '\0', "it ends with a NUL then");
	fc_buf_clear(&buf);
}

static void
test_adding(void)
{
	struct fc_buf buf = FC_BUF_INIT(100000);
	struct fc_error err = FC_ERROR_INIT;
	bool good = true;
	int i;

	ok(fc_buf_add(&buf, "a\0b", 3, &err) &&
	   fc_buf_add_str(&buf, "cd", &err) &&
	   fc_buf_addf(&buf, &err, "%d-%s", 7, "e") && buf.len == 8 &&
	   memcmp(buf.data, "a\0bcd7-e", 9) == 0,
	   "bytes, a string and a format are appended, NULs and all");

	fc_buf_reset(&buf);
	for (i = 0; i < 100000 && good; i++)
		good = fc_buf_add(&buf, &"0123456789"[i % 10], 1, &err) &&
		       buf.data[buf.len] == '\0';
	for (i = 0; i < 100000 && good; i++)
		good = buf.data[i] == "0123456789"[i % 10];
	ok(good && buf.len == 100000, "it grows up to its cap, byte by byte");
	ok(buf.size > buf.len, "the NUL has room behind the last byte");
	fc_buf_clear(&buf);
}

static void
test_cap(void)
{
	struct fc_buf buf = FC_BUF_INIT(5);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_buf_add_str(&buf, "abc", &err), "below the cap");
	ok(!fc_buf_add_str(&buf, "def", &err) && err.kind == FC_ERR_DATA &&
	   holds(&buf, "abc"), "past the cap nothing is added");
	ok(!fc_buf_addf(&buf, &err, "%d", 100) && holds(&buf, "abc"),
	   "nor of a format");
	ok(!fc_buf_add(&buf, "x", (size_t)-1, &err) && holds(&buf, "abc"),
	   "nor of a length that wraps");
	ok(!fc_buf_splice(&buf, 1, 1, "wxyz", 4, &err) && holds(&buf, "abc"),
	   "nor by a splice");
	ok(fc_buf_add_str(&buf, "de", &err) && holds(&buf, "abcde"),
	   "up to the cap");
	ok(fc_buf_splice(&buf, 0, 2, "xy", 2, &err) && holds(&buf, "xycde"),
	   "a full buffer can be changed");
	fc_buf_clear(&buf);
	ok(buf.max == 5, "the cap stays");
}

static void
test_splicing(void)
{
	static const struct {
		size_t at, len;
		const char *bytes, *want;
	} row[] = {
		{ 0, 0, "", "abcdef" },
		{ 0, 0, "xy", "xyabcdef" },
		{ 6, 0, "xy", "abcdefxy" },
		{ 3, 0, "xy", "abcxydef" },
		{ 2, 2, "xy", "abxyef" },
		{ 2, 2, "x", "abxef" },
		{ 2, 1, "xyz", "abxyzdef" },
		{ 2, 2, "", "abef" },
		{ 0, 6, "", "" },
		{ 0, 6, "x", "x" },
		{ 5, 1, "", "abcde" },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf buf = FC_BUF_INIT(100);
		bool done;

		done = fc_buf_add_str(&buf, "abcdef", &err) &&
		       fc_buf_splice(&buf, row[i].at, row[i].len,
		                     row[i].bytes, strlen(row[i].bytes), &err);
		ok(done && holds(&buf, row[i].want),
		   "%zu bytes at %zu become '%s'", row[i].len, row[i].at,
		   row[i].bytes);
		ok(buf.len >= 6 || is_zero(buf.data + buf.len, 6 - buf.len),
		   "what it loses is wiped");
		fc_buf_clear(&buf);
	}
}

static void
test_forgetting(void)
{
	struct fc_buf buf = FC_BUF_INIT(100);
	struct fc_buf other = FC_BUF_INIT(50);
	struct fc_error err = FC_ERROR_INIT;
	const char *block;

	ok(fc_buf_add_str(&buf, "secret", &err) &&
	   fc_buf_add_str(&other, "older", &err), "two secrets");
	block = buf.data;
	fc_buf_move(&other, &buf);
	ok(other.data == block && holds(&other, "secret") && other.max == 100,
	   "a move hands the block on, with its cap");
	ok(!buf.data && buf.len == 0 && buf.size == 0,
	   "and leaves nothing behind");
	fc_buf_reset(&other);
	ok(other.data == block && other.len == 0 &&
	   is_zero(other.data, other.size), "a reset wipes the whole block");
	fc_buf_clear(&other);
	ok(!other.data && other.size == 0, "a clear gives it back");
	fc_buf_clear(&buf);
}

static void
test_reading(void)
{
	static const struct {
		const char *label;
		size_t size, max;
		bool good;
	} row[] = {
		{ "an empty file", 0, 100, true },
		{ "a small one", 10, 100, true },
		{ "one as large as the cap", 100, 100, true },
		{ "one byte more", 101, 100, false },
		{ "a large one", 300000, 300000, true },
		{ "a large one past the cap", 300001, 300000, false },
		{ "one with room to spare", 5000, 1000000, true },
	};
	size_t i, j;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf buf = FC_BUF_INIT(row[i].max);
		struct fc_error err = FC_ERROR_INIT;
		FILE *file = tmpfile();
		bool same = true;
		bool done;

		for (j = 0; file && j < row[i].size; j++)
			putc((int)(j % 251), file);
		if (!ok(file && fflush(file) == 0 &&
		        lseek(fileno(file), 0, SEEK_SET) == 0, "%s",
		        row[i].label))
			continue;
		done = fc_buf_read(&buf, fileno(file), "the file", &err);
		ok(done == row[i].good, "%s is %s", row[i].label,
		   row[i].good ? "read" : "refused");
		for (j = 0; done && j < row[i].size; j++)
			same = same && buf.data[j] == (char)(j % 251);
		ok(!done || (same && buf.len == row[i].size), "every byte");
		ok(done || (err.kind == FC_ERR_DATA &&
		            strstr(err.text, "the file")), "or an error");
		fc_buf_clear(&buf);
		fclose(file);
	}
}

static void
test_reading_in_pieces(void)
{
	struct fc_buf buf = FC_BUF_INIT(100);
	struct fc_error err = FC_ERROR_INIT;
	int fd[2];

	ok(pipe(fd) == 0 && write(fd[1], "cd", 2) == 2 && close(fd[1]) == 0,
	   "a pipe");
	ok(fc_buf_add_str(&buf, "ab", &err) &&
	   fc_buf_read(&buf, fd[0], "the pipe", &err) && holds(&buf, "abcd"),
	   "what is read comes behind what is there");
	close(fd[0]);
	ok(!fc_buf_read(&buf, fd[0], "the pipe", &err) &&
	   err.kind == FC_ERR_IO, "a closed descriptor: %s", err.text);
	fc_buf_clear(&buf);
}

int
main(void)
{
	test_empty();
	test_adding();
	test_cap();
	test_splicing();
	test_forgetting();
	test_reading();
	test_reading_in_pieces();
	return done();
}
