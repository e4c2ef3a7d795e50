/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known word nearest to a mistyped one. */
#include "base/nearest.h"

#include <stddef.h>
#include <string.h>

#define WORD_MAX 40

/* Levenshtein's distance, one row at a time. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t len = strlen(b);
	size_t i, j;

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
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

const char *
fc_nearest(const char *word, const char *const known[])
{
	const char *nearest = NULL;
	size_t best = strlen(word) / 3 + 2;
	size_t i;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (i = 0; known[i]; i++) {
		size_t d = distance(word, known[i]);

		if (d < best) {
			best = d;
			nearest = known[i];
		}
	}
	return nearest;
}
