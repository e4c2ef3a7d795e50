/* SPDX-License-Identifier: Apache-2.0 */
/* npm in the table of tools.  It runs no helper: its file takes the token from
 * the environment, where exec puts it. */
#include "cli/tools/npm/npm.h"

#include <string.h>

static bool
find(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
     struct fc_error *err)
{
	(void)target;
	return cli_npm_user_file(path, err);
}

/* "exec" has the token of one stack: a file in which the variable stands for
 * two would send it to both. */
static bool
is_for_host_alone(const struct cli_edit *edit, const char *host,
                  struct fc_error *err)
{
	struct cli_npmrc_line line = CLI_NPMRC_FIRST;
	const size_t len = strlen(host);

	while (cli_npmrc_next(&edit->after, &line)) {
		if (!cli_npmrc_is(&line, CLI_NPMRC_VARIABLE) ||
		    (line.key_len > len + 2 &&
		     memcmp(line.key, "//", 2) == 0 &&
		     memcmp(line.key + 2, host, len) == 0 &&
		     line.key[len + 2] == '/'))
			continue;
		fc_fail(err, FC_ERR_CONFIG, "changing %s: FOUNDRY_TOKEN stands "
		        "there for another host, which would get the token of "
		        "%s", edit->name, host);
		fc_error_hint(err, "take that line out first; pnpm knows a way "
		              "for several: --pnpm");
		return false;
	}
	return true;
}

/* Reading goes up to the key of all repositories, publishing does not. */
static bool
change(struct cli_edit *edit, const struct cli_setup_target *target,
       const struct cli_backup *backup, struct fc_error *err)
{
	const struct cli_setup_options *wanted = target->wanted;
	char key[CLI_NPM_KEY_SIZE];

	(void)backup;
	cli_npm_key(key, wanted->host, NULL, "_authToken");
	if (!is_for_host_alone(edit, wanted->host, err) ||
	    !cli_npmrc_set(&edit->after, key, CLI_NPMRC_VARIABLE, err))
		return false;
	if (!*wanted->repository)
		return true;
	cli_npm_key(key, wanted->host, wanted->repository, "_authToken");
	return cli_npmrc_set(&edit->after, key, CLI_NPMRC_VARIABLE, err);
}

static bool
take_back(struct cli_edit *edit, const struct cli_setup_target *target,
          const struct cli_backup *backup, struct fc_error *err)
{
	(void)target;
	return cli_npmrc_take_back(&edit->after, backup, err);
}

static bool
tell(const struct cli_setup_target *target, struct fc_buf *said,
     struct fc_error *err)
{
	const struct cli_setup_options *wanted = target->wanted;

	return fc_buf_addf(said, err, "npm takes its token from FOUNDRY_TOKEN:\n"
	                   "  foundry-credential exec %s -- npm install\n",
	                   wanted->host) &&
	       (*wanted->repository ||
	        fc_buf_add_str(said, "npm publish needs the RID of an "
	                       "artifact repository: --repository RID\n",
	                       err));
}

static void
look_up(const char *host, struct cli_npm_lookup *lookup)
{
	struct fc_error ignored = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];

	*lookup = (struct cli_npm_lookup){ .kind = CLI_NPM_NONE };
	if (cli_npm_user_file(path, &ignored))
		cli_npm_lookup(path, host, false, lookup);
}

static void
check(struct cli_doctor *doctor, const struct cli_tool_said *said,
      const struct fc_stack *stack)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(stack->host, &lookup);
	cli_npm_check("npm", doctor, stack, &lookup);
}

static void
show(const struct cli_tool_view *view, const struct cli_tool_said *said,
     struct cli_columns *columns)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(view->hosts[0].host, &lookup);
	cli_npm_show("npm", view->hosts[0].host, &lookup, columns);
}

static void
put_json(const struct cli_tool_view *view, const struct cli_tool_said *said,
         struct json_object *object, bool *done)
{
	struct cli_npm_lookup lookup;

	(void)said;
	look_up(view->hosts[0].host, &lookup);
	cli_npm_put_json("npm", &lookup, object, done);
}

const struct cli_tool cli_tool_npm = {
	.option = CLI_OPT_NPM,
	.when = CLI_TOOL_WHEN_NAMED,
	.takes_repository = true,
	.files = { {
		.name = "npm",
		.blanks = " \t\r\n",
		.find = find,
		.change = change,
		.take_back = take_back,
		.mask = cli_npmrc_mask,
	} },
	.installed = (const char *const[]){ "npm", NULL },
	.commands = (const char *const[]){ "npm", NULL },
	.tell = tell,
	.check = check,
	.show = show,
	.put_json = put_json,
};
