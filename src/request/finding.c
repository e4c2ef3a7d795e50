/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor finds: one line a check, and the cure. */
#include "request/finding.h"

#include "base/controls.h"
#include "base/record.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fc_check_names[] = { "ok", "warning", "wrong", NULL };

/* Room for one more, or NULL. */
static struct fc_finding *
grow(struct fc_findings *findings)
{
	size_t size = findings->size ? 2 * findings->size : 16;
	struct fc_finding *list;

	if (findings->count == findings->size) {
		list = calloc(size, sizeof(*list));
		if (!list) {
			findings->worst = FC_CHECK_WRONG;
			return NULL;
		}
		if (findings->count > 0)
			memcpy(list, findings->list,
			       findings->count * sizeof(*list));
		free(findings->list);
		findings->list = list;
		findings->size = size;
	}
	return &findings->list[findings->count++];
}

static struct fc_finding *
add(struct fc_findings *findings, enum fc_check verdict, const char *check)
{
	struct fc_finding *finding = grow(findings);

	if (verdict > findings->worst)
		findings->worst = verdict;
	if (!finding)
		return NULL;
	*finding = (struct fc_finding){ .verdict = verdict };
	fc_text_join(finding->check, sizeof(finding->check), check, NULL);
	fc_strip_controls(finding->check, strlen(finding->check));
	memcpy(finding->host, findings->host, sizeof(finding->host));
	return finding;
}

void
fc_finding_add(struct fc_findings *findings, enum fc_check verdict,
               const char *check, const char *fmt, ...)
{
	struct fc_finding *finding = add(findings, verdict, check);
	va_list args;

	if (!finding)
		return;
	va_start(args, fmt);
	vsnprintf(finding->text, sizeof(finding->text), fmt, args);
	va_end(args);
	fc_strip_controls(finding->text, strlen(finding->text));
}

void
fc_finding_cure(struct fc_findings *findings, const char *fmt, ...)
{
	struct fc_finding *finding;
	va_list args;

	if (findings->count == 0)
		return;
	finding = &findings->list[findings->count - 1];
	va_start(args, fmt);
	vsnprintf(finding->cure, sizeof(finding->cure), fmt, args);
	va_end(args);
	fc_strip_controls(finding->cure, strlen(finding->cure));
}

void
fc_finding_add_error(struct fc_findings *findings, enum fc_check verdict,
                     const char *check, const struct fc_error *err)
{
	fc_finding_add(findings, verdict, check, "%s", err->text);
	fc_finding_cure(findings, "%s", err->hint);
}

bool
fc_findings_write(struct fc_buf *text, const struct fc_findings *findings,
                  struct fc_error *err)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const struct fc_finding *finding = &findings->list[i];

		/* The check comes first: it begins a finding. */
		if (!fc_record_put(text, "check", finding->check, err) ||
		    !fc_record_put(text, "verdict",
		                   fc_check_names[finding->verdict], err) ||
		    !fc_record_put(text, "finding", finding->text, err) ||
		    !fc_record_put(text, "cure", finding->cure, err))
			return false;
	}
	return true;
}

static bool
keep_verdict(struct fc_findings *findings, const char *word)
{
	struct fc_finding *last = &findings->list[findings->count - 1];
	int i;

	for (i = 0; fc_check_names[i]; i++)
		if (strcmp(word, fc_check_names[i]) == 0) {
			last->verdict = (enum fc_check)i;
			if (last->verdict > findings->worst)
				findings->worst = last->verdict;
			return true;
		}
	return false;
}

enum fc_lookup
fc_findings_keep(struct fc_findings *findings, const char *key,
                 const char *value, struct fc_error *err)
{
	struct fc_finding *last;
	bool kept;

	if (strcmp(key, "check") == 0)
		return add(findings, FC_CHECK_OK, value) ? FC_FOUND
		                                         : FC_FAILED;
	if (strcmp(key, "verdict") != 0 && strcmp(key, "finding") != 0 &&
	    strcmp(key, "cure") != 0)
		return FC_ABSENT;
	kept = findings->count > 0;
	if (kept) {
		last = &findings->list[findings->count - 1];
		if (strcmp(key, "verdict") == 0)
			kept = keep_verdict(findings, value);
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
fc_findings_move(struct fc_findings *to, struct fc_findings *from)
{
	size_t i;

	for (i = 0; i < from->count; i++) {
		const struct fc_finding *finding = &from->list[i];

		fc_finding_add(to, finding->verdict, finding->check, "%s",
		               finding->text);
		fc_finding_cure(to, "%s", finding->cure);
	}
	fc_findings_clear(from);
}

void
fc_findings_clear(struct fc_findings *findings)
{
	free(findings->list);
	*findings = (struct fc_findings)FC_FINDINGS_INIT;
}
