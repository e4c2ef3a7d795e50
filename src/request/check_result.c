/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor finds: one line a check, and the cure. */
#include "request/check_result.h"

#include "base/controls.h"
#include "base/record.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fc_check_names[] = { "ok", "warning", "wrong", NULL };

/* Room for one more, or NULL. */
static struct fc_check_result *
grow(struct fc_check_results *results)
{
	size_t size = results->size ? 2 * results->size : 16;
	struct fc_check_result *list;

	if (results->count == results->size) {
		list = calloc(size, sizeof(*list));
		if (!list) {
			results->worst = FC_CHECK_WRONG;
			return NULL;
		}
		if (results->count > 0)
			memcpy(list, results->list,
			       results->count * sizeof(*list));
		free(results->list);
		results->list = list;
		results->size = size;
	}
	return &results->list[results->count++];
}

static struct fc_check_result *
add(struct fc_check_results *results, enum fc_check verdict, const char *check)
{
	struct fc_check_result *result = grow(results);

	if (verdict > results->worst)
		results->worst = verdict;
	if (!result)
		return NULL;
	*result = (struct fc_check_result){ .verdict = verdict };
	fc_text_join(result->check, sizeof(result->check), check, NULL);
	fc_strip_controls(result->check, strlen(result->check));
	memcpy(result->host, results->host, sizeof(result->host));
	return result;
}

void
fc_check_add(struct fc_check_results *results, enum fc_check verdict,
             const char *check, const char *fmt, ...)
{
	struct fc_check_result *result = add(results, verdict, check);
	va_list args;

	if (!result)
		return;
	va_start(args, fmt);
	vsnprintf(result->text, sizeof(result->text), fmt, args);
	va_end(args);
	fc_strip_controls(result->text, strlen(result->text));
}

void
fc_check_cure(struct fc_check_results *results, const char *fmt, ...)
{
	struct fc_check_result *result;
	va_list args;

	if (results->count == 0)
		return;
	result = &results->list[results->count - 1];
	va_start(args, fmt);
	vsnprintf(result->cure, sizeof(result->cure), fmt, args);
	va_end(args);
	fc_strip_controls(result->cure, strlen(result->cure));
}

void
fc_check_add_error(struct fc_check_results *results, enum fc_check verdict,
                   const char *check, const struct fc_error *err)
{
	fc_check_add(results, verdict, check, "%s", err->text);
	fc_check_cure(results, "%s", err->hint);
}

bool
fc_check_write(struct fc_buf *text, const struct fc_check_results *results,
               struct fc_error *err)
{
	size_t i;

	for (i = 0; i < results->count; i++) {
		const struct fc_check_result *result = &results->list[i];

		/* The check comes first: it begins a finding. */
		if (!fc_record_put(text, "check", result->check, err) ||
		    !fc_record_put(text, "verdict",
		                   fc_check_names[result->verdict], err) ||
		    !fc_record_put(text, "finding", result->text, err) ||
		    !fc_record_put(text, "cure", result->cure, err))
			return false;
	}
	return true;
}

static bool
keep_verdict(struct fc_check_results *results, const char *word)
{
	struct fc_check_result *last = &results->list[results->count - 1];
	int i;

	for (i = 0; fc_check_names[i]; i++)
		if (strcmp(word, fc_check_names[i]) == 0) {
			last->verdict = (enum fc_check)i;
			if (last->verdict > results->worst)
				results->worst = last->verdict;
			return true;
		}
	return false;
}

enum fc_lookup
fc_check_keep(struct fc_check_results *results, const char *key,
              const char *value, struct fc_error *err)
{
	struct fc_check_result *last;
	bool kept;

	if (strcmp(key, "check") == 0)
		return add(results, FC_CHECK_OK, value) ? FC_FOUND
		                                         : FC_FAILED;
	if (strcmp(key, "verdict") != 0 && strcmp(key, "finding") != 0 &&
	    strcmp(key, "cure") != 0)
		return FC_ABSENT;
	kept = results->count > 0;
	if (kept) {
		last = &results->list[results->count - 1];
		if (strcmp(key, "verdict") == 0)
			kept = keep_verdict(results, value);
		else if (strcmp(key, "finding") == 0)
			kept = fc_text_join(last->text, sizeof(last->text),
			                    value, NULL);
		else
			kept = fc_text_join(last->cure, sizeof(last->cure),
			                    value, NULL);
		fc_strip_controls(last->text, strlen(last->text));
		fc_strip_controls(last->cure, strlen(last->cure));
	}
	if (kept)
		return FC_FOUND;
	fc_fail(err, FC_ERR_DATA, "a finding makes no sense");
	return FC_FAILED;
}

void
fc_check_move(struct fc_check_results *to, struct fc_check_results *from)
{
	size_t i;

	for (i = 0; i < from->count; i++) {
		const struct fc_check_result *result = &from->list[i];

		fc_check_add(to, result->verdict, result->check, "%s",
		             result->text);
		fc_check_cure(to, "%s", result->cure);
	}
	fc_check_clear(from);
}

void
fc_check_clear(struct fc_check_results *results)
{
	free(results->list);
	*results = (struct fc_check_results)FC_CHECK_RESULTS_INIT;
}
