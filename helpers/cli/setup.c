/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential setup: everything wired in one go, and taken back. */
#include "cli/setup/setup.h"

#include "cli/common/format.h"
#include "cli/common/helper_lookup.h"
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
	struct fc_paths paths;
	struct fc_config config;
	struct cli_changes changes;
	struct fc_buf secret;
	struct fc_buf said; /* printed at the end of each step */
	bool all; /* what is taken back: neither git nor docker was named */
	bool git, docker;
	bool undo, dry_run, yes;
};

#define SETUP_INIT { .config = FC_CONFIG_INIT, .changes = CLI_CHANGE_INIT, \
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
	        cli_changes_show(&setup->changes, setup->wanted.host, &text,
	                         err)) &&
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

static bool
change_secret(struct setup *setup, struct fc_error *err)
{
	struct cli_edit *edit = &setup->changes.edit[CLI_CHANGE_SECRET];

	if (setup->secret.len == 0)
		return true;
	if (!cli_changes_open(&setup->changes, CLI_CHANGE_SECRET, &setup->paths,
	                      setup->wanted.host, err))
		return false;
	fc_buf_reset(&edit->after);
	return fc_buf_add(&edit->after, setup->secret.data,
	                  setup->secret.len, err);
}

static bool
change_config(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;

	return cli_changes_open(changes, CLI_CHANGE_CONFIG, &setup->paths,
	                        setup->wanted.host, err) &&
	       cli_setup_config(&changes->edit[CLI_CHANGE_CONFIG],
	                        &setup->wanted, &setup->config, err);
}

static bool
change_git(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;

	return !setup->git ||
	       (cli_changes_open(changes, CLI_CHANGE_GIT, &setup->paths,
	                         setup->wanted.host, err) &&
	        cli_setup_git(
			&changes->edit[CLI_CHANGE_GIT], setup->wanted.host,
			cli_changes_backup(changes, CLI_CHANGE_GIT), err));
}

static bool
change_docker(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;

	if (!setup->docker)
		return true;
	if (changes->registries.count > 0)
		return cli_changes_open(changes, CLI_CHANGE_DOCKER,
		                        &setup->paths, setup->wanted.host,
		                        err) &&
		       cli_setup_docker(&changes->edit[CLI_CHANGE_DOCKER],
		                        &changes->registries, err);
	fc_fail(err, FC_ERR_USAGE, "setting up docker for %s: no registry of "
	        "it is known", setup->wanted.host);
	fc_error_hint(err, "name it with --registry");
	return false;
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

/* Whoever is asked after us is told every token that we give out. */
static bool
say_git(struct setup *setup, struct fc_error *err)
{
	struct cli_git_config config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup = { .count = 0 };
	struct fc_error ignored = FC_ERROR_INIT;
	bool done = true;
	int i;

	if (!setup->git)
		return true;
	if (cli_git_config_read(&config, &ignored) == FC_FOUND) {
		cli_git_lookup(&config, setup->wanted.host, &lookup);
		if (!cli_git_lookup_ours(&lookup))
			done = fc_buf_add_str(&setup->said, "Here git does not "
			                      "ask us all the same; this shows "
			                      "what stands against it:\n"
			                      "  git config --show-origin "
			                      "--get-regexp "
			                      "'^credential.*helper'\n", err);
	}
	for (i = 0; done && i < lookup.count; i++)
		if (lookup.helpers[i].kind != CLI_HELPER_OURS)
			done = fc_buf_addf(&setup->said, err,
			                   "Beside ours git asks \"%s\" (%s), "
			                   "which will see every token:\n"
			                   "take it out there, or put it "
			                   "before ours.\n",
			                   lookup.helpers[i].name,
			                   lookup.helpers[i].origin);
	cli_git_config_clear(&config);
	if (!done || !*setup->wanted.ca_file)
		return done;
	return fc_buf_addf(&setup->said, err, "git needs to know the "
	                   "authority too:\n  git config --global "
	                   "http.https://%s/.sslCAInfo %s\n",
	                   setup->wanted.host, setup->wanted.ca_file);
}

static bool
say_docker(struct setup *setup, struct fc_error *err)
{
	if (!setup->docker)
		return true;
	if (cli_changes_names_repositories(&setup->changes, &setup->config))
		return true;
	return fc_buf_add_str(&setup->said, "docker push needs the RID of an "
	                      "artifact repository: --repository RID\n", err);
}

static bool
say_next(struct setup *setup, struct fc_error *err)
{
	const char *verb = cli_setup_next(&setup->config, setup->wanted.host);

	return say_git(setup, err) && say_docker(setup, err) &&
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

	if (!cli_changes_show(changes, setup->wanted.host, &setup->said, err) ||
	    !say(setup, err))
		return false;
	if (setup->dry_run)
		return fc_buf_addf(&setup->said, err, "%s: nothing was "
		                   "changed\n", setup->wanted.host) &&
		       say(setup, err);
	if (!is_agreed(setup, err))
		return false;
	if (cli_changes_write(changes, &setup->paths, setup->wanted.host,
	                      &setup->said, err))
		return true;
	/* Some may be changed all the same. */
	(void)say(setup, &ignored);
	return false;
}

/* All is thought through before anything is written. */
static bool
change_all(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;

	return cli_changes_registries(changes, &setup->config, &setup->wanted,
	                              err) &&
	       cli_setup_complete(&setup->wanted, &changes->registries, err) &&
	       change_secret(setup, err) && change_config(setup, err) &&
	       change_git(setup, err) && change_docker(setup, err) &&
	       cli_changes_check(changes, setup->wanted.host, err);
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
undo_file(struct setup *setup, enum cli_changes_file file, struct fc_error *err)
{
	return cli_changes_undo(&setup->changes, file, &setup->paths,
	                        setup->wanted.host, err);
}

static bool
undo_files(struct setup *setup, struct fc_error *err)
{
	return (!setup->all ||
	        (undo_file(setup, CLI_CHANGE_CONFIG, err) &&
	         undo_file(setup, CLI_CHANGE_SECRET, err))) &&
	       (!setup->git || undo_file(setup, CLI_CHANGE_GIT, err)) &&
	       (!setup->docker || undo_file(setup, CLI_CHANGE_DOCKER, err));
}

static bool
take_back(struct setup *setup, struct fc_error *err)
{
	struct cli_changes *changes = &setup->changes;

	return cli_changes_registries(changes, &setup->config, &setup->wanted,
	                              err) &&
	       undo_files(setup, err) &&
	       cli_changes_check(changes, setup->wanted.host, err) &&
	       carry_out(setup, err) && say(setup, err);
}

static bool
has_any(const struct cli_arguments *arguments, const char *const *names)
{
	for (; *names; names++)
		if (cli_has(arguments, *names))
			return true;
	return false;
}

static bool
check_options(const struct cli_arguments *arguments, struct fc_error *err)
{
	static const char *const forward[] = { "--client-id", "--scopes",
		"--client-secret-stdin", "--registry", "--repository",
		"--ca-file", NULL };

	if (cli_has(arguments, "--undo") && has_any(arguments, forward))
		return fc_fail(err, FC_ERR_USAGE, "--undo goes with --git, "
		               "--docker, --dry-run and --yes only");
	return true;
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
	const bool git = cli_has(arguments, "--git");

	setup->all = !git && !cli_has(arguments, "--docker");
	setup->git = git || setup->all;
	setup->yes = cli_has(arguments, "--yes");
	setup->dry_run = cli_has(arguments, "--dry-run");
	setup->undo = cli_has(arguments, "--undo");
	if (!take_wanted(setup, arguments, err))
		return false;
	setup->docker = setup->wanted.containers || (setup->undo && setup->all);
	return !cli_has(arguments, "--client-secret-stdin") ||
	       cli_setup_read_secret(&setup->wanted, &setup->paths,
	                             &setup->secret, err);
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
