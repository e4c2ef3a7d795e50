/* SPDX-License-Identifier: Apache-2.0 */
/* Which pnpm is here. */
#include "cli/tools/npm/version.h"

#include "base/json.h"
#include "base/process.h"
#include "base/program.h"
#include "cli/tools/npm/npmrc.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_S 5

bool
cli_npm_version_parse(const char *text, struct cli_npm_version *version)
{
	const char *at = text;
	char *end;
	int i;

	memset(version, 0, sizeof(*version));
	for (i = 0; i < 3; i++) {
		version->part[i] = strtol(at, &end, 10);
		if (end == at || version->part[i] < 0)
			return false;
		at = end + (*end == '.');
		if (i < 2 && *end != '.')
			return false;
	}
	fc_text_slice(version->text, sizeof(version->text), text,
	              strspn(text, "0123456789."));
	return true;
}

bool
cli_npm_version_reaches(const struct cli_npm_version *version, long major,
                        long minor, long patch)
{
	const long other[3] = { major, minor, patch };
	int i;

	for (i = 0; i < 3; i++)
		if (version->part[i] != other[i])
			return version->part[i] > other[i];
	return true;
}

/* NULL: it has none that can be read. */
static struct json_object *
read_package(const char *directory)
{
	struct fc_buf text = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *package = NULL;
	char path[FC_PATH_SIZE];

	if (fc_text_join(path, sizeof(path), directory, "/package.json",
	                 NULL) &&
	    cli_npmrc_read(path, &text))
		package = fc_json_parse(fc_buf_str(&text), text.len, &ignored);
	fc_buf_clear(&text);
	return package;
}

static const char *
member_of(struct json_object *package, const char *name)
{
	struct fc_error ignored = FC_ERROR_INIT;
	const char *value;
	size_t len;

	return fc_json_string(package, name, &value, &len, &ignored) == FC_FOUND
	               ? value : "";
}

/* Is the directory that of the package pnpm? */
static bool
ask_package(const char *directory, struct cli_npm_version *version)
{
	struct json_object *package = read_package(directory);
	bool known = package &&
	             strcmp(member_of(package, "name"), "pnpm") == 0 &&
	             cli_npm_version_parse(member_of(package, "version"),
	                                   version);

	fc_json_free(package);
	return known;
}

bool
cli_pnpm_version_wanted(const char *directory, struct cli_npm_version *version)
{
	static const char pnpm[] = "pnpm@";
	struct json_object *package = NULL;
	char at[FC_PATH_SIZE];
	const char *wanted = "";
	bool known;

	fc_text_join(at, sizeof(at), directory, NULL);
	while (*at && !(package = read_package(at)))
		*strrchr(at, '/') = '\0';
	if (package)
		wanted = member_of(package, "packageManager");
	known = strncmp(wanted, pnpm, sizeof(pnpm) - 1) == 0 &&
	        cli_npm_version_parse(wanted + sizeof(pnpm) - 1, version);
	fc_json_free(package);
	return known;
}

/* It lies in the package, or in a folder of that. */
static bool
ask_beside(const char *program, struct cli_npm_version *version)
{
	char real[PATH_MAX];
	int i;

	if (!realpath(program, real))
		return false;
	for (i = 0; i < 2; i++) {
		*strrchr(real, '/') = '\0';
		if (!*real)
			return false;
		if (ask_package(real, version))
			return true;
	}
	return false;
}

enum fc_lookup
cli_pnpm_version(struct cli_npm_version *version)
{
	char pnpm[] = "pnpm", option[] = "--version";
	char *const argv[] = { pnpm, option, NULL };
	struct fc_buf said = FC_BUF_INIT(4096);
	struct fc_error ignored = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];
	bool known;
	int status = 0;

	memset(version, 0, sizeof(*version));
	if (!fc_program_find("pnpm", path))
		return FC_ABSENT;
	if (ask_beside(path, version))
		return FC_FOUND;
	known = fc_command_output_apart(argv, TIMEOUT_S, &said, &status,
	                                &ignored) && status == 0 &&
	        cli_npm_version_parse(fc_buf_str(&said), version);
	fc_buf_clear(&said);
	return known ? FC_FOUND : FC_FAILED;
}
