/* SPDX-License-Identifier: Apache-2.0 */
/* Where people paste tokens. */
#include "cli/sweep/places.h"

#include "base/text.h"

#include <fcntl.h>
#include <string.h>

/* A row for each file: where it is, and how it is read.  No pointers to texts:
 * each would cost every verb its relocation at the start. */
static const struct {
	char variable[20]; /* that names it, or the directory of below */
	char below[32];    /* "": the variable is the whole path */
	char home[40];     /* below the home, without the variable; "": none */
	cli_scanner *scan;
} places[] = {
	{ "GIT_CONFIG_GLOBAL", "", "/.gitconfig", cli_scan_git },
	{ "XDG_CONFIG_HOME", "/git/config", "/.config/git/config",
	  cli_scan_git },
	{ "", "", "/.git-credentials", cli_scan_store },
	{ "XDG_CONFIG_HOME", "/git/credentials", "/.config/git/credentials",
	  cli_scan_store },
	{ "NETRC", "", "/.netrc", cli_scan_netrc },
	{ "DOCKER_CONFIG", "/config.json", "/.docker/config.json",
	  cli_scan_json },
	{ "REGISTRY_AUTH_FILE", "", "", cli_scan_json },
	{ "XDG_RUNTIME_DIR", "/containers/auth.json", "", cli_scan_json },
	{ "XDG_CONFIG_HOME", "/containers/auth.json",
	  "/.config/containers/auth.json", cli_scan_json },
	{ "", "", "/.npmrc", cli_scan_lines },
	{ "XDG_CONFIG_HOME", "/pnpm/auth.ini", "/.config/pnpm/auth.ini",
	  cli_scan_lines },
	{ "XDG_CONFIG_HOME", "/pnpm/rc", "/.config/pnpm/rc", cli_scan_lines },
	{ "", "", "/.yarnrc.yml", cli_scan_lines },
	{ "XDG_CONFIG_HOME", "/pip/pip.conf", "/.config/pip/pip.conf",
	  cli_scan_sections },
	{ "", "", "/.pip/pip.conf", cli_scan_sections },
	{ "XDG_CONFIG_HOME", "/uv/uv.toml", "/.config/uv/uv.toml",
	  cli_scan_sections },
	{ "", "", "/.pypirc", cli_scan_sections },
	{ "", "", "/.condarc", cli_scan_lines },
	{ "", "", "/.gradle/gradle.properties", cli_scan_values },
	{ "", "", "/.m2/settings.xml", cli_scan_maven },
	{ "", "", "/.aws/credentials", cli_scan_aws },
	{ "", "", "/.aws/config", cli_scan_aws },
	{ "", "", "/.env", cli_scan_values },
	{ "", "", "/.palantir/config", cli_scan_foundrys },
	{ "", "", "/.palantir/mcp-config.json", cli_scan_json },
	{ "", "", "/.foundry-dev-tools/config", cli_scan_foundrys },
	{ "", "", "/.foundry-dev-tools/config.toml", cli_scan_foundrys },
	{ "XDG_CONFIG_HOME", "/foundry-dev-tools/config.toml",
	  "/.config/foundry-dev-tools/config.toml", cli_scan_foundrys },
	{ "", "", "/.profile", cli_scan_shell },
	{ "", "", "/.bash_profile", cli_scan_shell },
	{ "", "", "/.bash_login", cli_scan_shell },
	{ "", "", "/.bashrc", cli_scan_shell },
	{ "", "", "/.bash_aliases", cli_scan_shell },
	{ "", "", "/.zshenv", cli_scan_shell },
	{ "", "", "/.zprofile", cli_scan_shell },
	{ "", "", "/.zshrc", cli_scan_shell },
	{ "", "", "/.kshrc", cli_scan_shell },
	{ "XDG_CONFIG_HOME", "/fish/config.fish", "/.config/fish/config.fish",
	  cli_scan_shell },
	{ "", "", "/.bash_history", cli_scan_history },
	{ "", "", "/.zsh_history", cli_scan_history },
	{ "", "", "/.histfile", cli_scan_history },
	{ "", "", "/.sh_history", cli_scan_history },
	{ "", "", "/.python_history", cli_scan_history },
	{ "", "", "/.local/share/fish/fish_history", cli_scan_history },
};

#define PLACE_COUNT (sizeof(places) / sizeof(places[0]))

/* In trees: of the same names wherever they lie. */
static const struct {
	char name[24];
	cli_scanner *scan;
} names[] = {
	{ ".gitmodules", cli_scan_git },
	{ ".gitconfig", cli_scan_git },
	{ ".git-credentials", cli_scan_store },
	{ ".netrc", cli_scan_netrc },
	{ ".npmrc", cli_scan_lines },
	{ "auth.ini", cli_scan_lines },
	{ ".yarnrc.yml", cli_scan_lines },
	{ "pip.conf", cli_scan_sections },
	{ "uv.toml", cli_scan_sections },
	{ ".pypirc", cli_scan_sections },
	{ ".condarc", cli_scan_lines },
	{ "gradle.properties", cli_scan_values },
	{ "settings.xml", cli_scan_maven },
	{ ".foundry_dev_tools.toml", cli_scan_foundrys },
	{ ".env", cli_scan_values },
	{ ".envrc", cli_scan_values },
};

static bool
find(size_t place, char path[FC_PATH_SIZE])
{
	const char *variable = places[place].variable;
	const char *value = *variable ? fc_variable(variable) : NULL;
	const char *home = fc_variable("HOME");
	const char *below = places[place].below;

	if (value)
		return *value == '/' &&
		       fc_text_join(path, FC_PATH_SIZE, value,
		                    below, NULL);
	return home && *home == '/' && *places[place].home &&
	       fc_text_join(path, FC_PATH_SIZE, home, places[place].home,
	                    NULL);
}

void
cli_places_of_home(struct cli_scan *scan, size_t *unreadable)
{
	char path[FC_PATH_SIZE];
	size_t i;

	for (i = 0; scan->done && i < PLACE_COUNT; i++) {
		const struct cli_scan_place place = { AT_FDCWD, path, path,
			                              true };

		if (find(i, path) &&
		    !cli_scan_file(scan, &place, places[i].scan))
			++*unreadable;
	}
}

cli_scanner *
cli_place_of_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].scan;
	/* .env.local, .env.production */
	return strncmp(name, ".env.", 5) == 0 ? cli_scan_values : NULL;
}

static bool
ends_with(const char *path, const char *end)
{
	const size_t len = strlen(path), count = strlen(end);

	return len >= count && strcmp(path + len - count, end) == 0;
}

static bool
is_place(size_t place, const char *path)
{
	char known[FC_PATH_SIZE];

	return (find(place, known) && strcmp(known, path) == 0) ||
	       (*places[place].home && ends_with(path, places[place].home));
}

cli_scanner *
cli_place_of_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	cli_scanner *scan = cli_place_of_name(slash ? slash + 1 : path);
	size_t i;

	for (i = 0; !scan && i < PLACE_COUNT; i++)
		if (is_place(i, path))
			scan = places[i].scan;
	if (!scan && ends_with(path, "/.git/config"))
		scan = cli_scan_git;
	return scan ? scan : cli_scan_lines;
}
