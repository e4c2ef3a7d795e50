/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has found. */
#include "cli/sweep/findings.h"

#include <stdlib.h>
#include <string.h>

static bool
is_same(const struct cli_finding *one, const struct cli_finding *other)
{
	return one->inode == other->inode && one->device == other->device &&
	       one->at == other->at;
}

static bool
grow(struct cli_findings *findings, struct fc_error *err)
{
	const size_t size = findings->size ? 2 * findings->size : 16;
	struct cli_finding *list = calloc(size, sizeof(*list));

	if (!list)
		return fc_fail_memory(err);
	if (findings->count > 0)
		memcpy(list, findings->list, findings->count * sizeof(*list));
	free(findings->list);
	findings->list = list;
	findings->size = size;
	return true;
}

bool
cli_findings_add(struct cli_findings *findings,
                 const struct cli_finding *finding, struct fc_error *err)
{
	struct cli_finding *added;
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (is_same(&findings->list[i], finding))
			return true;
	if (findings->count == CLI_SWEEP_FINDINGS_MAX) {
		findings->more = true;
		return true;
	}
	if (findings->count == findings->size && !grow(findings, err))
		return false;
	added = &findings->list[findings->count];
	*added = *finding;
	added->path = strdup(finding->path);
	if (!added->path)
		return fc_fail_memory(err);
	findings->count++;
	return true;
}

static int
compare(const void *one, const void *other)
{
	const struct cli_finding *a = one, *b = other;
	const int order = strcmp(a->path, b->path);

	if (order != 0)
		return order;
	return a->at < b->at ? -1 : a->at > b->at;
}

void
cli_findings_sort(struct cli_findings *findings)
{
	if (findings->count > 0)
		qsort(findings->list, findings->count,
		      sizeof(*findings->list), compare);
}

void
cli_findings_clear(struct cli_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		free(findings->list[i].path);
	free(findings->list);
	*findings = (struct cli_findings)CLI_FINDINGS_INIT;
}
