/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential setup: everything wired in one go, and taken back. */
#include "cli/setup/setup.h"

#include "cli/common/format.h"
#include "cli/common/prompt.h"
#include "cli/setup/changes.h"
#include "verbs.h"

#include "base/controls.h"
#include "config/settings.h"
#include "request/config_load.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET_MAX 4096

struct setup {
	struct cli_setup_options wanted;
	struct cli_registries registries;
	struct fc_paths paths;
	struct fc_config config;
	struct fc_buf secret;
	struct cli_changes changes;
	struct fc_buf said; /* printed at the end of each step */
	bool undo, dry_run, yes;
};

#define SETUP_INIT { .config = FC_CONFIG_INIT, \
	.secret = FC_BUF_INIT(SECRET_MAX), .said = FC_BUF_INIT(CLI_EDIT_MAX) }

static bool
say(struct setup *setup, struct fc_error *err)
{
	bool done = cli_write(&setup->said, err);

	fc_buf_reset(&setup->said);
	return done;
}

static bool
take_consent(const char *answer, void *arg, struct fc_error *err)
{
	return cli_yes_or_no(answer, arg, err);
}

/* What went into a file is shown to the person as well. */
static bool
ask_consent(const struct setup *setup, bool *agreed, struct fc_error *err)
{
	struct cli_question consent = { NULL, "yes", take_consent };
	struct fc_buf text = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	done = (isatty(STDOUT_FILENO) ||
	        cli_changes_show(&setup->changes, &text, err)) &&
	       fc_buf_add_str(&text, "Write these changes? (yes or no)", err);
	if (done) {
		fc_strip_for_terminal(text.data, text.len);
		consent.text = fc_buf_str(&text);
		*agreed = false; /* a terminal that is closed meanwhile */
		done = cli_ask_until(&consent, agreed, err) != FC_FAILED;
	}
	fc_buf_clear(&text);
	return done;
}

/* Whoever cannot be asked has agreed. */
static bool
is_agreed(const struct setup *setup, struct fc_error *err)
{
	bool agreed;

	if (setup->yes || !cli_changes_is_change(&setup->changes) ||
	    !cli_may_ask())
		return true;
	return ask_consent(setup, &agreed, err) &&
	       (agreed || fc_fail(err, FC_ERR_CANCELLED, "setup of %s: "
	                          "cancelled, nothing was changed",
	                          setup->wanted.host));
}

/* Whoever registers the application must know these to the letter. */
static bool
say_redirects(struct setup *setup, struct fc_error *err)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool known, done;

	known = fc_config_find(&setup->config, setup->wanted.host,
	                       FC_PURPOSE_CLI, &stack, &ignored) == FC_FOUND;
	if (!known)
		snprintf(stack.host, sizeof(stack.host), "%s",
		         setup->wanted.host);
	done = (known || fc_setting_defaults(&stack, err)) &&
	       fc_buf_addf(&setup->said, err,
	                   "\nThe application that is registered for you must "
	                   "have exactly these two\nredirect URIs:\n"
	                   "  %s\n  http://127.0.0.1/\n",
	                   stack.redirect_uri);
	fc_stack_clear(&stack);
	return done;
}

/* One of containers is of use only with a registry. */
static bool
is_offered(const struct setup *setup, int tool)
{
	return cli_tool_is_installed(cli_tools[tool]) &&
	       (cli_tools[tool]->when != CLI_TOOL_FOR_CONTAINERS ||
	        setup->registries.count > 0);
}

static bool
is_tool_meant(const struct setup *setup, int tool)
{
	const struct cli_setup_options *wanted = &setup->wanted;

	if (wanted->installed && !setup->undo)
		return wanted->tools[tool] || is_offered(setup, tool);
	if (!wanted->all_tools)
		return wanted->tools[tool];
	return setup->undo || cli_tools[tool]->when == CLI_TOOL_ALWAYS ||
	       (cli_tools[tool]->when == CLI_TOOL_FOR_CONTAINERS &&
	        wanted->containers);
}

static bool
tell_of_tools(struct setup *setup, struct fc_error *err)
{
	bool done = true;
	int i;

	for (i = 0; done && i < CLI_TOOLS; i++)
		done = !is_tool_meant(setup, i) || !cli_tools[i]->tell ||
		       cli_tools[i]->tell(&setup->changes.target,
		                          &setup->said, err);
	return done;
}

static bool
say_next(struct setup *setup, struct fc_error *err)
{
	const char *verb = cli_setup_next(&setup->config, setup->wanted.host);

	return tell_of_tools(setup, err) &&
	       (strcmp(verb, "login") != 0 || say_redirects(setup, err)) &&
	       fc_buf_addf(&setup->said, err, "Next: foundry-credential %s "
	                   "%s\n", verb, setup->wanted.host);
}

/* Show what will change, and change it. */
static bool
carry_out(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;
	struct fc_error ignored = FC_ERROR_INIT;

	if (!cli_changes_show(changes, &setup->said, err) ||
	    !say(setup, err))
		return false;
	if (setup->dry_run)
		return fc_buf_addf(&setup->said, err, "%s: nothing was "
		                   "changed\n", setup->wanted.host) &&
		       say(setup, err);
	if (!is_agreed(setup, err))
		return false;
	if (cli_changes_write(changes, &setup->said, err))
		return true;
	/* Some may be changed all the same. */
	(void)say(setup, &ignored);
	return false;
}

static bool
is_meant(const struct setup *setup, int file)
{
	if (file == CLI_SETUP_SECRET)
		return setup->secret.len > 0;
	return file < CLI_SETUP_TOOLS ||
	       (cli_setup_file(file) &&
	        is_tool_meant(setup, cli_setup_tool(file)));
}

/* That is asked of a tool once. */
static unsigned
choose_files(const struct setup *setup, int tool)
{
	unsigned (*choose)(void) = cli_tools[tool]->choose;

	return is_tool_meant(setup, tool) && choose ? choose() : ~0U;
}

static bool
is_chosen(int file, unsigned chosen)
{
	return chosen >> (file - CLI_SETUP_TOOLS) % CLI_TOOL_FILES & 1;
}

/* All is thought through before anything is written. */
static bool
change_all(struct setup *setup, struct fc_error *err)
{
	unsigned chosen = 0;
	int file;

	if (!cli_setup_complete(&setup->wanted, &setup->registries, err))
		return false;
	for (file = 0; file < CLI_SETUP_FILES; file++) {
		if (file >= CLI_SETUP_TOOLS &&
		    (file - CLI_SETUP_TOOLS) % CLI_TOOL_FILES == 0)
			chosen = choose_files(setup, cli_setup_tool(file));
		if (is_meant(setup, file) &&
		    (file < CLI_SETUP_TOOLS || is_chosen(file, chosen)) &&
		    !cli_changes_plan(&setup->changes, file, err))
			return false;
	}
	return cli_changes_check(&setup->changes, err);
}

static bool
set_up(struct setup *setup, struct fc_error *err)
{
	if (!change_all(setup, err) || !carry_out(setup, err))
		return false;
	if (setup->dry_run)
		return true;
	/* The person is told by what has just been written. */
	fc_config_clear(&setup->config);
	return fc_config_load(&setup->config, &setup->paths, err) &&
	       say_next(setup, err) && say(setup, err);
}

static bool
undo_files(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;
	bool done;
	int file;

	/* The config says whether a secret is of setup. */
	done = !setup->wanted.all_tools ||
	       (cli_changes_undo(changes, CLI_SETUP_CONFIG, err) &&
	        cli_changes_undo(changes, CLI_SETUP_SECRET, err));
	/* Who was written last is taken out first. */
	for (file = CLI_SETUP_FILES; done && file-- > CLI_SETUP_TOOLS;)
		done = !is_meant(setup, file) ||
		       cli_changes_undo(changes, file, err);
	return done;
}

static bool
take_back(struct setup *setup, struct fc_error *err)
{
	return undo_files(setup, err) &&
	       cli_changes_check(&setup->changes, err) &&
	       carry_out(setup, err) && say(setup, err);
}

static bool
goes_forward(const struct cli_arguments *arguments)
{
	static const enum cli_option_id forward[] = { CLI_OPT_CLIENT_ID,
		CLI_OPT_SCOPES, CLI_OPT_CLIENT_SECRET_STDIN, CLI_OPT_REGISTRY,
		CLI_OPT_REPOSITORY, CLI_OPT_CA_FILE };
	size_t i;

	for (i = 0; i < sizeof(forward) / sizeof(forward[0]); i++)
		if (cli_has(arguments, forward[i]))
			return true;
	return false;
}

static bool
check_options(const struct cli_arguments *arguments, struct fc_error *err)
{
	char tools[16 * CLI_TOOLS] = "";
	int i;

	if (!cli_has(arguments, CLI_OPT_UNDO) || !goes_forward(arguments))
		return true;
	for (i = 0; i < CLI_TOOLS; i++)
		fc_text_join(tools + strlen(tools),
		             sizeof(tools) - strlen(tools),
		             cli_option_names[cli_tools[i]->option],
		             ", ", NULL);
	return fc_fail(err, FC_ERR_USAGE, "--undo goes with %s--dry-run and "
	               "--yes only", tools);
}

/* What the options say, and who is at the terminal. */
static bool
take_wanted(struct setup *setup, const struct cli_arguments *arguments,
            struct fc_error *err)
{
	struct cli_setup_options *wanted = &setup->wanted;

	return check_options(arguments, err) &&
	       cli_setup_take(wanted, arguments, err) &&
	       fc_paths_find(&setup->paths, err) &&
	       fc_config_load(&setup->config, &setup->paths, err) &&
	       cli_setup_check(wanted, &setup->config, err) &&
	       (setup->undo ||
	        cli_setup_interview(wanted, &setup->config, err));
}

static bool
prepare(struct setup *setup, const struct cli_arguments *arguments,
        struct fc_error *err)
{
	const struct cli_setup_target target = {
		&setup->wanted, &setup->registries, &setup->paths,
		&setup->config, &setup->secret,
	};

	setup->yes = cli_has(arguments, CLI_OPT_YES);
	setup->dry_run = cli_has(arguments, CLI_OPT_DRY_RUN);
	setup->undo = cli_has(arguments, CLI_OPT_UNDO);
	cli_changes_init(&setup->changes, &target);
	if (!take_wanted(setup, arguments, err))
		return false;
	return cli_setup_registries(&setup->registries, &setup->config,
	                            &setup->wanted, err) &&
	       (!cli_has(arguments, CLI_OPT_CLIENT_SECRET_STDIN) ||
	        cli_setup_read_secret(&setup->wanted, &setup->paths,
	                              &setup->secret, err));
}

bool
cli_setup(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct setup setup = SETUP_INIT;
	bool done;

	done = prepare(&setup, arguments, err) &&
	       (setup.undo ? take_back(&setup, err) : set_up(&setup, err));
	cli_changes_clear(&setup.changes);
	fc_buf_clear(&setup.secret);
	fc_buf_clear(&setup.said);
	fc_config_clear(&setup.config);
	return done;
}
