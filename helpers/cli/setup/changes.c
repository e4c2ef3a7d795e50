/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes. */
#include "cli/setup/changes.h"

#include "cli/common/helper_lookup.h"

#include <string.h>

const char *const cli_changes_names[] = { "secret", "config", "git", "docker" };
static cli_edit_mask *const masks[] = { cli_setup_secret_mask,
	                                cli_setup_config_mask,
	                                cli_setup_git_mask,
	                                cli_setup_docker_mask };

static bool
path_of(enum cli_changes_file file, const struct fc_paths *paths,
        const char *host, char path[FC_PATH_SIZE], struct fc_error *err)
{
	switch (file) {
	case CLI_CHANGE_GIT:
		return cli_setup_git_path(path, err);
	case CLI_CHANGE_DOCKER:
		return cli_docker_file(path) ||
		       fc_fail(err, FC_ERR_CONFIG, "finding docker's "
		               "configuration: HOME is not set, or too long");
	case CLI_CHANGE_SECRET:
		return cli_secret_file(paths, host, path) ||
		       fc_fail(err, FC_ERR_CONFIG, "the path of FOUNDRY_HOME "
		               "is too long");
	case CLI_CHANGE_CONFIG:
	case CLI_CHANGE_FILES:
		break;
	}
	memcpy(path, paths->config, FC_PATH_SIZE);
	return true;
}

static bool
open_at(struct cli_changes *changes, enum cli_changes_file file,
        const char *path, struct fc_error *err)
{
	changes->edit[file].lock_as_git = file == CLI_CHANGE_GIT;
	changes->edit[file].secret = file == CLI_CHANGE_SECRET;
	changes->opened[file] = true;
	return cli_edit_open(&changes->edit[file], path, err);
}

static bool
read_backup(struct cli_changes *changes, enum cli_changes_file file,
            const struct fc_paths *paths, const char *host,
            struct fc_error *err)
{
	enum fc_lookup found;

	found = cli_backup_read(paths, host, cli_changes_names[file],
	                        &changes->kept[file], err);
	changes->has_kept[file] = found == FC_FOUND;
	return found != FC_FAILED;
}

bool
cli_changes_open(struct cli_changes *changes, enum cli_changes_file file,
                 const struct fc_paths *paths, const char *host,
                 struct fc_error *err)
{
	char path[FC_PATH_SIZE];

	if (!read_backup(changes, file, paths, host, err) ||
	    !path_of(file, paths, host, path, err) ||
	    !open_at(changes, file, path, err))
		return false;
	/* That of another file, elsewhere, says nothing of this one. */
	if (strcmp(changes->kept[file].path, changes->edit[file].name) != 0)
		changes->has_kept[file] = false;
	return true;
}

const struct cli_backup *
cli_changes_backup(const struct cli_changes *changes,
                   enum cli_changes_file file)
{
	return changes->has_kept[file] ? &changes->kept[file] : NULL;
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

/* What setup did, and nothing else, out of edit->after. */
static bool
take_back(const struct cli_changes *changes, enum cli_changes_file file,
          struct cli_edit *edit, const char *host, struct fc_error *err)
{
	const struct cli_backup *backup = &changes->kept[file];

	switch (file) {
	case CLI_CHANGE_GIT:
		return cli_setup_git_undo(edit, host, backup, err);
	case CLI_CHANGE_DOCKER:
		return cli_setup_docker_undo(edit, &changes->registries, backup,
		                             err);
	case CLI_CHANGE_CONFIG:
		return cli_setup_config_undo(edit, host, &changes->registries,
		                             backup, err);
	case CLI_CHANGE_SECRET: /* by now it is somebody else's */
	case CLI_CHANGE_FILES:
		break;
	}
	return true;
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

/* Nothing is said in it: blanks, or "{}" of docker's. */
static bool
is_empty(enum cli_changes_file file, const struct fc_buf *text)
{
	const char *blanks = file == CLI_CHANGE_DOCKER ? " \t\r\n{}"
	                                             : " \t\r\n";

	return strspn(fc_buf_str(text), blanks) == text->len;
}

static bool
undo_by_backup(struct cli_changes *changes, enum cli_changes_file file,
               const char *host, struct fc_error *err)
{
	const struct cli_backup *backup = &changes->kept[file];
	struct cli_edit *edit = &changes->edit[file];

	if (!edit->exists)
		return true;
	if (is_untouched(backup, edit))
		return restore(edit, backup, err);
	if (!take_back(changes, file, edit, host, err))
		return false;
	edit->remove = !backup->existed && is_empty(file, &edit->after);
	return true;
}

/* An older version kept nothing of a secret: it has written the one that the
 * config names by now, and did not name before. */
static bool
undo_secret_of_old(struct cli_changes *changes, const struct fc_paths *paths,
                   const char *host, struct fc_error *err)
{
	const struct cli_backup *config = &changes->kept[CLI_CHANGE_CONFIG];
	const struct cli_edit *edit = &changes->edit[CLI_CHANGE_CONFIG];
	char path[FC_PATH_SIZE];

	if (!changes->has_kept[CLI_CHANGE_CONFIG] || config->knows_after ||
	    !cli_secret_file(paths, host, path) ||
	    strstr(fc_buf_str(&config->before), path) ||
	    !strstr(fc_buf_str(&edit->before), path) ||
	    strstr(fc_buf_str(&edit->after), path))
		return true;
	if (!open_at(changes, CLI_CHANGE_SECRET, path, err))
		return false;
	changes->edit[CLI_CHANGE_SECRET].remove = true;
	return true;
}

bool
cli_changes_undo(struct cli_changes *changes, enum cli_changes_file file,
                 const struct fc_paths *paths, const char *host,
                 struct fc_error *err)
{
	changes->undo = true;
	if (!read_backup(changes, file, paths, host, err))
		return false;
	if (changes->has_kept[file])
		return open_at(changes, file, changes->kept[file].path, err) &&
		       undo_by_backup(changes, file, host, err);
	return file != CLI_CHANGE_SECRET ||
	       undo_secret_of_old(changes, paths, host, err);
}

/* --- before the first is written ------------------------------------------ */

/*
 * What the file was without setup: as it is, on the first time; as it was
 * kept, when nobody else has changed it since; else as it is without our
 * entries.
 */
static bool
make_backup(const struct cli_changes *changes, enum cli_changes_file file,
            const char *host, struct cli_backup *next, struct fc_error *err)
{
	const struct cli_edit *edit = &changes->edit[file];
	const struct cli_backup *kept = cli_changes_backup(changes, file);
	const struct fc_buf *before = &edit->before;
	struct cli_edit base = CLI_EDIT_INIT;
	bool done = false;

	if (!fc_buf_add(&base.after, fc_buf_str(before), before->len, err))
		goto out;
	memcpy(base.name, edit->name, sizeof(base.name));
	if (kept && !(is_untouched(kept, edit)
	              ? restore(&base, kept, err)
	              : take_back(changes, file, &base, host, err)))
		goto out;
	memcpy(next->path, edit->name, sizeof(next->path));
	next->existed = edit->exists;
	next->made_directory = edit->makes_directory;
	if (kept) {
		next->existed &= kept->existed || !is_empty(file, &base.after);
		next->made_directory |= kept->made_directory;
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
cli_changes_check(struct cli_changes *changes, const char *host,
                  struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_CHANGE_FILES; file++) {
		if (!changes->opened[file] ||
		    !cli_edit_is_change(&changes->edit[file]))
			continue;
		if (!cli_edit_check(&changes->edit[file], err))
			return false;
		if (!changes->undo &&
		    !make_backup(changes, (enum cli_changes_file)file, host,
		                 &changes->next[file], err))
			return false;
	}
	return true;
}

bool
cli_changes_is_change(const struct cli_changes *changes)
{
	int file;

	for (file = 0; file < CLI_CHANGE_FILES; file++)
		if (changes->opened[file] &&
		    cli_edit_is_change(&changes->edit[file]))
			return true;
	return false;
}

bool
cli_changes_show(const struct cli_changes *changes, const char *host,
                 struct fc_buf *out, struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_CHANGE_FILES; file++)
		if (changes->opened[file] &&
		    cli_edit_is_change(&changes->edit[file]) &&
		    !cli_edit_show(&changes->edit[file], masks[file], out, err))
			return false;
	if (out->len > 0)
		return true;
	return fc_buf_addf(out, err, changes->undo
	                   ? "%s: there is nothing to take back\n"
	                   : "%s: everything is set up already\n", host);
}

void
cli_changes_clear(struct cli_changes *changes)
{
	int file;

	for (file = 0; file < CLI_CHANGE_FILES; file++) {
		cli_edit_clear(&changes->edit[file]);
		cli_backup_clear(&changes->kept[file]);
		cli_backup_clear(&changes->next[file]);
	}
}
