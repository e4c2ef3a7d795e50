/* SPDX-License-Identifier: Apache-2.0 */
/* The files that setup changes. */
#include "cli/setup/plan.h"

#include "cli/common/wiring.h"

#include <string.h>

static const char *const names[] = { "config", "git", "docker" };
static cli_edit_mask *const masks[] = { cli_setup_config_mask,
	                                cli_setup_git_mask,
	                                cli_setup_docker_mask };

static bool
add_registry(struct cli_registries *registries, const char *host)
{
	int i;

	for (i = 0; i < registries->count; i++)
		if (strcmp(registries->host[i], host) == 0)
			return true;
	if (i == CLI_REGISTRIES_MAX)
		return false;
	memcpy(registries->host[i], host, strlen(host) + 1);
	registries->count++;
	return true;
}

static bool
visit_registry(const char *host, void *arg)
{
	return add_registry(arg, host);
}

bool
cli_plan_registries(struct cli_plan *plan, const struct fc_config *config,
                    const struct cli_wish *wish, struct fc_error *err)
{
	struct cli_registries *registries = &plan->registries;
	char host[FC_HOST_SIZE], stack[FC_HOST_SIZE];

	if (*wish->registry && fc_config_alias(config, wish->registry, stack) &&
	    strcmp(stack, wish->host) != 0)
		return fc_fail(err, FC_ERR_USAGE, "--registry %s: it is one of "
		               "%s already", wish->registry, stack);
	if (*wish->registry)
		add_registry(registries, wish->registry);
	fc_config_aliases(config, wish->host, visit_registry, registries);
	if (fc_registry_of_stack(wish->host, host))
		add_registry(registries, host);
	return true;
}

bool
cli_plan_names_repositories(const struct cli_plan *plan,
                            const struct fc_config *config)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool named = true;
	int i;

	for (i = 0; named && i < plan->registries.count; i++) {
		const char *host = plan->registries.host[i];

		named = fc_config_names(config, host) &&
		        fc_config_value(config, host, "username", &value,
		                        NULL, &ignored) == FC_FOUND;
	}
	fc_buf_clear(&value);
	return named;
}

static bool
path_of(enum cli_plan_file file, const struct fc_places *places,
        char path[FC_PATH_SIZE], struct fc_error *err)
{
	switch (file) {
	case CLI_PLAN_GIT:
		return cli_setup_git_path(path, err);
	case CLI_PLAN_DOCKER:
		return cli_docker_file(path) ||
		       fc_fail(err, FC_ERR_CONFIG, "finding docker's "
		               "configuration: HOME is not set, or too long");
	case CLI_PLAN_CONFIG:
	case CLI_PLAN_FILES:
		break;
	}
	memcpy(path, places->config, FC_PATH_SIZE);
	return true;
}

static bool
open_at(struct cli_plan *plan, enum cli_plan_file file, const char *path,
        struct fc_error *err)
{
	plan->edit[file].lock_as_git = file == CLI_PLAN_GIT;
	plan->opened[file] = true;
	return cli_edit_open(&plan->edit[file], path, err);
}

bool
cli_plan_open(struct cli_plan *plan, enum cli_plan_file file,
              const struct fc_places *places, struct fc_error *err)
{
	char path[FC_PATH_SIZE];

	return path_of(file, places, path, err) &&
	       open_at(plan, file, path, err);
}

/* Our own entries out of edit->after; before NULL: nothing was there. */
static bool
take_back(const struct cli_plan *plan, enum cli_plan_file file,
          struct cli_edit *edit, const char *host,
          const struct fc_buf *before, struct fc_error *err)
{
	switch (file) {
	case CLI_PLAN_GIT:
		return cli_setup_git_undo(edit, host, before, err);
	case CLI_PLAN_DOCKER:
		return cli_setup_docker_undo(edit, &plan->registries, before,
		                             err);
	case CLI_PLAN_CONFIG:
	case CLI_PLAN_FILES:
		break;
	}
	return cli_setup_config_undo(edit, host, &plan->registries, before,
	                             err);
}

/* Is the file still as setup left it? */
static bool
is_untouched(const struct cli_backup *backup, const struct cli_edit *edit)
{
	return edit->exists && strcmp(backup->path, edit->name) == 0 &&
	       strcmp(backup->stamp, edit->stamp) == 0;
}

static bool
restore(struct cli_edit *edit, const struct cli_backup *backup,
        struct fc_error *err)
{
	edit->remove = !backup->existed;
	fc_buf_reset(&edit->after);
	return fc_buf_add(&edit->after, fc_buf_str(&backup->text),
	                  backup->text.len, err);
}

static bool
undo_by_backup(struct cli_plan *plan, enum cli_plan_file file,
               const char *host, const struct cli_backup *backup,
               struct fc_error *err)
{
	struct cli_edit *edit = &plan->edit[file];

	if (!edit->exists)
		return true;
	if (is_untouched(backup, edit))
		return restore(edit, backup, err);
	if (!take_back(plan, file, edit, host, &backup->text, err))
		return false;
	edit->remove = !backup->existed && edit->after.len == 0;
	return true;
}

bool
cli_plan_undo(struct cli_plan *plan, enum cli_plan_file file,
              const struct fc_places *places, const char *host,
              struct fc_error *err)
{
	struct cli_edit *edit = &plan->edit[file];
	struct cli_backup backup = CLI_BACKUP_INIT;
	bool done = false;

	plan->undo = true;
	switch (cli_backup_read(places, host, names[file], &backup, err)) {
	case FC_FOUND:
		done = open_at(plan, file, backup.path, err) &&
		       undo_by_backup(plan, file, host, &backup, err);
		break;
	case FC_ABSENT:
		done = cli_plan_open(plan, file, places, err) &&
		       (!edit->exists ||
		        take_back(plan, file, edit, host, NULL, err));
		break;
	case FC_FAILED:
		break;
	}
	cli_backup_clear(&backup);
	return done;
}

bool
cli_plan_check(const struct cli_plan *plan, struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_PLAN_FILES; file++)
		if (plan->opened[file] &&
		    cli_edit_is_change(&plan->edit[file]) &&
		    !cli_edit_check(&plan->edit[file], err))
			return false;
	return true;
}

bool
cli_plan_show(const struct cli_plan *plan, const char *host,
              struct fc_buf *out, struct fc_error *err)
{
	int file;

	for (file = 0; file < CLI_PLAN_FILES; file++)
		if (plan->opened[file] &&
		    cli_edit_is_change(&plan->edit[file]) &&
		    !cli_edit_show(&plan->edit[file], masks[file], out, err))
			return false;
	if (out->len > 0)
		return true;
	return fc_buf_addf(out, err, plan->undo
	                   ? "%s: there is nothing to take back\n"
	                   : "%s: everything is set up already\n", host);
}

/*
 * What the file was without setup: as it is, on the first time; as it was
 * kept, when nobody else has changed it since; else as it is without our
 * entries.
 */
static bool
make_backup(const struct cli_plan *plan, enum cli_plan_file file,
            const struct fc_places *places, const char *host,
            struct cli_backup *backup, struct fc_error *err)
{
	const struct cli_edit *edit = &plan->edit[file];
	struct cli_edit base = CLI_EDIT_INIT;
	enum fc_lookup found;
	bool done = false;

	found = cli_backup_read(places, host, names[file], backup, err);
	if (found == FC_FAILED)
		return false;
	if (found == FC_FOUND && is_untouched(backup, edit))
		return true;
	if (!fc_buf_add(&base.after, fc_buf_str(&edit->before),
	                edit->before.len, err))
		goto out;
	memcpy(base.name, edit->name, sizeof(base.name));
	if (found == FC_FOUND &&
	    !take_back(plan, file, &base, host, &backup->text, err))
		goto out;
	backup->existed = edit->exists &&
	                  (found != FC_FOUND || backup->existed ||
	                   base.after.len > 0);
	memcpy(backup->path, edit->name, sizeof(backup->path));
	fc_buf_move(&backup->text, &base.after);
	done = true;
out:
	cli_edit_clear(&base);
	return done;
}

/* The backup lies there before the file changes; which version setup has
 * made is known only then. */
static bool
write_with_backup(struct cli_plan *plan, enum cli_plan_file file,
                  const struct fc_places *places, const char *host,
                  struct fc_error *err)
{
	struct cli_backup backup = CLI_BACKUP_INIT;
	bool done;

	done = make_backup(plan, file, places, host, &backup, err);
	memcpy(backup.stamp, "-", 2);
	done = done &&
	       cli_backup_write(places, host, names[file], &backup, err) &&
	       cli_edit_write(&plan->edit[file], err);
	memcpy(backup.stamp, plan->edit[file].stamp, sizeof(backup.stamp));
	done = done &&
	       cli_backup_write(places, host, names[file], &backup, err);
	cli_backup_clear(&backup);
	return done;
}

static bool
write_file(struct cli_plan *plan, enum cli_plan_file file,
           const struct fc_places *places, const char *host,
           struct fc_buf *said, struct fc_error *err)
{
	struct cli_edit *edit = &plan->edit[file];

	/* Another setup's backup would be lost over an older one's. */
	if (!cli_edit_is_current(edit, err))
		return false;
	if (cli_edit_is_change(edit)) {
		if (!(plan->undo ? cli_edit_write(edit, err)
		                 : write_with_backup(plan, file, places, host,
		                                     err)) ||
		    !fc_buf_addf(said, err, "%s %s\n",
		                 edit->remove ? "removed" : "changed",
		                 edit->name))
			return false;
	}
	return !plan->undo ||
	       cli_backup_remove(places, host, names[file], err);
}

/* The secret that setup wrote, once the config does not name it any more. */
static bool
remove_secret(const struct cli_plan *plan, const struct fc_places *places,
              const char *host, struct fc_error *err)
{
	struct fc_dir home = FC_DIR_INIT;
	char path[FC_PATH_SIZE];
	bool done;

	if (!plan->undo || !plan->opened[CLI_PLAN_CONFIG] ||
	    !cli_secret_file(places, host, path) ||
	    strstr(fc_buf_str(&plan->edit[CLI_PLAN_CONFIG].after), path) ||
	    fc_dir_open(&home, places->home, false, err) != FC_FOUND)
		return true;
	done = fc_file_forget(&home, strrchr(path, '/') + 1, err);
	fc_dir_close(&home);
	return done;
}

bool
cli_plan_write(struct cli_plan *plan, const struct fc_places *places,
               const char *host, struct fc_buf *said, struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	bool done = cli_backup_lock(places, !plan->undo, &lock, err);
	int file;

	for (file = 0; done && file < CLI_PLAN_FILES; file++)
		done = !plan->opened[file] ||
		       write_file(plan, (enum cli_plan_file)file, places, host,
		                  said, err);
	fc_lock_release(&lock);
	if (said->len > 0 && !plan->undo &&
	    !fc_buf_addf(said, done ? err : &ignored,
	                 "What was there before is kept in %s/setup; this "
	                 "takes it back:\n"
	                 "  foundry-credential setup --undo %s\n",
	                 places->home, host))
		return false;
	return done && remove_secret(plan, places, host, err);
}

void
cli_plan_clear(struct cli_plan *plan)
{
	int file;

	for (file = 0; file < CLI_PLAN_FILES; file++)
		cli_edit_clear(&plan->edit[file]);
}
