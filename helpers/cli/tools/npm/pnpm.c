/* SPDX-License-Identifier: Apache-2.0 */
/* pnpm in the table of tools.  It runs a helper: a command since version 11,
 * before that a program without arguments, which a script is for. */
#include "cli/tools/npm/npm.h"
#include "cli/tools/npm/version.h"

#include "cli/edit/mask.h"

#include <stdlib.h>
#include <string.h>

#define GET " get --format=bearer "

/* In the order of files. */
enum { OF_AUTH_INI = 1, OF_SCRIPT = 2, OF_NPMRC = 4 };

/* Which reads auth.ini since 11.13.  Not installed, or it does not say: as one
 * that is installed now. */
static unsigned
choose(void)
{
	struct cli_npm_version version;

	return cli_pnpm_version(&version) == FC_FOUND &&
	       !cli_npm_version_reaches(&version, 11, 13, 0)
	               ? OF_SCRIPT | OF_NPMRC : OF_AUTH_INI;
}

/* A file of pnpm's own. */
static bool
beside(const char *name, const char *suffix, char path[FC_PATH_SIZE])
{
	const char *directory = fc_variable("XDG_CONFIG_HOME");
	const char *home = fc_variable("HOME");
#ifdef __APPLE__
	static const char at_home[] = "/Library/Preferences/pnpm/";
#else
	static const char at_home[] = "/.config/pnpm/";
#endif

	if (directory)
		return fc_text_join(path, FC_PATH_SIZE, directory, "/pnpm/",
		                    name, suffix, NULL);
	return home && fc_text_join(path, FC_PATH_SIZE, home, at_home, name,
	                            suffix, NULL);
}

static bool
find_auth_ini(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
              struct fc_error *err)
{
	(void)target;
	return beside("auth.ini", "", path) ||
	       fc_fail(err, FC_ERR_CONFIG, "finding pnpm's auth.ini: HOME is "
	               "not set, or too long");
}

static bool
find_npmrc(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
           struct fc_error *err)
{
	(void)target;
	return cli_npm_user_file(path, err);
}

static bool
find_script(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
            struct fc_error *err)
{
	return beside("foundry-credential-", target->wanted->host, path) ||
	       fc_fail(err, FC_ERR_CONFIG, "finding pnpm's configuration: "
	               "HOME is not set, or too long");
}

/* pnpm splits at blanks and knows no quotes, and older ones hand it to a
 * shell. */
static bool
is_plain(const char *path, struct fc_error *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:,";

	if (path[strspn(path, plain)] == '\0')
		return true;
	fc_fail(err, FC_ERR_CONFIG, "setting up pnpm: it cannot run %.300s, "
	        "which has a character that it does not take", path);
	fc_error_hint(err, "use a path without blanks and quotes");
	return false;
}

static bool
find_program(char path[FC_PATH_SIZE], struct fc_error *err)
{
	if (!cli_tool_program_path("foundry-credential", path))
		return fc_fail(err, FC_ERR_CONFIG, "setting up pnpm: the path "
		               "of this program is too long");
	return is_plain(path, err);
}

static bool
set_helper(struct cli_edit *edit, const struct cli_setup_target *target,
           const char *command, struct fc_error *err)
{
	char key[CLI_NPM_KEY_SIZE];

	cli_npm_key(key, target->wanted->host, NULL, "tokenHelper");
	return cli_npmrc_set(&edit->after, key, command, err);
}

static bool
change_auth_ini(struct cli_edit *edit, const struct cli_setup_target *target,
                const struct cli_backup *backup, struct fc_error *err)
{
	char program[FC_PATH_SIZE], command[FC_PATH_SIZE + FC_HOST_SIZE + 32];

	(void)backup;
	if (!find_program(program, err))
		return false;
	fc_text_join(command, sizeof(command), program, GET,
	             target->wanted->host, NULL);
	return set_helper(edit, target, command, err);
}

static bool
change_npmrc(struct cli_edit *edit, const struct cli_setup_target *target,
             const struct cli_backup *backup, struct fc_error *err)
{
	char script[FC_PATH_SIZE];

	(void)backup;
	return find_script(target, script, err) && is_plain(script, err) &&
	       set_helper(edit, target, script, err);
}

static bool
change_script(struct cli_edit *edit, const struct cli_setup_target *target,
              const struct cli_backup *backup, struct fc_error *err)
{
	char program[FC_PATH_SIZE];

	(void)backup;
	fc_buf_reset(&edit->after);
	return find_program(program, err) &&
	       fc_buf_addf(&edit->after, err, "#!/bin/sh\nexec %s" GET "%s\n",
	                   program, target->wanted->host);
}

static bool
take_back(struct cli_edit *edit, const struct cli_setup_target *target,
          const struct cli_backup *backup, struct fc_error *err)
{
	(void)target;
	return cli_npmrc_take_back(&edit->after, backup, err);
}

/* By now it is somebody else's. */
static bool
leave(struct cli_edit *edit, const struct cli_setup_target *target,
      const struct cli_backup *backup, struct fc_error *err)
{
	(void)edit, (void)target, (void)backup, (void)err;
	return true;
}

static size_t
shown_of_script(const char *line, size_t len, bool *goes_on)
{
	(void)goes_on;
	return (len > 2 && memcmp(line, "#!", 2) == 0) ||
	       memmem(line, len, GET, strlen(GET)) ? len : 0;
}

static bool
mask_script(const struct fc_buf *text, struct fc_buf *out, struct fc_error *err)
{
	return cli_mask_lines(text, shown_of_script, out, err);
}

static bool
tell(const struct cli_setup_target *target, struct fc_buf *said,
     struct fc_error *err)
{
	struct cli_npm_version version;

	(void)target;
	switch (cli_pnpm_version(&version)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		return fc_buf_add_str(said, "pnpm is not installed here: this "
		                      "is for version 11 and later; run setup "
		                      "again\nwhen it is another.\n", err);
	case FC_FAILED:
		break;
	}
	return fc_buf_add_str(said, "pnpm does not say its version: this is "
	                      "for 11 and later.\n", err);
}

/* In the order in which pnpm lets one have its way over the other. */
static void
look_up(const char *host, struct cli_npm_lookup *lookup)
{
	struct fc_error ignored = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];

	*lookup = (struct cli_npm_lookup){ .kind = CLI_NPM_NONE };
	if (beside("auth.ini", "", path))
		cli_npm_lookup(path, host, true, lookup);
	if (cli_npm_user_file(path, &ignored))
		cli_npm_lookup(path, host, true, lookup);
}

static void
check(struct cli_doctor *doctor, const struct cli_tool_said *said,
      const struct fc_stack *stack)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(stack->host, &lookup);
	cli_npm_check("pnpm", doctor, stack, &lookup);
	cli_pnpm_check_variable(doctor, stack, &lookup);
}

static void
show(const struct cli_tool_view *view, const struct cli_tool_said *said,
     struct cli_columns *columns)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(view->hosts[0].host, &lookup);
	cli_npm_show("pnpm", view->hosts[0].host, &lookup, columns);
}

static void
put_json(const struct cli_tool_view *view, const struct cli_tool_said *said,
         struct json_object *object, bool *done)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(view->hosts[0].host, &lookup);
	cli_npm_put_json("pnpm", &lookup, object, done);
}

const struct cli_tool cli_tool_pnpm = {
	.option = CLI_OPT_PNPM,
	.when = CLI_TOOL_WHEN_NAMED,
	.takes_repository = true,
	.files = { {
		.name = "pnpm",
		.blanks = " \t\r\n",
		.makes_more = 1, /* ~/.config too */
		.find = find_auth_ini,
		.change = change_auth_ini,
		.take_back = take_back,
		.mask = cli_npmrc_mask,
	}, {
		.name = "pnpm-script",
		.blanks = " \t\r\n",
		.executable = true,
		.makes_more = 1,
		.find = find_script,
		.change = change_script,
		.take_back = leave,
		.mask = mask_script,
	}, {
		.name = "pnpm-npmrc",
		.blanks = " \t\r\n",
		.find = find_npmrc,
		.change = change_npmrc,
		.take_back = take_back,
		.mask = cli_npmrc_mask,
	} },
	.choose = choose,
	.installed = (const char *const[]){ "pnpm", NULL },
	.tell = tell,
	.check = check,
	.show = show,
	.put_json = put_json,
};
