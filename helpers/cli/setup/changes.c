/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes. */
#include "cli/setup/changes.h"

#include <string.h>

void
cli_changes_init(struct cli_changes *changes,
                 const struct cli_setup_target *target)
{
	int file;

	*changes = (struct cli_changes){ .target = *target };
	for (file = 0; file < CLI_SETUP_FILES; file++) {
		changes->edit[file] = (struct cli_edit)CLI_EDIT_INIT;
		changes->kept[file] = (struct cli_backup)CLI_BACKUP_INIT;
		changes->next[file] = (struct cli_backup)CLI_BACKUP_INIT;
	}
}

/* The change that leaves the file as this one finds it; itself: none. */
static int
find_earlier(const struct cli_changes *changes, int file)
{
	const int step = changes->undo ? 1 : -1; /* as they are written */
	int at;

	for (at = file + step; at >= 0 && at < CLI_SETUP_FILES; at += step)
		if (changes->opened[at] &&
		    strcmp(changes->edit[at].path,
		           changes->edit[file].path) == 0 &&
		    cli_edit_is_change(&changes->edit[at]))
			return at;
	return file;
}

static bool
begin_with(struct cli_edit *edit, const struct cli_edit *earlier,
           struct fc_error *err)
{
	const struct fc_buf *text = &earlier->after;

	edit->exists = !earlier->remove;
	fc_buf_reset(&edit->before);
	fc_buf_reset(&edit->after);
	return earlier->remove ||
	       (fc_buf_add(&edit->before, fc_buf_str(text), text->len, err) &&
	        fc_buf_add(&edit->after, fc_buf_str(text), text->len, err));
}

static bool
open_at(struct cli_changes *changes, int file, const char *path,
        struct fc_error *err)
{
	const struct cli_setup_file *row = cli_setup_file(file);
	struct cli_edit *edit = &changes->edit[file];

	edit->lock_as_git = row->lock_as_git;
	edit->secret = row->secret;
	edit->executable = row->executable;
	edit->makes_more = row->makes_more;
	if (!cli_edit_open(edit, path, err))
		return false;
	changes->follows[file] = find_earlier(changes, file);
	changes->opened[file] = true;
	return changes->follows[file] == file ||
	       begin_with(edit, &changes->edit[changes->follows[file]], err);
}

static bool
read_backup(struct cli_changes *changes, int file, struct fc_error *err)
{
	enum fc_lookup found;

	found = cli_backup_read(changes->target.paths,
	                        changes->target.wanted->host,
	                        cli_setup_file(file)->name,
	                        &changes->kept[file], err);
	changes->has_kept[file] = found == FC_FOUND;
	return found != FC_FAILED;
}

/* What an earlier setup did to a file that is open, or NULL. */
static const struct cli_backup *
backup_of(const struct cli_changes *changes, int file)
{
	return changes->has_kept[file] ? &changes->kept[file] : NULL;
}

bool
cli_changes_plan(struct cli_changes *changes, int file, struct fc_error *err)
{
	const struct cli_setup_file *row = cli_setup_file(file);
	struct cli_edit *edit = &changes->edit[file];
	char path[FC_PATH_SIZE];

	if (!read_backup(changes, file, err) ||
	    !row->find(&changes->target, path, err) ||
	    !open_at(changes, file, path, err))
		return false;
	/* That of another file, elsewhere, says nothing of this one. */
	if (strcmp(changes->kept[file].path, edit->name) != 0)
		changes->has_kept[file] = false;
	return row->change(edit, &changes->target, backup_of(changes, file),
	                   err);
}

/* --- taking back ---------------------------------------------------------- */

static bool
is_same(const struct fc_buf *one, const struct fc_buf *other)
{
	return one->len == other->len &&
	       memcmp(fc_buf_str(one), fc_buf_str(other), one->len) == 0;
}

/* Is the file still as setup left it? */
static bool
is_untouched(const struct cli_backup *backup, const struct cli_edit *edit)
{
	return edit->exists && strcmp(backup->path, edit->name) == 0 &&
	       (backup->knows_after ? is_same(&backup->after, &edit->before)
	                            : strcmp(backup->stamp, edit->stamp) == 0);
}

static bool
restore(struct cli_edit *edit, const struct cli_backup *backup,
        struct fc_error *err)
{
	edit->remove = !backup->existed;
	fc_buf_reset(&edit->after);
	return fc_buf_add(&edit->after, fc_buf_str(&backup->before),
	                  backup->before.len, err);
}

static bool
is_empty(int file, const struct fc_buf *text)
{
	return strspn(fc_buf_str(text), cli_setup_file(file)->blanks) ==
	       text->len;
}

static bool
undo_by_backup(struct cli_changes *changes, int file, struct fc_error *err)
{
	const struct cli_backup *backup = &changes->kept[file];
	struct cli_edit *edit = &changes->edit[file];

	if (!edit->exists)
		return true;
	if (is_untouched(backup, edit))
		return restore(edit, backup, err);
	if (!cli_setup_file(file)->take_back(edit, &changes->target, backup,
	                                     err))
		return false;
	edit->remove = !backup->existed && is_empty(file, &edit->after);
	return true;
}

/* An older version kept nothing of a secret: it has written the one that the
 * config names by now, and did not name before. */
static bool
undo_secret_of_old(struct cli_changes *changes, struct fc_error *err)
{
	const struct cli_backup *config = &changes->kept[CLI_SETUP_CONFIG];
	const struct cli_edit *edit = &changes->edit[CLI_SETUP_CONFIG];
	struct fc_error ignored = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];

	if (!changes->has_kept[CLI_SETUP_CONFIG] || config->knows_after ||
	    !cli_secret_file(changes->target.paths,
	                     changes->target.wanted->host, path, &ignored) ||
	    strstr(fc_buf_str(&config->before), path) ||
	    !strstr(fc_buf_str(&edit->before), path) ||
	    strstr(fc_buf_str(&edit->after), path))
		return true;
	if (!open_at(changes, CLI_SETUP_SECRET, path, err))
		return false;
	changes->edit[CLI_SETUP_SECRET].remove = true;
	return true;
}

bool
cli_changes_undo(struct cli_changes *changes, int file, struct fc_error *err)
{
	changes->undo = true;
	if (!read_backup(changes, file, err))
		return false;
	if (changes->has_kept[file])
		return open_at(changes, file, changes->kept[file].path, err) &&
		       undo_by_backup(changes, file, err);
	return file != CLI_SETUP_SECRET || undo_secret_of_old(changes, err);
}

/* --- before the first is written ------------------------------------------ */

/*
 * What the file was without setup: as it is, on the first time; as it was
 * kept, when nobody else has changed it since; else as it is without our
 * entries.
 */
static bool
make_backup(const struct cli_changes *changes, int file,
            struct cli_backup *next, struct fc_error *err)
{
	const struct cli_edit *edit = &changes->edit[file];
	const struct cli_backup *kept = backup_of(changes, file);
	const struct fc_buf *before = &edit->before;
	struct cli_edit base = CLI_EDIT_INIT;
	bool done = false;

	if (!fc_buf_add(&base.after, fc_buf_str(before), before->len, err))
		goto out;
	memcpy(base.name, edit->name, sizeof(base.name));
	if (kept && !(is_untouched(kept, edit)
	              ? restore(&base, kept, err)
	              : cli_setup_file(file)->take_back(
				&base, &changes->target, kept, err)))
		goto out;
	memcpy(next->path, edit->name, sizeof(next->path));
	next->existed = edit->exists;
	next->made_directories = edit->makes_directories;
	if (kept) {
		next->existed &= kept->existed || !is_empty(file, &base.after);
		if (next->made_directories < kept->made_directories)
			next->made_directories = kept->made_directories;
		next->made_home = kept->made_home;
	}
	fc_buf_move(&next->before, &base.after);
	done = fc_buf_add(&next->after, fc_buf_str(&edit->after),
	                  edit->after.len, err);
out:
	cli_edit_clear(&base);
	return done;
}

bool
cli_changes_check(struct cli_changes *changes, struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_SETUP_FILES; file++) {
		if (!changes->opened[file] ||
		    !cli_edit_is_change(&changes->edit[file]))
			continue;
		if (changes->follows[file] == file &&
		    !cli_edit_check(&changes->edit[file], err))
			return false;
		if (!changes->undo &&
		    !make_backup(changes, file, &changes->next[file], err))
			return false;
	}
	return true;
}

bool
cli_changes_is_change(const struct cli_changes *changes)
{
	int file;

	for (file = 0; file < CLI_SETUP_FILES; file++)
		if (changes->opened[file] &&
		    cli_edit_is_change(&changes->edit[file]))
			return true;
	return false;
}

bool
cli_changes_show(const struct cli_changes *changes, struct fc_buf *out,
                 struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_SETUP_FILES; file++)
		if (changes->opened[file] &&
		    cli_edit_is_change(&changes->edit[file]) &&
		    !cli_edit_show(&changes->edit[file],
		                   cli_setup_file(file)->mask, out, err))
			return false;
	if (out->len > 0)
		return true;
	return fc_buf_addf(out, err, changes->undo
	                   ? "%s: there is nothing to take back\n"
	                   : "%s: everything is set up already\n",
	                   changes->target.wanted->host);
}

void
cli_changes_clear(struct cli_changes *changes)
{
	int file;

	for (file = 0; file < CLI_SETUP_FILES; file++) {
		cli_edit_clear(&changes->edit[file]);
		cli_backup_clear(&changes->kept[file]);
		cli_backup_clear(&changes->next[file]);
	}
}
