/* SPDX-License-Identifier: Apache-2.0 */
/* Where things lie: FOUNDRY_HOME, the runtime directory, installed files. */
#include "base/path.h"

#include "base/users.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
no_home(struct fc_error *err, const char *home)
{
	if (home)
		fc_fail(err, FC_ERR_CONFIG, "finding your files: HOME is not "
		        "set to an absolute path");
	else
		fc_fail(err, FC_ERR_CONFIG, "finding your files: HOME is not "
		        "set, and the user %lu is not known to this system",
		        (unsigned long)geteuid());
	fc_error_hint(err, "set HOME, or FOUNDRY_HOME");
	return false;
}

static bool
find_home(struct fc_paths *paths, struct fc_error *err)
{
	const char *home = getenv("FOUNDRY_HOME");
	const char *below = "";
	struct fc_user user;

	if (home && *home) {
		if (*home != '/')
			return fc_fail(err, FC_ERR_CONFIG, "FOUNDRY_HOME is "
			               "not an absolute path");
	} else {
		below = "/.foundry";
		home = getenv("HOME");
		/* A service may run without; so the Python library does. */
		if (!home && fc_user_find(geteuid(), &user))
			home = user.home;
		if (!home || *home != '/')
			return no_home(err, home);
	}
	return fc_text_join(paths->home, sizeof(paths->home), home, below,
	                    NULL) ||
	       fc_fail(err, FC_ERR_CONFIG, "the path of FOUNDRY_HOME is too "
	               "long");
}

/* Ours and closed to everybody else, as the XDG base directory
 * specification demands of it. */
static bool
is_runtime_directory(const char *path)
{
	struct stat st;

	return *path == '/' && fstatat(AT_FDCWD, path, &st, 0) == 0 &&
	       S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid() && (st.st_mode & 0777) == 0700;
}

static void
find_run(struct fc_paths *paths)
{
	const char *xdg = getenv("XDG_RUNTIME_DIR");
	char path[64], number[FC_NUMBER_SIZE];

	if (!xdg || !is_runtime_directory(xdg)) {
		fc_text_join(path, sizeof(path), "/run/user/",
		             fc_text_number(number, (long long)geteuid()),
		             NULL);
		xdg = is_runtime_directory(path) ? path : NULL;
	}
	if (!xdg || !fc_text_join(paths->run, sizeof(paths->run), xdg,
	                          "/foundry-credential", NULL))
		paths->run[0] = '\0';
}

bool
fc_paths_find(struct fc_paths *paths, struct fc_error *err)
{
	if (!find_home(paths, err))
		return false;
	fc_text_join(paths->config, sizeof(paths->config), paths->home,
	             "/config", NULL);
	fc_text_join(paths->system, sizeof(paths->system), fc_system_config,
	             NULL);
	find_run(paths);
	return true;
}
