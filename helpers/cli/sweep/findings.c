/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has found. */
#include "cli/sweep/findings.h"

#include <stdlib.h>
#include <string.h>

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
	const size_t at = findings->count, len = strlen(finding->path);
	char *path;

	if (at == CLI_SWEEP_FINDINGS_MAX) {
		findings->more = true;
		return true;
	}
	if (at == findings->size && !grow(findings, err))
		return false;
	path = calloc(1, len + 1);
	if (!path)
		return fc_fail_memory(err);
	memcpy(path, finding->path, len);
	findings->list[at] = *finding;
	findings->list[at].order = at;
	findings->count++;
	findings->list[at].path = path;
	return true;
}

static int
compare_numbers(unsigned long long one, unsigned long long other)
{
	return one < other ? -1 : one > other;
}

static int
compare_bytes(const void *one, const void *other)
{
	const struct cli_finding *a = one, *b = other;
	int order = compare_numbers(a->device, b->device);

	if (order == 0)
		order = compare_numbers(a->inode, b->inode);
	if (order == 0)
		order = compare_numbers(a->at, b->at);
	return order;
}

static int
compare_bytes_in_order(const void *one, const void *other)
{
	const struct cli_finding *a = one, *b = other;
	const int order = compare_bytes(one, other);

	return order != 0 ? order : compare_numbers(a->order, b->order);
}

static int
compare_places(const void *one, const void *other)
{
	const struct cli_finding *a = one, *b = other;
	const int order = strcmp(a->path, b->path);

	return order != 0 ? order : compare_numbers(a->at, b->at);
}

void
cli_findings_settle(struct cli_findings *findings)
{
	struct cli_finding *list = findings->list;
	size_t kept = 0, i;

	if (findings->count == 0)
		return;
	qsort(list, findings->count, sizeof(*list), compare_bytes_in_order);
	for (i = 1; i < findings->count; i++)
		if (compare_bytes(&list[kept], &list[i]) != 0)
			list[++kept] = list[i];
		else
			free(list[i].path);
	findings->count = kept + 1;
	qsort(list, findings->count, sizeof(*list), compare_places);
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
