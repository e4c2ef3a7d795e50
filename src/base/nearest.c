/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known word nearest to a mistyped one. */
#include "base/nearest.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WORD_MAX 40

/* Levenshtein's distance, one row at a time; of b it takes len bytes, at most
 * WORD_MAX. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t len)
{
	size_t row[WORD_MAX + 1];
	size_t i, j;

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; i < a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			size_t best = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			if (best > row[j] + 1)
				best = row[j] + 1;
			if (best > diagonal + 1)
				best = diagonal + 1;
			row[j + 1] = best;
		}
	}
	return row[len];
}

/* Farther from a word of that length it is another one. */
static size_t
too_far(size_t len)
{
	return len / 3 + 2;
}

const char *
fc_nearest(const char *word, const char *const known[])
{
	const char *nearest = NULL;
	const size_t len = strlen(word);
	size_t best = too_far(len);
	size_t i;

	if (len > WORD_MAX)
		return NULL;
	for (i = 0; known[i]; i++) {
		size_t d = distance(word, len, known[i], strlen(known[i]));

		if (d < best) {
			best = d;
			nearest = known[i];
		}
	}
	return nearest;
}

/* Of their first labels; SIZE_MAX: not near. */
static size_t
label_distance(const char *typed, size_t a, const char *host, size_t b)
{
	size_t d;

	if (a > WORD_MAX || b > WORD_MAX)
		return SIZE_MAX;
	d = distance(typed, a, host, b);
	return d < too_far(a) ? d : SIZE_MAX;
}

/* Whoever left the end off, or a port too many behind it, has named the host
 * all the same. */
static bool
is_other_end(const char *typed, const char *host)
{
	return !*typed || (!*host && *typed == ':');
}

/* By its labels, each of which must be near: hosts that share a domain are not
 * alike for that. */
static size_t
host_distance(const char *typed, const char *host)
{
	static const char ends[] = ".:";
	size_t sum = 0;

	for (;; typed++, host++) {
		const size_t a = strcspn(typed, ends), b = strcspn(host, ends);
		const size_t d = label_distance(typed, a, host, b);

		if (d == SIZE_MAX)
			return SIZE_MAX;
		sum += d;
		typed += a;
		host += b;
		if (sum == 0 && is_other_end(typed, host))
			return 1;
		if (*typed != *host)
			return SIZE_MAX;
		if (!*host)
			return sum;
	}
}

void
fc_near_host_try(struct fc_near_host *near, const char *host)
{
	const size_t d = host_distance(near->typed, host);

	if (d == SIZE_MAX || (*near->nearest && d >= near->distance))
		return;
	near->distance = d;
	fc_text_join(near->nearest, sizeof(near->nearest), host, NULL);
}
