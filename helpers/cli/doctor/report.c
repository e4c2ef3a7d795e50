/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: what was found, for a person and for a program. */
#include "cli/doctor/doctor.h"

#include "cli/common/json.h"

#include "base/wrap.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the text begins; on a narrow terminal on a line of its own. */
#define TEXT_AT 22
#define NARROW 64
#define NARROW_AT 4

struct cli_report_style
cli_report_style(void)
{
	struct cli_report_style style = { 0, false };
	const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");

	style.columns = fc_columns(STDOUT_FILENO);
	style.colour = style.columns > 0 && term && *term &&
	               strcmp(term, "dumb") != 0 && !(plain && *plain);
	return style;
}

static size_t
text_at(const struct cli_report_style *style)
{
	return style->columns > 0 && style->columns < NARROW ? NARROW_AT
	                                                     : TEXT_AT;
}

static bool
add_blanks(struct fc_buf *text, size_t count, struct fc_error *err)
{
	return fc_buf_addf(text, err, "%*s", (int)count, "");
}

/* One word, behind what its line has, or on the next. */
static bool
add_word(struct fc_buf *text, const struct cli_report_style *style,
         const char *word, size_t len, size_t *column, struct fc_error *err)
{
	const size_t start = text_at(style);
	bool done = true;

	if (*column > start && *column + 1 + len > style->columns) {
		done = fc_buf_add(text, "\n", 1, err) &&
		       add_blanks(text, start, err);
		*column = start;
	} else if (*column > start) {
		done = fc_buf_add(text, " ", 1, err);
		++*column;
	}
	*column += len;
	return done && fc_buf_add(text, word, len, err);
}

/* Words, from column on; those that find no room go on below, whole. */
static bool
add_wrapped(struct fc_buf *text, const struct cli_report_style *style,
            const char *words, size_t column, struct fc_error *err)
{
	const size_t start = text_at(style);
	bool done = column >= start ||
	            add_blanks(text, start - column, err);

	if (style->columns == 0)
		return done && fc_buf_addf(text, err, "%s\n", words);
	column = start;
	while (done && *words) {
		const size_t len = strcspn(words, " ");

		done = add_word(text, style, words, len, &column, err);
		words += len;
		words += strspn(words, " ");
	}
	return done && fc_buf_add(text, "\n", 1, err);
}

static bool
add_result(struct fc_buf *text, const struct cli_report_style *style,
           const struct fc_check_result *result, struct fc_error *err)
{
	static const char *const colour[] = { "\033[32m", "\033[33m",
		                              "\033[31m" };
	const char *word = fc_check_names[result->verdict];
	bool done;

	done = fc_buf_addf(text, err, "%s%s%s%*s %-12s",
	                   style->colour ? colour[result->verdict] : "", word,
	                   style->colour ? "\033[0m" : "",
	                   8 - (int)strlen(word), "", result->check);
	if (done && text_at(style) == NARROW_AT)
		done = fc_buf_add(text, "\n", 1, err) &&
		       add_wrapped(text, style, result->text, 0, err);
	else
		done = done && add_wrapped(text, style, result->text,
		                           TEXT_AT - 1, err);
	return done && (!*result->cure ||
	                add_wrapped(text, style, result->cure, 0, err));
}

bool
cli_report_text(const struct fc_check_results *results,
                const struct cli_report_style *style, struct fc_buf *text,
                struct fc_error *err)
{
	const char *host = "";
	bool done = true;
	size_t i;

	for (i = 0; done && i < results->count; i++) {
		const struct fc_check_result *result = &results->list[i];

		if (strcmp(host, result->host) != 0)
			done = fc_buf_addf(text, err, "%s:\n", result->host);
		host = result->host;
		done = done && add_result(text, style, result, err);
	}
	return done;
}

bool
cli_report_count(const struct fc_check_results *results, struct fc_buf *text,
                 struct fc_error *err)
{
	int wrong = 0, warnings = 0;
	size_t i;

	for (i = 0; i < results->count; i++) {
		wrong += results->list[i].verdict == FC_CHECK_WRONG;
		warnings += results->list[i].verdict == FC_CHECK_WARNING;
	}
	return fc_buf_addf(text, err, "%d wrong, %d warning%s\n", wrong,
	                   warnings, warnings == 1 ? "" : "s");
}

/* NULL for "". */
static struct json_object *
text_or_null(const char *text)
{
	return *text ? json_object_new_string(text) : NULL;
}

static struct json_object *
result_to_json(const struct fc_check_result *result)
{
	struct json_object *one = json_object_new_object();

	json_object_object_add(one, "check", text_or_null(result->check));
	json_object_object_add(one, "host", text_or_null(result->host));
	json_object_object_add(one, "status", text_or_null(
		fc_check_names[result->verdict]));
	json_object_object_add(one, "text", text_or_null(result->text));
	json_object_object_add(one, "cure", text_or_null(result->cure));
	return one;
}

bool
cli_report_json(const struct fc_check_results *results, struct fc_buf *text,
                struct fc_error *err)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *list = json_object_new_array();
	bool done;
	size_t i;

	for (i = 0; i < results->count; i++)
		json_object_array_add(list,
		                      result_to_json(&results->list[i]));
	json_object_object_add(whole, "status", text_or_null(
		fc_check_names[results->worst]));
	json_object_object_add(whole, "checks", list);
	done = cli_json_text(whole, text, err);
	json_object_put(whole);
	return done;
}
