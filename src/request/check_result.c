/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor finds: one line a check, and the cure. */
#include "request/check_result.h"

#include "base/controls.h"
#include "base/record.h"
#include "base/text.h"
#include "record/fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fc_check_names[] = { "ok", "warning", "wrong", NULL };

#define FIELD(member, name) FC_FIELD(struct fc_check_result, member, name), \
	.flags = FC_FIELD_ALWAYS | FC_FIELD_SAID

/* The check comes first: it begins a finding. */
static const struct fc_field fields[] = {
	{ FIELD(check, "check") },
	{ FIELD(verdict, "verdict"), .words = fc_check_names },
	{ FIELD(text, "finding") },
	{ FIELD(cure, "cure") },
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

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
	bool done = true;
	size_t i;

	for (i = 0; done && i < results->count; i++)
		done = fc_fields_put(text, fields, FIELD_COUNT,
		                     &results->list[i], err);
	return done;
}

enum fc_lookup
fc_check_keep(struct fc_check_results *results, const char *key,
              const char *value, struct fc_error *err)
{
	struct fc_check_result *last = NULL, none;
	enum fc_lookup result;

	if (fc_record_key_is(key, fields[0].key))
		last = add(results, FC_CHECK_OK, "");
	else if (results->count > 0)
		last = &results->list[results->count - 1];
	result = fc_fields_take(fields, FIELD_COUNT, last ? last : &none, key,
	                        value, err);
	if (result != FC_FOUND)
		return result;
	if (!last) {
		fc_fail(err, FC_ERR_DATA, "a finding makes no sense");
		return FC_FAILED;
	}
	if (last->verdict > results->worst)
		results->worst = last->verdict;
	return FC_FOUND;
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
