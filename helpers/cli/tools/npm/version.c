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

/* Is the directory that of the package pnpm? */
static bool
ask_package(const char *directory, struct cli_npm_version *version)
{
	struct fc_buf text = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *package = NULL;
	const char *name, *number;
	char path[FC_PATH_SIZE];
	bool known = false;
	size_t len;

	if (fc_text_join(path, sizeof(path), directory, "/package.json",
	                 NULL) &&
	    cli_npmrc_read(path, &text))
		package = fc_json_parse(fc_buf_str(&text), text.len, &ignored);
	known = package &&
	        fc_json_string(package, "name", &name, &len, &ignored) ==
	                FC_FOUND && strcmp(name, "pnpm") == 0 &&
	        fc_json_string(package, "version", &number, &len, &ignored) ==
	                FC_FOUND && cli_npm_version_parse(number, version);
	fc_json_free(package);
	fc_buf_clear(&text);
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
