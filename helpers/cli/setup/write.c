/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes are written, one after the other. */
#include "cli/common/format.h"
#include "cli/setup/changes.h"

#include "base/process.h"
#include "base/trace.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What setup does lies there before the file changes. */
static bool
write_with_backup(struct cli_changes *changes, int file, struct fc_error *err)
{
	const struct fc_paths *paths = changes->target.paths;
	const char *host = changes->target.wanted->host;
	const char *name = cli_setup_file(file)->name;
	struct cli_backup *next = &changes->next[file];
	struct fc_error ignored = FC_ERROR_INIT;

	next->made_home = next->made_home || changes->makes_home;
	if (!cli_backup_write(paths, host, name, next, err))
		return false;
	if (cli_edit_write(&changes->edit[file], err))
		return true;
	/* What an earlier one did is still to be taken back. */
	if (changes->has_kept[file] && changes->kept[file].knows_after &&
	    !cli_backup_write(paths, host, name, &changes->kept[file],
	                      &ignored))
		fc_trace("%s", ignored.text);
	return false;
}

/* What is read by now is what the change before this one has written. */
static bool
catch_up(struct cli_changes *changes, int file, struct fc_error *err)
{
	struct cli_edit *edit = &changes->edit[file];
	const int earlier = changes->follows[file];

	if (earlier == file)
		return true;
	memcpy(edit->stamp, changes->edit[earlier].stamp, sizeof(edit->stamp));
	if (edit->exists && stat(edit->path, &edit->seen) != 0)
		return fc_fail_sys(err, "looking at %s", edit->path);
	return !cli_edit_is_change(edit) || cli_edit_check(edit, err);
}

static bool
write_file(struct cli_changes *changes, int file, struct fc_buf *said,
           struct fc_error *err)
{
	struct cli_edit *edit = &changes->edit[file];
	char path[FC_PATH_SIZE];

	/* Another setup's backup would be lost over an older one's. */
	if (!catch_up(changes, file, err) || !cli_edit_is_current(edit, err))
		return false;
	if (cli_edit_is_change(edit)) {
		if (!(changes->undo ? cli_edit_write(edit, err)
		                 : write_with_backup(changes, file, err)) ||
		    !fc_buf_addf(said, err, "%s %s\n",
		                 edit->remove ? "removed" : "changed",
		                 cli_shown_path(edit->name, path)))
			return false;
	}
	return !changes->undo ||
	       cli_backup_remove(changes->target.paths,
	                         changes->target.wanted->host,
	                         cli_setup_file(file)->name, err);
}

/* An undo takes the secret away after the config that names it. */
static bool
write_all(struct cli_changes *changes, struct fc_buf *said,
          struct fc_error *err)
{
	bool done = true;
	int i;

	for (i = 0; done && i < CLI_SETUP_FILES; i++) {
		int file = changes->undo ? CLI_SETUP_FILES - 1 - i : i;

		done = !changes->opened[file] ||
		       write_file(changes, file, said, err);
	}
	return done;
}

static void
remove_if_empty(const char *path)
{
	if (rmdir(path) == 0)
		fc_trace("removed %s", path);
}

static void
remove_made(char path[FC_PATH_SIZE], int count)
{
	for (; count > 0; count--) {
		*strrchr(path, '/') = '\0';
		remove_if_empty(path);
	}
}

/* Directories that setup made, and that nothing has come into since. */
static void
remove_directories(const struct cli_changes *changes)
{
	char path[FC_PATH_SIZE];
	bool made_home = false;
	int file;

	for (file = 0; file < CLI_SETUP_FILES; file++) {
		if (!changes->opened[file] || !changes->has_kept[file])
			continue;
		made_home = made_home || changes->kept[file].made_home;
		memcpy(path, changes->edit[file].path, sizeof(path));
		remove_made(path, changes->kept[file].made_directories);
	}
	if (made_home)
		remove_if_empty(changes->target.paths->home);
}

static bool
say_kept(const char *host, struct fc_buf *said, struct fc_error *err)
{
	return fc_buf_addf(said, err, "What was there before is kept; this "
	                   "takes it back:\n"
	                   "  foundry-credential setup --undo %s\n", host);
}

bool
cli_changes_write(struct cli_changes *changes, struct fc_buf *said,
                  struct fc_error *err)
{
	const struct fc_paths *paths = changes->target.paths;
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	changes->makes_home = access(paths->home, F_OK) != 0 && errno == ENOENT;
	if (!cli_backup_lock(paths, !changes->undo, &lock, err))
		return false;
	/* Ctrl-C must leave no lock of git's and no draft. */
	fc_process_hold_signals();
	done = write_all(changes, said, err);
	if (done && changes->undo)
		remove_directories(changes);
	fc_process_release_signals();
	fc_lock_release(&lock);
	if (said->len > 0 && !changes->undo &&
	    !say_kept(changes->target.wanted->host, said,
	              done ? err : &ignored))
		return false;
	return done;
}
