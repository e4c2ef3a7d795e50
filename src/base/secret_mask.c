/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text shows of a secret: eight bytes in a row are enough.  So all runs
 * of eight, of both, are sorted; those of the text that fall beside one of the
 * secret are what it shows.  Sorted byte by byte rather than put into a hash
 * table: text and token may come from the same server, which could make every
 * look into a table a long one.
 */
#include "base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Fewer bytes of a secret may be anything, and give nothing away. */
#define RUN 8
/* Of a text so many are sorted at a time as the processor's cache takes. */
#define PIECE ((size_t)32768)

struct run {
	uint64_t bytes;
	size_t at;
};

static size_t
count_runs(size_t len)
{
	return len < RUN ? 0 : len - RUN + 1;
}

/* By one byte; those that are equal stay in their order. */
static void
sort_by(const struct run *from, struct run *to, size_t count, int shift)
{
	size_t next[UINT8_MAX + 2] = { 0 };
	size_t i;

	for (i = 0; i < count; i++)
		next[(from[i].bytes >> shift & UINT8_MAX) + 1]++;
	for (i = 1; i <= UINT8_MAX; i++)
		next[i] += next[i - 1];
	for (i = 0; i < count; i++)
		to[next[from[i].bytes >> shift & UINT8_MAX]++] = from[i];
}

/* The runs that begin from at on, sorted. */
static void
take_runs(struct run *runs, struct run *spare, const char *bytes, size_t at,
          size_t count)
{
	size_t i;
	int shift;

	for (i = 0; i < count; i++) {
		runs[i].at = at + i;
		memcpy(&runs[i].bytes, bytes + at + i, RUN);
	}
	for (shift = 0; shift < 64; shift += 16) {
		sort_by(runs, spare, count, shift);
		sort_by(spare, runs, count, shift + 8);
	}
}

static void
mask_runs(char *text, const struct run *shown, size_t count,
          const struct run *own, size_t own_count)
{
	size_t i, j = 0;

	for (i = 0; i < count; i++) {
		while (j < own_count && own[j].bytes < shown[i].bytes)
			j++;
		if (j < own_count && own[j].bytes == shown[i].bytes)
			memset(text + shown[i].at, '*', RUN);
	}
}

/* as_it_was: the text, to be read while it is overwritten. */
static void
mask_long(char *text, const char *as_it_was, size_t text_len,
          const char *plain, size_t len)
{
	const size_t own_count = count_runs(len), all = count_runs(text_len);
	const size_t piece = all < PIECE ? all : PIECE;
	const size_t spare = own_count > piece ? own_count : piece;
	const size_t total = own_count + piece + spare;
	struct run *own = calloc(total, sizeof(*own));
	struct run *shown;
	size_t at, count;

	if (!own) {
		memset(text, '*', text_len);
		return;
	}
	shown = own + own_count;
	take_runs(own, shown + piece, plain, 0, own_count);
	for (at = 0; at < all; at += count) {
		count = all - at < piece ? all - at : piece;
		take_runs(shown, shown + piece, as_it_was, at, count);
		mask_runs(text, shown, count, own, own_count);
	}
	explicit_bzero(own, total * sizeof(*own));
	free(own);
}

/* One that is shorter than that is shown by the whole of it. */
static void
mask_short(char *text, size_t text_len, const char *plain, size_t len)
{
	const char *end = text + text_len;
	char *shown = memmem(text, text_len, plain, len);

	while (shown) {
		memset(shown, '*', len);
		text = shown + len;
		shown = memmem(text, (size_t)(end - text), plain, len);
	}
}

void
fc_secret_mask(char *text, const char *plain, size_t len)
{
	const size_t text_len = strlen(text);
	struct fc_secret as_it_was = FC_SECRET_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (len == 0 || text_len < (len < RUN ? len : RUN))
		return;
	if (len < RUN)
		mask_short(text, text_len, plain, len);
	else if (fc_secret_set(&as_it_was, text, text_len, &ignored))
		mask_long(text, as_it_was.plain, text_len, plain, len);
	else
		memset(text, '*', text_len);
	fc_secret_clear(&as_it_was);
}
