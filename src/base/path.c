/* SPDX-License-Identifier: Apache-2.0 */
/* Where things lie: FOUNDRY_HOME, the runtime directory, installed files. */
#include "base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
find_home(struct fc_places *places, struct fc_error *err)
{
	const char *home = getenv("FOUNDRY_HOME");
	int len;

	if (home && *home) {
		if (*home != '/')
			return fc_fail(err, FC_ERR_CONFIG, "FOUNDRY_HOME is "
			               "not an absolute path");
		len = snprintf(places->home, sizeof(places->home), "%s", home);
	} else {
		home = getenv("HOME");
		if (!home || *home != '/') {
			fc_fail(err, FC_ERR_CONFIG, "finding your files: HOME "
			        "is not set to an absolute path");
			fc_error_hint(err, "set HOME, or FOUNDRY_HOME");
			return false;
		}
		len = snprintf(places->home, sizeof(places->home),
		               "%s/.foundry", home);
	}
	if (len >= (int)sizeof(places->home))
		return fc_fail(err, FC_ERR_CONFIG, "the path of FOUNDRY_HOME "
		               "is too long");
	return true;
}

/* Ours and closed to everybody else, as the XDG base directory
 * specification demands of it. */
static bool
is_runtime_directory(const char *path)
{
	struct stat st;

	return *path == '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid() && (st.st_mode & 0777) == 0700;
}

static void
find_run(struct fc_places *places)
{
	const char *xdg = getenv("XDG_RUNTIME_DIR");
	char path[64];

	snprintf(path, sizeof(path), "/run/user/%lu",
	         (unsigned long)geteuid());
	if (!xdg || strlen(xdg) > sizeof(places->run) - 32 ||
	    !is_runtime_directory(xdg))
		xdg = is_runtime_directory(path) ? path : NULL;
	if (xdg)
		snprintf(places->run, sizeof(places->run),
		         "%s/foundry-credential", xdg);
	else
		places->run[0] = '\0';
}

bool
fc_places_find(struct fc_places *places, struct fc_error *err)
{
	if (!find_home(places, err))
		return false;
	snprintf(places->config, sizeof(places->config), "%s/config",
	         places->home);
	snprintf(places->system, sizeof(places->system), "%s",
	         fc_system_config);
	find_run(places);
	return true;
}
