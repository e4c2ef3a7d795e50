/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes are written, one after the other. */
#include "cli/common/format.h"
#include "cli/setup/plan.h"

#include "base/process.h"
#include "base/trace.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What setup does lies there before the file changes. */
static bool
write_with_backup(struct cli_plan *plan, int file,
                  const struct fc_places *places, const char *host,
                  struct fc_error *err)
{
	const char *name = cli_plan_names[file];
	struct cli_backup *next = &plan->next[file];
	struct fc_error ignored = FC_ERROR_INIT;

	next->made_home = next->made_home || plan->makes_home;
	if (!cli_backup_write(places, host, name, next, err))
		return false;
	if (cli_edit_write(&plan->edit[file], err))
		return true;
	/* What an earlier one did is still to be taken back. */
	if (plan->has_kept[file] && plan->kept[file].knows_after &&
	    !cli_backup_write(places, host, name, &plan->kept[file], &ignored))
		fc_trace("%s", ignored.text);
	return false;
}

static bool
write_file(struct cli_plan *plan, int file, const struct fc_places *places,
           const char *host, struct fc_buf *said, struct fc_error *err)
{
	struct cli_edit *edit = &plan->edit[file];
	char path[FC_PATH_SIZE];

	/* Another setup's backup would be lost over an older one's. */
	if (!cli_edit_is_current(edit, err))
		return false;
	if (cli_edit_is_change(edit)) {
		if (!(plan->undo ? cli_edit_write(edit, err)
		                 : write_with_backup(plan, file, places, host,
		                                     err)) ||
		    !fc_buf_addf(said, err, "%s %s\n",
		                 edit->remove ? "removed" : "changed",
		                 cli_shown_path(edit->name, path)))
			return false;
	}
	return !plan->undo ||
	       cli_backup_remove(places, host, cli_plan_names[file], err);
}

/* An undo takes the secret away after the config that names it. */
static bool
write_all(struct cli_plan *plan, const struct fc_places *places,
          const char *host, struct fc_buf *said, struct fc_error *err)
{
	bool done = true;
	int i;

	for (i = 0; done && i < CLI_PLAN_FILES; i++) {
		int file = plan->undo ? CLI_PLAN_FILES - 1 - i : i;

		done = !plan->opened[file] ||
		       write_file(plan, file, places, host, said, err);
	}
	return done;
}

static void
remove_if_empty(const char *path)
{
	if (rmdir(path) == 0)
		fc_trace("removed %s", path);
}

/* Directories that setup made, and that nothing has come into since. */
static void
remove_directories(const struct cli_plan *plan, const struct fc_places *places)
{
	char path[FC_PATH_SIZE];
	bool made_home = false;
	int file;

	for (file = 0; file < CLI_PLAN_FILES; file++) {
		if (!plan->opened[file] || !plan->has_kept[file])
			continue;
		made_home = made_home || plan->kept[file].made_home;
		memcpy(path, plan->edit[file].path, sizeof(path));
		*strrchr(path, '/') = '\0';
		if (plan->kept[file].made_directory)
			remove_if_empty(path);
	}
	if (made_home)
		remove_if_empty(places->home);
}

static bool
say_kept(const struct fc_places *places, const char *host,
         struct fc_buf *said, struct fc_error *err)
{
	char home[FC_PATH_SIZE];

	return fc_buf_addf(said, err, "What was there before is kept in "
	                   "%s/setup; this takes it back:\n"
	                   "  foundry-credential setup --undo %s\n",
	                   cli_shown_path(places->home, home), host);
}

bool
cli_plan_write(struct cli_plan *plan, const struct fc_places *places,
               const char *host, struct fc_buf *said, struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	plan->makes_home = access(places->home, F_OK) != 0 && errno == ENOENT;
	if (!cli_backup_lock(places, !plan->undo, &lock, err))
		return false;
	/* Ctrl-C must leave no lock of git's and no draft. */
	fc_process_hold_signals();
	done = write_all(plan, places, host, said, err);
	if (done && plan->undo)
		remove_directories(plan, places);
	fc_process_release_signals();
	fc_lock_release(&lock);
	if (said->len > 0 && !plan->undo &&
	    !say_kept(places, host, said, done ? err : &ignored))
		return false;
	return done;
}
