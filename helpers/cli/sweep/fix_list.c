/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a sweep changes, and what is kept of each. */
#include "cli/sweep/fix_list.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cli_fix *
cli_fix_new(struct fc_error *err)
{
	struct cli_fix *fix = calloc(1, sizeof(*fix));

	if (!fix) {
		fc_fail_memory(err);
		return NULL;
	}
	fix->edit = (struct cli_edit)CLI_EDIT_INIT;
	fix->record = (struct cli_backup)CLI_BACKUP_INIT;
	return fix;
}

void
cli_fix_free(struct cli_fix *fix)
{
	if (!fix)
		return;
	cli_edit_clear(&fix->edit);
	cli_backup_clear(&fix->record);
	free(fix);
}

void
cli_fixes_append(struct cli_fixes *fixes, struct cli_fix *fix)
{
	if (fixes->last)
		fixes->last->next = fix;
	else
		fixes->first = fix;
	fixes->last = fix;
}

void
cli_fixes_clear(struct cli_fixes *fixes)
{
	struct cli_fix *next;

	while (fixes->first) {
		next = fixes->first->next;
		cli_fix_free(fixes->first);
		fixes->first = next;
	}
	fixes->last = NULL;
}

/* FNV-1a: of a name that is written down beside it. */
const char *
cli_fix_name(const char *path, char out[CLI_FIX_NAME_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * 0x100000001b3u;
	snprintf(out, CLI_FIX_NAME_SIZE, "%016llx", (unsigned long long)hash);
	return out;
}

static bool
is_same(const struct fc_buf *one, const struct fc_buf *other)
{
	return one->len == other->len &&
	       memcmp(fc_buf_str(one), fc_buf_str(other), one->len) == 0;
}

bool
cli_fix_record(const struct fc_paths *paths, struct cli_fix *fix,
               struct fc_error *err)
{
	struct cli_backup kept = CLI_BACKUP_INIT, *record = &fix->record;
	const struct cli_edit *edit = &fix->edit;
	const struct fc_buf *before = &edit->before;
	char name[CLI_FIX_NAME_SIZE];
	enum fc_lookup found;
	bool done = false;

	cli_fix_name(edit->path, name);
	found = cli_backup_read(paths, CLI_FIX_HOST, name, &kept, err);
	if (found == FC_FAILED)
		goto out;
	if (found == FC_FOUND && strcmp(kept.path, edit->path) != 0) {
		fc_fail(err, FC_ERR_DATA, "what is kept of another file has "
		        "the same name");
		goto out;
	}
	if (found == FC_FOUND && !is_same(&kept.after, before)) {
		fc_fail(err, FC_ERR_DATA, "it has changed since an earlier "
		        "sweep; remove what is kept of that: %s/setup/"
		        CLI_FIX_HOST ".%s", paths->home, name);
		goto out;
	}
	fix->again = found == FC_FOUND;
	if (fix->again)
		before = &kept.before;
	memcpy(record->path, edit->path, sizeof(record->path));
	record->existed = true;
	record->made_home = kept.made_home;
	done = fc_buf_add(&record->before, fc_buf_str(before), before->len,
	                  err) &&
	       fc_buf_add(&record->after, fc_buf_str(&edit->after),
	                  edit->after.len, err);
out:
	cli_backup_clear(&kept);
	return done;
}
