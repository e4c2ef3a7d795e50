/* SPDX-License-Identifier: Apache-2.0 */
/* git in the table of tools. */
#include "cli/common/format.h"
#include "cli/common/json.h"
#include "cli/tools/git/git.h"

#include <json-c/json.h>

static bool
tell_others(const struct cli_git_lookup *lookup, struct fc_buf *said,
            struct fc_error *err)
{
	bool done = true;
	int i;

	for (i = 0; done && i < lookup->count; i++)
		if (lookup->helpers[i].kind != CLI_HELPER_OURS)
			done = fc_buf_addf(said, err,
			                   "Beside ours git asks \"%s\" (%s), "
			                   "which will see every token:\n"
			                   "take it out there, or put it "
			                   "before ours.\n",
			                   lookup->helpers[i].name,
			                   lookup->helpers[i].origin);
	return done;
}

/* Whoever is asked after us is told every token that we give out. */
static bool
tell(const struct cli_setup_target *target, struct fc_buf *said,
     struct fc_error *err)
{
	const struct cli_setup_options *wanted = target->wanted;
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup = { .count = 0 };
	struct fc_error ignored = FC_ERROR_INIT;
	bool done = true;

	if (cli_git_config_read(&config, &ignored) == FC_FOUND) {
		cli_git_lookup(&config, wanted->host, &lookup);
		if (!cli_git_lookup_ours(&lookup))
			done = fc_buf_add_str(said, "Here git does not "
			                      "ask us all the same; this shows "
			                      "what stands against it:\n"
			                      "  git config --show-origin "
			                      "--get-regexp "
			                      "'^credential.*helper'\n", err);
	}
	done = done && tell_others(&lookup, said, err) &&
	       (!*wanted->ca_file ||
	        fc_buf_addf(said, err, "git needs to know the authority "
	                    "too:\n  git config --global "
	                    "http.https://%s/.sslCAInfo %s\n",
	                    wanted->host, wanted->ca_file));
	fc_buf_clear(&config);
	return done;
}

static void
check(struct cli_doctor *doctor, const struct cli_tool_said *said,
      const struct fc_stack *stack)
{
	cli_git_check(doctor, said, stack);
	if (said->asked == FC_FOUND)
		cli_git_check_remotes(doctor, stack);
}

static void
show(const struct cli_tool_view *view, const struct cli_tool_said *said,
     struct cli_columns *columns)
{
	char path[FC_PATH_SIZE], origin[FC_PATH_SIZE];
	struct cli_git_lookup lookup;
	int i;

	cli_git_lookup(&said->text, view->hosts[0].host, &lookup);
	if (said->asked == FC_ABSENT)
		cli_columns_line(columns, "git", "not installed");
	else if (said->asked == FC_FAILED)
		cli_columns_line(columns, "git",
		                 "its configuration cannot be read");
	else if (lookup.count == 0)
		cli_columns_line(columns, "git", "asks no helper");
	for (i = 0; i < lookup.count; i++) {
		const struct cli_helper *helper = &lookup.helpers[i];

		cli_columns_line(columns, i ? "" : "git", "%s %s%s (%s)",
		                 i ? "then" : "asks",
		                 cli_short_path(helper->name, path),
		                 helper->kind == CLI_HELPER_STORING
		                       ? ", which keeps what it is given"
		                       : "",
		                 cli_short_path(helper->origin, origin));
	}
}

static void
put_json(const struct cli_tool_view *view, const struct cli_tool_said *said,
         struct json_object *object, bool *done)
{
	static const char *const kind[] = { "foundry", "storing", "shell",
		                            "other" };
	struct json_object *git = json_object_new_object();
	struct json_object *array = json_object_new_array();
	struct cli_git_lookup lookup;
	const struct cli_helper *ours;
	char path[FC_PATH_SIZE];
	int i;

	cli_git_lookup(&said->text, view->hosts[0].host, &lookup);
	ours = cli_git_lookup_ours(&lookup);
	for (i = 0; i < lookup.count; i++) {
		const struct cli_helper *helper = &lookup.helpers[i];
		struct json_object *entry = json_object_new_object();

		cli_json_add_text(entry, "name", helper->name, done);
		cli_json_add_text(entry, "kind", kind[helper->kind], done);
		cli_json_add_text(entry, "path", helper->origin, done);
		cli_json_append(array, entry, done);
	}
	cli_json_add_bool(git, "wired", ours && cli_helper_find(ours, path),
	                  done);
	cli_json_add(git, "helpers", array, done);
	cli_json_add(object, "git", git, done);
}

const struct cli_tool cli_tool_git = {
	.option = CLI_OPT_GIT,
	.when = CLI_TOOL_ALWAYS,
	.files = { {
		.name = "git",
		.blanks = " \t\r\n",
		.lock_as_git = true,
		.find = cli_git_find,
		.change = cli_git_change,
		.take_back = cli_git_take_back,
		.mask = cli_git_mask,
	} },
	.program = {
		"git-credential-foundry", FC_CHECK_WARNING,
		", or let foundry-credential setup HOST tell git ours by its "
		"absolute path",
	},
	.installed = (const char *const[]){ "git", NULL },
	.commands = (const char *const[]){ "git", NULL },
	.ask = cli_git_config_read,
	.tell = tell,
	.check = check,
	.show = show,
	.put_json = put_json,
};
