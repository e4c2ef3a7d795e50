/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text shows of a secret: eight bytes in a row are enough.  So all runs
 * of eight, of both, are sorted; those of the text that fall beside one of the
 * secret are what it shows.  Byte by byte, and not by a hash table: the text
 * and the token may come from the same server, which could make every look
 * into a table a long one.
 */
#include "base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Fewer bytes of a secret may be anything, and give nothing away. */
#define RUN 8
#define OF_SECRET SIZE_MAX

struct run {
	uint64_t bytes;
	size_t at; /* in the text; or OF_SECRET */
};

static size_t
count_runs(size_t len)
{
	return len < RUN ? 0 : len - RUN + 1;
}

static void
take_runs(struct run *runs, const char *bytes, size_t len, bool of_secret)
{
	size_t i;

	for (i = 0; i < count_runs(len); i++) {
		memcpy(&runs[i].bytes, bytes + i, RUN);
		runs[i].at = of_secret ? OF_SECRET : i;
	}
}

/* By one byte, from..to; those that are equal stay in their order. */
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

static void
mask_runs(char *text, const struct run *runs, size_t count)
{
	const struct run *secret = NULL;
	size_t i;

	for (i = 0; i < count; i++)
		if (runs[i].at == OF_SECRET)
			secret = &runs[i];
		else if (secret && secret->bytes == runs[i].bytes)
			memset(text + runs[i].at, '*', RUN);
}

static void
mask_long(char *text, size_t text_len, const char *plain, size_t len)
{
	const size_t own = count_runs(len);
	const size_t count = own + count_runs(text_len);
	struct run *runs = calloc(2 * count, sizeof(*runs));
	int shift;

	if (!runs) {
		memset(text, '*', text_len);
		return;
	}
	take_runs(runs, plain, len, true);
	take_runs(runs + own, text, text_len, false);
	for (shift = 0; shift < 64; shift += 16) {
		sort_by(runs, runs + count, count, shift);
		sort_by(runs + count, runs, count, shift + 8);
	}
	mask_runs(text, runs, count);
	explicit_bzero(runs, 2 * count * sizeof(*runs));
	free(runs);
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

	if (len == 0 || text_len < (len < RUN ? len : RUN))
		return;
	if (len < RUN)
		mask_short(text, text_len, plain, len);
	else
		mask_long(text, text_len, plain, len);
}
