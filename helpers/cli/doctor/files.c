/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: files, places and programs. */
#include "cli/doctor/doctor.h"

#include "base/file.h"
#include "config/login_index.h"
#include "record/static_tokens.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS_MAY_ANYTHING (S_IRWXG | S_IRWXO)

/* cure: what to do with the path, which follows. */
static void
wrong_file(struct fc_check_results *results, const char *path, const char *what,
           const char *cure)
{
	fc_check_add(results, FC_CHECK_WRONG, "files", "%s %s", path, what);
	fc_check_cure(results, "%s %s", cure, path);
}

static bool
check_owner(struct fc_check_results *results, const char *path,
            const struct stat *st)
{
	if (st->st_uid == geteuid())
		return true;
	fc_check_add(results, FC_CHECK_WRONG, "files",
	             "%s belongs to another user (uid %lu, we are %lu)",
	             path, (unsigned long)st->st_uid,
	             (unsigned long)geteuid());
	fc_check_cure(results, "run this as that user, or set FOUNDRY_HOME "
	              "to a directory of your own");
	return false;
}

/* What the programs would say of it. */
static bool
check_directory(struct fc_check_results *results, const char *path)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;
	bool good;

	if (stat(path, &st) != 0)
		return true;
	if (!S_ISDIR(st.st_mode)) {
		wrong_file(results, path, "is not a directory",
		           "move away");
		return false;
	}
	good = fc_dir_open(&dir, path, false, &err) != FC_FAILED;
	if (!good)
		fc_check_add_error(results, FC_CHECK_WRONG, "files", &err);
	fc_dir_close(&dir);
	return good;
}

static bool
check_secret(struct fc_check_results *results, const char *directory,
             const char *name)
{
	char path[2 * FC_PATH_SIZE];
	struct stat st;

	fc_text_join(path, sizeof(path), directory, "/", name, NULL);
	if (lstat(path, &st) != 0)
		return true;
	if (S_ISLNK(st.st_mode))
		wrong_file(results, path, "is a symbolic link, and not "
		           "followed", "put the file itself at");
	else if (!S_ISREG(st.st_mode))
		wrong_file(results, path, "is not a regular file",
		           "move away");
	else if (!check_owner(results, path, &st))
		return false;
	else if (st.st_nlink != 1)
		wrong_file(results, path, "has hard links, and is refused",
		           "remove the other names of");
	else if (st.st_mode & OTHERS_MAY_ANYTHING)
		wrong_file(results, path, "can be read by other users",
		           "chmod 600");
	else
		return true;
	return false;
}

static bool
check_config_file(struct fc_check_results *results, const char *path)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;
	bool good;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		wrong_file(results, path, "is not a regular file",
		           "move away");
		return false;
	}
	good = fc_file_read_config(path, &text, &st, &err) != FC_FAILED;
	if (!good)
		fc_check_add_error(results, FC_CHECK_WRONG, "files", &err);
	fc_buf_clear(&text);
	return good;
}

/* Of the home only what is on its way into a file of ours: the person may
 * keep more there. */
static bool
is_draft(const char *name)
{
	const char *suffix = strrchr(name, '.');

	return suffix && suffix > name && name[0] == '.' &&
	       (strcmp(suffix, ".new") == 0 || strcmp(suffix, ".kept") == 0);
}

/* A second copy of secrets, once nobody needs it to look something up. */
static void
tell_aside(struct fc_check_results *results, const char *home, const char *name)
{
	fc_check_add(results, FC_CHECK_WARNING, "files", "%s/%s is a file "
	             "of logins as it was before its repair", home, name);
	fc_check_cure(results, "when no login is missing, remove %s/%s",
	              home, name);
}

struct looking {
	struct fc_check_results *results;
	const char *path;
	bool home;
	bool good;
};

static bool
look_at(const char *name, void *arg)
{
	struct looking *looking = arg;

	if (!looking->home || is_draft(name))
		looking->good = check_secret(looking->results, looking->path,
		                             name) && looking->good;
	else if (strncmp(name, FC_LOGINS_ASIDE, strlen(FC_LOGINS_ASIDE)) == 0)
		tell_aside(looking->results, looking->path, name);
	return true;
}

/* What lies in a directory of ours. */
static bool
check_each(struct fc_check_results *results, const char *path, bool home)
{
	struct looking looking = { results, path, home, true };
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_dir_open(&dir, path, false, &ignored) == FC_FOUND &&
	    !fc_dir_each(&dir, look_at, &looking, &ignored))
		looking.good = false;
	fc_dir_close(&dir);
	return looking.good;
}

void
cli_doctor_files(struct cli_doctor *doctor)
{
	static const char *const directories[] = { "", "/lock", "/cache",
		                                   "/setup", "/used" };
	static const char *const files[] = { FC_LOGINS_FILE, FC_INDEX_FILE,
		                             FC_STATIC_TOKENS_FILE };
	struct fc_check_results *results = &doctor->results;
	const char *home = doctor->paths.home;
	char path[FC_PATH_SIZE];
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		fc_text_join(path, sizeof(path), home, directories[i], NULL);
		good = check_directory(results, path) &&
		       check_each(results, path, i == 0) && good;
	}
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		good = check_secret(results, home, files[i]) && good;
	good = check_config_file(results, doctor->paths.config) && good;
	good = check_config_file(results, doctor->paths.system) && good;
	good = cli_doctor_saving(doctor) && good;
	if (good)
		fc_check_add(results, FC_CHECK_OK, "files",
		             "what lies in %s is yours alone", home);
}

void
cli_doctor_runtime(struct cli_doctor *doctor)
{
	struct fc_check_results *results = &doctor->results;
	const char *run = doctor->paths.run;

	if (!*run)
		fc_check_add(results, FC_CHECK_OK, "runtime", "no private "
		             "runtime directory: access tokens go to "
		             "%s/cache", doctor->paths.home);
	else if (check_directory(results, run) &&
	         check_each(results, run, false))
		fc_check_add(results, FC_CHECK_OK, "runtime",
		             "access tokens go to %s", run);
}

/* Another one of its name? */
static bool
check_program(struct fc_check_results *results,
              const struct cli_tool_program *program)
{
	char path[FC_PATH_SIZE];

	if (!program->name ||
	    cli_tool_program_find(program->name, path) != FC_FAILED)
		return true;
	fc_check_add(results, program->verdict, "programs", "another %s comes "
	             "first on PATH: %s", program->name, path);
	fc_check_cure(results, "put %.*s before it on PATH, or take it "
	              "away%s", (int)(strrchr(fc_git_helper, '/') -
	                              fc_git_helper),
	              fc_git_helper, program->otherwise);
	return false;
}

void
cli_doctor_programs(struct cli_doctor *doctor)
{
	struct fc_check_results *results = &doctor->results;
	bool good = true;
	int i;

	if (access(fc_oauth_program, X_OK) != 0) {
		fc_check_add(results, FC_CHECK_WRONG, "programs",
		             "%s cannot be run: %s", fc_oauth_program,
		             strerror(errno));
		fc_check_cure(results, "install foundry-credential again");
		return;
	}
	for (i = 0; i < CLI_TOOLS; i++)
		good = check_program(results, &cli_tools[i]->program) && good;
	if (good)
		fc_check_add(results, FC_CHECK_OK, "programs",
		             "all are where they belong");
}
