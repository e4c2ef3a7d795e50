/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has taken out is put back. */
#include "cli/sweep/fix.h"

#include "base/log.h"

#include <ctype.h>
#include <string.h>

struct names {
	struct cli_fixes *fixes;
	struct fc_error *err;
	bool done;
};

/* A file that was moved, or that somebody has changed, stays. */
static bool
restore(struct cli_fix *fix, struct fc_error *err)
{
	struct cli_backup *record = &fix->record;
	struct cli_edit *edit = &fix->edit;

	edit->lock_as_git = true;
	if (!cli_edit_open(edit, record->path, err))
		return false;
	if (edit->before.len != record->after.len ||
	    memcmp(fc_buf_str(&edit->before), fc_buf_str(&record->after),
	           edit->before.len) != 0)
		return fc_fail(err, FC_ERR_DATA, "it has been changed since");
	fc_buf_reset(&edit->after);
	return fc_buf_add(&edit->after, fc_buf_str(&record->before),
	                  record->before.len, err) &&
	       cli_edit_check(edit, err);
}

static bool
is_ours(const char *name)
{
	size_t i;

	if (strncmp(name, CLI_FIX_HOST ".", sizeof(CLI_FIX_HOST)) != 0)
		return false;
	name += sizeof(CLI_FIX_HOST);
	for (i = 0; isxdigit((unsigned char)name[i]); i++)
		;
	return i == CLI_FIX_NAME_SIZE - 1 && name[i] == '\0';
}

static bool
take(const char *name, void *arg)
{
	struct names *names = arg;
	struct fc_error err = FC_ERROR_INIT;
	struct cli_fix *fix;

	if (!is_ours(name))
		return true;
	fix = cli_fix_new(names->err);
	names->done = fix != NULL;
	if (!fix)
		return false;
	if (cli_backup_read(names->fixes->paths, CLI_FIX_HOST,
	                    name + sizeof(CLI_FIX_HOST), &fix->record,
	                    &err) == FC_FOUND &&
	    restore(fix, &err)) {
		cli_fixes_append(names->fixes, fix);
		return true;
	}
	fc_warn("%s stays as it is: %s; what is kept of it is %s/setup/%s, "
	        "with the token: remove that to forget it",
	        *fix->record.path ? fix->record.path : name, err.text,
	        names->fixes->paths->home, name);
	cli_fix_free(fix);
	names->fixes->left = true;
	return true;
}

bool
cli_fixes_plan_undo(struct cli_fixes *fixes, struct fc_error *err)
{
	struct names names = { fixes, err, true };
	struct fc_dir dir = FC_DIR_INIT;
	char path[FC_PATH_SIZE];
	enum fc_lookup found;
	bool done;

	fixes->undo = true;
	fc_text_join(path, sizeof(path), fixes->paths->home, "/setup", NULL);
	found = fc_dir_open(&dir, path, false, err);
	done = found == FC_ABSENT ||
	       (found == FC_FOUND && fc_dir_each(&dir, take, &names, err) &&
	        names.done);
	fc_dir_close(&dir);
	return done;
}
