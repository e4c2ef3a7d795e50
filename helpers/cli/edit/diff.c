/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines two texts differ in. */
#include "cli/edit/diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of lines between the first and the last that differ; 16 MB of table. */
#define LINES_MAX 2048u

struct line {
	const char *text;
	size_t len; /* its end is counted here, so that a lost one shows */
};

struct lines {
	struct line *line;
	size_t count;
};

static bool
split(struct lines *lines, const struct fc_buf *text, struct fc_error *err)
{
	const char *at = fc_buf_str(text), *end = at + text->len;
	size_t count = 0;

	for (; at < end; at++)
		count += *at == '\n';
	lines->line = calloc(count + 1, sizeof(*lines->line));
	if (!lines->line)
		return fc_fail_memory(err);
	for (at = fc_buf_str(text); at < end;) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop ? stop + 1 : end) - at);

		lines->line[lines->count++] = (struct line){ at, len };
		at += len;
	}
	return true;
}

static bool
same(const struct line *a, const struct line *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Leave out what both begin and end with. */
static void
trim(struct lines *a, struct lines *b)
{
	while (a->count > 0 && b->count > 0 && same(a->line, b->line)) {
		a->line++, a->count--;
		b->line++, b->count--;
	}
	while (a->count > 0 && b->count > 0 &&
	       same(&a->line[a->count - 1], &b->line[b->count - 1])) {
		a->count--;
		b->count--;
	}
}

/* common[i * width + j]: lines that a from i on and b from j on share. */
static uint16_t *
count_common(const struct lines *a, const struct lines *b)
{
	size_t width = b->count + 1, i, j;
	uint16_t *common = calloc((a->count + 1) * width, sizeof(*common));

	for (i = a->count; common && i-- > 0;)
		for (j = b->count; j-- > 0;) {
			const uint16_t *down = &common[(i + 1) * width + j];

			if (same(&a->line[i], &b->line[j]))
				common[i * width + j] = (uint16_t)(down[1] + 1);
			else
				common[i * width + j] =
					common[i * width + j + 1] > down[0]
					? common[i * width + j + 1] : down[0];
		}
	return common;
}

static bool
show_line(char sign, const struct line *line, cli_diff_line *show, void *arg,
          struct fc_error *err)
{
	size_t len = line->len;

	while (len > 0 && strchr("\r\n", line->text[len - 1]))
		len--;
	return show(sign, line->text, len, arg, err);
}

/* Of what is left of both from i and j on: is it best to leave out a's line
 * next, rather than to put in b's? */
static bool
goes_first(const struct lines *a, const struct lines *b,
           const uint16_t *common, size_t i, size_t j)
{
	size_t width = b->count + 1;

	if (i == a->count || j == b->count || !common)
		return i < a->count;
	return common[(i + 1) * width + j] >= common[i * width + j + 1];
}

/* common NULL: nothing is. */
static bool
walk(const struct lines *a, const struct lines *b, const uint16_t *common,
     cli_diff_line *show, void *arg, struct fc_error *err)
{
	size_t i = 0, j = 0;
	bool done = true;

	while (done && (i < a->count || j < b->count)) {
		if (common && i < a->count && j < b->count &&
		    same(&a->line[i], &b->line[j]))
			i++, j++;
		else if (goes_first(a, b, common, i, j))
			done = show_line('-', &a->line[i++], show, arg, err);
		else
			done = show_line('+', &b->line[j++], show, arg, err);
	}
	return done;
}

bool
cli_diff(const struct fc_buf *before, const struct fc_buf *after,
         cli_diff_line *show, void *arg, struct fc_error *err)
{
	struct lines a = { NULL, 0 }, b = { NULL, 0 }, mid_a, mid_b;
	uint16_t *common = NULL;
	bool done = false;

	if (!split(&a, before, err) || !split(&b, after, err))
		goto out;
	mid_a = a;
	mid_b = b;
	trim(&mid_a, &mid_b);
	if (mid_a.count <= LINES_MAX && mid_b.count <= LINES_MAX) {
		common = count_common(&mid_a, &mid_b);
		if (!common) {
			fc_fail_memory(err);
			goto out;
		}
	}
	done = walk(&mid_a, &mid_b, common, show, arg, err);
out:
	free(common);
	free(a.line);
	free(b.line);
	return done;
}
