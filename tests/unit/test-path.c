/* SPDX-License-Identifier: Apache-2.0 */
/* Where our files lie, as the environment has it. */
#include "base/path.h"

#include "scratch.h"
#include "tap.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>


static void
set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void
test_home(void)
{
	const struct passwd *user = getpwuid(geteuid());
	char home[FC_PATH_SIZE] = "";
	const char *const users =
		user && fc_text_join(home, sizeof(home), user->pw_dir,
	                             "/.foundry", NULL) ? home : NULL;
	const struct {
		const char *label, *foundry_home, *home, *found;
	} row[] = {
		{ "the default", NULL, "/h/me", "/h/me/.foundry" },
		{ "FOUNDRY_HOME first", "/f", "/h/me", "/f" },
		{ "and without HOME", "/f", NULL, "/f" },
		{ "an empty one counts as none", "", "/h/me",
		  "/h/me/.foundry" },
		{ "a relative one is refused", "f", "/h/me", NULL },
		{ "so is a tilde", "~/f", "/h/me", NULL },
		{ "HOME unset: the user's, as the system knows it", NULL, NULL,
		  users },
		{ "HOME empty", NULL, "", NULL },
		{ "HOME relative", NULL, "me", NULL },
	};
	struct fc_paths paths;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_error err = FC_ERROR_INIT;
		bool found;

		set("FOUNDRY_HOME", row[i].foundry_home);
		set("HOME", row[i].home);
		found = fc_paths_find(&paths, &err);
		is(found ? paths.home : NULL, row[i].found, row[i].label);
		ok(found || err.kind == FC_ERR_CONFIG, "home %zu: %s", i,
		   found ? "found" : err.text);
	}
}

static void
test_names(void)
{
	struct fc_paths paths;
	struct fc_error err = FC_ERROR_INIT;
	char large[2 * FC_PATH_SIZE];

	set("FOUNDRY_HOME", "/f");
	ok(fc_paths_find(&paths, &err), "the places are found");
	is(paths.config, "/f/config", "the person's config");
	is(paths.system, fc_system_config, "the system's");

	memset(large, 'x', sizeof(large) - 1);
	large[0] = '/';
	large[sizeof(large) - 1] = '\0';
	set("FOUNDRY_HOME", large);
	ok(!fc_paths_find(&paths, &err) && err.kind == FC_ERR_CONFIG,
	   "a path that is too long is refused: %s", err.text);
	large[sizeof(paths.home)] = '\0';
	set("FOUNDRY_HOME", large);
	ok(!fc_paths_find(&paths, &err), "by one byte as well");
	large[sizeof(paths.home) - 1] = '\0';
	set("FOUNDRY_HOME", large);
	ok(fc_paths_find(&paths, &err) &&
	   strlen(paths.config) == strlen(large) + strlen("/config"),
	   "the longest one has room for its files");
	set("FOUNDRY_HOME", NULL);
	large[sizeof(paths.home) - 3] = '\0';
	set("HOME", large);
	ok(!fc_paths_find(&paths, &err), "HOME needs room for .foundry");
}

/* What find_run falls back on is the machine's: only told from ours. */
static bool
runs_in(const char *directory)
{
	struct fc_paths paths;
	struct fc_error err = FC_ERROR_INIT;
	char want[256];

	snprintf(want, sizeof(want), "%s/foundry-credential", directory);
	return fc_paths_find(&paths, &err) && strcmp(paths.run, want) == 0;
}

static void
test_runtime(void)
{
	static const struct {
		const char *label;
		mode_t mode;
		bool fit;
	} row[] = {
		{ "ours and 0700", 0700, true },
		{ "open to its group", 0750, false },
		{ "open to all", 0755, false },
		{ "writable by all", 0777, false },
		{ "not even ours to write", 0500, false },
	};
	char path[128];
	size_t i;

	set("FOUNDRY_HOME", "/f");
	set("XDG_RUNTIME_DIR", scratch);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		chmod(scratch, row[i].mode);
		ok(runs_in(scratch) == row[i].fit, "runtime directory: %s",
		   row[i].label);
	}
	chmod(scratch, 0700);
	ok(access(scratch, F_OK) == 0 && rmdir(scratch) == 0 &&
	   mkdir(scratch, 0700) == 0, "looking made nothing in it");

	if (geteuid() == 0) {
		if (chown(scratch, 12345, 12345) != 0)
			exit(EXIT_FAILURE);
		ok(!runs_in(scratch), "another user's is not taken");
		if (chown(scratch, 0, 0) != 0)
			exit(EXIT_FAILURE);
	} else {
		ok(true, "another user's # SKIP needs root");
	}
	snprintf(path, sizeof(path), "%s/missing", scratch);
	set("XDG_RUNTIME_DIR", path);
	ok(!runs_in(path), "a missing one is not taken");
	set("XDG_RUNTIME_DIR", "");
	ok(!runs_in(""), "an empty one is not taken");
	if (chdir(scratch) != 0)
		exit(EXIT_FAILURE);
	set("XDG_RUNTIME_DIR", ".");
	ok(!runs_in("."), "nor a relative one");
	set("XDG_RUNTIME_DIR", "/dev/null");
	ok(!runs_in("/dev/null"), "nor what is no directory");
}

int
main(void)
{
	scratch_make();
	test_home();
	test_names();
	test_runtime();
	return done();
}
