/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: what a pnpm makes of FOUNDRY_TOKEN in an .npmrc.  The template that
 * the stack itself offers for a project has it. */
#include "cli/tools/npm/npm.h"
#include "cli/tools/npm/version.h"

#include "base/program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the directory, or the first above it; not the user's own. */
static bool
find_project_file(const char *directory, const char *user_file,
                  char path[FC_PATH_SIZE])
{
	char at[FC_PATH_SIZE];

	fc_text_join(at, sizeof(at), directory, NULL);
	for (; *at; *strrchr(at, '/') = '\0')
		if (fc_text_join(path, FC_PATH_SIZE, at, "/.npmrc", NULL) &&
		    access(path, F_OK) == 0)
			return strcmp(path, user_file) != 0 &&
			       !fc_path_is_same(path, user_file);
	return false;
}

/* Does a file have the variable for this host? */
static bool
has_variable(const char *path, const char *host)
{
	struct fc_buf text = FC_BUF_INIT(CLI_EDIT_MAX);
	struct cli_npmrc_line line = CLI_NPMRC_FIRST;
	char of_host[CLI_NPM_KEY_SIZE];
	bool has = false;

	fc_text_join(of_host, sizeof(of_host), "//", host, "/", NULL);
	if (!cli_npmrc_read(path, &text))
		fc_buf_reset(&text);
	while (!has && cli_npmrc_next(&text, &line))
		has = line.key_len > strlen(of_host) &&
		      memcmp(line.key, of_host, strlen(of_host)) == 0 &&
		      cli_npmrc_is(&line, CLI_NPMRC_VARIABLE);
	fc_buf_clear(&text);
	return has;
}

/* Up to version 10 a file with a variable that is not set is none at all. */
static bool
warn_of_dropped(struct cli_doctor *doctor, const struct fc_stack *stack,
                const struct cli_npm_version *version, const char *path)
{
	struct fc_check_results *results = &doctor->results;

	if (version->part[0] > 10 || getenv("FOUNDRY_TOKEN"))
		return false;
	fc_check_add(results, FC_CHECK_WARNING, "pnpm", "pnpm %s drops all of "
	             "%s while FOUNDRY_TOKEN is not set, and asks the public "
	             "registry for the scopes in it", version->text, path);
	fc_check_cure(results, "take FOUNDRY_TOKEN out of it and run "
	              "foundry-credential setup %s --pnpm, or run pnpm under "
	              "foundry-credential exec %s --", stack->host,
	              stack->host);
	return true;
}

/* Since these versions a project's file is not trusted with variables. */
static void
warn_of_ignored(struct cli_doctor *doctor, const struct fc_stack *stack,
                const struct cli_npm_version *version, const char *path)
{
	struct fc_check_results *results = &doctor->results;

	if (!cli_npm_version_reaches(version, 10, 34, 2) ||
	    (version->part[0] == 11 &&
	     !cli_npm_version_reaches(version, 11, 5, 3)))
		return;
	fc_check_add(results, FC_CHECK_WARNING, "pnpm", "pnpm %s ignores "
	             "FOUNDRY_TOKEN in %s, as it is a project's: %s answers "
	             "401", version->text, path, stack->host);
	fc_check_cure(results, "foundry-credential setup %s --pnpm",
	              stack->host);
}

static void
check_project_file(struct cli_doctor *doctor, const struct fc_stack *stack,
                   const struct cli_npm_lookup *lookup,
                   const struct cli_npm_version *version, const char *path)
{
	if (has_variable(path, stack->host) &&
	    !warn_of_dropped(doctor, stack, version, path) &&
	    lookup->kind == CLI_NPM_NONE)
		warn_of_ignored(doctor, stack, version, path);
}

void
cli_pnpm_check_variable(struct cli_doctor *doctor, const struct fc_stack *stack,
                        const struct cli_npm_lookup *lookup)
{
	char directory[FC_PATH_SIZE], user_file[FC_PATH_SIZE];
	char project_file[FC_PATH_SIZE];
	struct fc_error ignored = FC_ERROR_INIT;
	struct cli_npm_version version;

	if (!getcwd(directory, sizeof(directory)) || *directory != '/' ||
	    !cli_npm_user_file(user_file, &ignored) ||
	    !(cli_pnpm_version_wanted(directory, &version) ||
	      cli_pnpm_version(&version) == FC_FOUND))
		return;
	if (has_variable(user_file, stack->host))
		warn_of_dropped(doctor, stack, &version, user_file);
	if (find_project_file(directory, user_file, project_file))
		check_project_file(doctor, stack, lookup, &version,
		                   project_file);
}
