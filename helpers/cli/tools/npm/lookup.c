/* SPDX-License-Identifier: Apache-2.0 */
/* What npm and pnpm send to a stack, as the user's own files say. */
#include "cli/tools/npm/npm.h"

#include "base/program.h"
#include "cli/common/json.h"

#include <json-c/json.h>
#include <string.h>

#define SHARED "/artifacts/api/"

void
cli_npm_key(char key[CLI_NPM_KEY_SIZE], const char *host,
            const char *repository, const char *name)
{
	const bool one = repository && *repository;

	fc_text_join(key, CLI_NPM_KEY_SIZE, "//", host, SHARED,
	             one ? "repositories/" : "", one ? repository : "",
	             one ? "/contents/release/npm/" : "", ":", name, NULL);
}

bool
cli_npm_user_file(char path[FC_PATH_SIZE], struct fc_error *err)
{
	const char *named = fc_variable("npm_config_userconfig");
	const char *home = fc_variable("HOME");

	if (!named)
		named = fc_variable("NPM_CONFIG_USERCONFIG");
	if (named ? fc_text_join(path, FC_PATH_SIZE, named, NULL)
	          : home && fc_text_join(path, FC_PATH_SIZE, home, "/.npmrc",
	                                 NULL))
		return true;
	return fc_fail(err, FC_ERR_CONFIG, "finding .npmrc: HOME is not set, "
	               "or too long");
}

/* The program, or the script that runs it. */
static bool
is_our_command(const struct cli_npmrc_line *line)
{
	static const char program[] = "/foundry-credential";
	char command[FC_PATH_SIZE];
	const char *name;

	if (line->value_len >= sizeof(command))
		return false;
	fc_text_slice(command, sizeof(command), line->value, line->value_len);
	command[strcspn(command, " ")] = '\0';
	name = strrchr(command, '/');
	return name && strncmp(name, program, sizeof(program) - 1) == 0;
}

static enum cli_npm_kind
kind_of(const struct cli_npmrc_line *line, bool has_helpers)
{
	if (cli_npmrc_names(line, ":tokenHelper")) {
		if (!has_helpers)
			return CLI_NPM_NONE;
		return is_our_command(line) ? CLI_NPM_ASKS_US : CLI_NPM_OTHER;
	}
	if (cli_npmrc_names(line, ":_authToken") &&
	    cli_npmrc_is(line, CLI_NPMRC_VARIABLE))
		return CLI_NPM_TAKES_VARIABLE;
	return cli_npmrc_names(line, ":_authToken") ||
	       cli_npmrc_names(line, ":_auth") ||
	       cli_npmrc_names(line, ":_password")
	               ? CLI_NPM_OTHER : CLI_NPM_NONE;
}

void
cli_npm_lookup(const char *path, const char *host, bool has_helpers,
               struct cli_npm_lookup *lookup)
{
	struct fc_buf text = FC_BUF_INIT(CLI_EDIT_MAX);
	struct cli_npmrc_line line = CLI_NPMRC_FIRST;
	char of_host[CLI_NPM_KEY_SIZE];

	fc_text_join(of_host, sizeof(of_host), "//", host, "/", NULL);
	if (!cli_npmrc_read(path, &text))
		fc_buf_reset(&text);
	while (cli_npmrc_next(&text, &line)) {
		enum cli_npm_kind kind = CLI_NPM_NONE;

		if (line.key_len > strlen(of_host) &&
		    memcmp(line.key, of_host, strlen(of_host)) == 0)
			kind = kind_of(&line, has_helpers);
		if (kind <= lookup->kind)
			continue;
		lookup->kind = kind;
		fc_text_join(lookup->path, sizeof(lookup->path), path, NULL);
	}
	fc_buf_clear(&text);
}

/* --- as it is shown ------------------------------------------------------- */

static bool
is_worth_a_word(const char *name, const struct cli_npm_lookup *lookup)
{
	char path[FC_PATH_SIZE];

	return lookup->kind != CLI_NPM_NONE || fc_program_find(name, path);
}

void
cli_npm_show(const char *name, const char *host,
             const struct cli_npm_lookup *lookup, struct cli_columns *columns)
{
	char path[FC_PATH_SIZE];

	if (!is_worth_a_word(name, lookup))
		return;
	cli_short_path(lookup->path, path);
	switch (lookup->kind) {
	case CLI_NPM_NONE:
		cli_columns_line(columns, name, "has no token for %s", host);
		break;
	case CLI_NPM_TAKES_VARIABLE:
		cli_columns_line(columns, name, "sends %s the FOUNDRY_TOKEN "
		                 "that exec sets (%s)", host, path);
		break;
	case CLI_NPM_ASKS_US:
		cli_columns_line(columns, name, "asks foundry-credential for "
		                 "%s (%s)", host, path);
		break;
	case CLI_NPM_OTHER:
		cli_columns_line(columns, name, "has a token or a helper of "
		                 "its own for %s (%s)", host, path);
		break;
	}
}

void
cli_npm_put_json(const char *name, const struct cli_npm_lookup *lookup,
                 struct json_object *object, bool *done)
{
	static const char *const kind[] = { "none", "variable", "helper",
		                            "other" };
	struct json_object *entry = json_object_new_object();
	char path[FC_PATH_SIZE];

	cli_json_add_bool(entry, "installed", fc_program_find(name, path),
	                  done);
	cli_json_add_bool(entry, "wired",
	                  lookup->kind == CLI_NPM_TAKES_VARIABLE ||
	                  lookup->kind == CLI_NPM_ASKS_US, done);
	cli_json_add_text(entry, "kind", kind[lookup->kind], done);
	cli_json_add_text(entry, "path", lookup->path, done);
	cli_json_add(object, name, entry, done);
}

void
cli_npm_check(const char *name, struct cli_doctor *doctor,
              const struct fc_stack *stack,
              const struct cli_npm_lookup *lookup)
{
	struct fc_check_results *results = &doctor->results;

	if (!is_worth_a_word(name, lookup))
		return;
	switch (lookup->kind) {
	case CLI_NPM_NONE:
		fc_check_add(results, FC_CHECK_OK, name, "%s has no token for "
		             "%s: setup --%s gives it one", name, stack->host,
		             name);
		break;
	case CLI_NPM_TAKES_VARIABLE:
		fc_check_add(results, FC_CHECK_OK, name, "%s sends %s the "
		             "FOUNDRY_TOKEN that exec sets", name, stack->host);
		break;
	case CLI_NPM_ASKS_US:
		fc_check_add(results, FC_CHECK_OK, name, "%s asks us for %s",
		             name, stack->host);
		break;
	case CLI_NPM_OTHER:
		fc_check_add(results, FC_CHECK_WARNING, name, "%s has a token "
		             "or a helper of its own for %s (%s)", name,
		             stack->host, lookup->path);
		fc_check_cure(results, "take it out there, then "
		              "foundry-credential setup %s --%s", stack->host,
		              name);
		break;
	}
}
