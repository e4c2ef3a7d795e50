/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential: the command that people type. */
#include "cli/common/format.h"
#include "verbs.h"

#include "base/log.h"
#include "base/nearest.h"
#include "base/process.h"
#include "base/trace.h"

#include <string.h>

#define VERBS_MAX 32

static const struct cli_option no_options[] = { { NULL, false } };
static const struct cli_option token_options[] = { { "--min-life", true },
	                                           { NULL, false } };
static const struct cli_option get_options[] = {
	{ "--format", true },
	{ "--min-life", true },
	{ NULL, false },
};
static const struct cli_option store_options[] = {
	{ "--token-stdin", false },
	{ "--username", true },
	{ NULL, false },
};
static const struct cli_option login_options[] = {
	{ "--webserver", false },
	{ "--console", false },
	{ "--reauth", false },
	{ "--repair", false },
	{ NULL, false },
};
static const struct cli_option exec_options[] = {
	{ "--min-life", true },
	{ "--", false },
	{ NULL, false },
};
static const struct cli_option refresh_options[] = {
	{ "--all", false },
	{ "--if-older", true },
	{ NULL, false },
};
static const struct cli_option status_options[] = {
	{ "--all", false },
	{ "--json", false },
	{ "--online", false },
	{ NULL, false },
};
static const struct cli_option list_options[] = { { "--json", false },
	                                          { NULL, false } };
static const struct cli_option logout_options[] = { { "--all", false },
	                                            { NULL, false } };
static const struct cli_option doctor_options[] = {
	{ "--bundle", true },
	{ "--json", false },
	{ "--offline", false },
	{ NULL, false },
};
static const struct cli_option setup_options[] = {
	{ "--client-id", true },
	{ "--scopes", true },
	{ "--client-secret-stdin", false },
	{ "--registry", true },
	{ "--repository", true },
	{ "--git", false },
	{ "--docker", false },
	{ "--ca-file", true },
	{ "--dry-run", false },
	{ "--yes", false },
	{ "--undo", false },
	{ NULL, false },
};

static const struct cli_verb verbs[] = {
	{ "setup", "[HOST] [OPTION...]", "configure a stack, git and docker",
	  "Writes the configuration, makes our helper the one that git and docker\n"
	  "ask for the stack, and shows each change.  --undo takes it back.\n"
	  "At a terminal it asks for what is missing, and before it writes.\n"
	  "\n"
	  "  --client-id ID         of the application registered at the stack\n"
	  "  --scopes SCOPES        to ask for, as \"offline_access api:read-data\"\n"
	  "  --client-secret-stdin  of a confidential application, one line of stdin\n"
	  "  --registry HOST        a container registry that takes its tokens\n"
	  "  --repository RID       the artifact repository to push to\n"
	  "  --ca-file FILE         certificate authorities of the stack\n"
	  "  --git, --docker        only the one, or both (default: git, and docker\n"
	  "                         when a registry or a repository is named)\n"
	  "  --dry-run              show what would change, and change nothing\n"
	  "  --yes                  do not ask before writing\n"
	  "  --undo                 take back what setup did\n",
	  setup_options, 1, cli_setup },
	{ "login", "[HOST] [OPTION...]",
	  "log in to a stack",
	  "Logs you in to a Foundry, in the browser or by a code on the\n"
	  "terminal, and saves the login for git, docker and every other tool.\n"
	  "\n"
	  "  --webserver  the browser brings the code to 127.0.0.1 (default\n"
	  "               where there is a desktop)\n"
	  "  --console    the page shows a code, to be pasted here\n"
	  "  --reauth     log in anew although a working login is saved\n"
	  "  --repair     do not ask before a file of logins that cannot be read\n"
	  "               is repaired; as it was it is kept beside it\n",
	  login_options, 1, cli_login },
	{ "logout", "[HOST|--all]", "revoke a login and forget it",
	  "Revokes the login at the Foundry and forgets everything of that\n"
	  "stack and its aliases on this machine.\n"
	  "\n"
	  "  --all        of every stack that is known\n",
	  logout_options, 1, cli_logout },
	{ "doctor", "[HOST] [OPTION...]", "find what is wrong",
	  "Looks at files, configuration, git, docker, this machine and the\n"
	  "stack, and says what is wrong and what to do about it.  Tries the\n"
	  "token that is cached; with none that lives, the login is renewed.\n"
	  "Ends with 1 when something is wrong.\n"
	  "\n"
	  "  --json         for programs\n"
	  "  --offline      without the network: the login is not tried\n"
	  "  --bundle FILE  write all that a maintainer needs to a new file, with\n"
	  "                 no secret in it\n",
	  doctor_options, 1, cli_doctor },
	{ "token", "[HOST] [--min-life DURATION]", "print an access token",
	  "Prints an access token and nothing else: from the cache, refreshed\n"
	  "when it is about to expire, or after a login.\n"
	  "\n"
	  "  --min-life DURATION  refreshed also when it lives for less than\n"
	  "                       this: 12h, 30m, 90s\n",
	  token_options, 1, cli_token },
	{ "refresh", "[HOST|--all] [--if-older DURATION]",
	  "renew a login so that it does not end",
	  "Renews the token and with it the login, quietly and without ever\n"
	  "asking anybody.  Foundry ends a login that is not used for 30 days;\n"
	  "from cron, this keeps it:\n"
	  "\n"
	  "  foundry-credential refresh --all --if-older 20d\n"
	  "\n"
	  "  --all                every stack with a login; goes on after one\n"
	  "                       that failed and ends with the worst status\n"
	  "  --if-older DURATION  only a login that was not used for so long,\n"
	  "                       or nobody knows how long: 20d, 12h, 30m, 90s\n",
	  refresh_options, 1, cli_refresh },
	{ "status", "[HOST|--all] [--json] [--online]",
	  "show how things stand with a stack",
	  "Says who is logged in and for how long, or what to run; below, what\n"
	  "configures the stack, where its secrets lie, and what git and docker\n"
	  "are told to ask.  It shows no secret.  Ends with 3 when no token can\n"
	  "be had without a person.\n"
	  "\n"
	  "  --all     every stack that is known\n"
	  "  --json    as JSON, for programs: see foundry-credential(1)\n"
	  "  --online  ask the stack whether the token is good; without this\n"
	  "            there is no network\n",
	  status_options, 1, cli_status },
	{ "config", "[HOST]", "show every setting and where it comes from",
	  "Prints every key of the configuration with the value that is in force\n"
	  "for a stack or an alias, and where that comes from: a file and its\n"
	  "line, a variable, the saved login, or a default.  Secrets are hidden.\n"
	  "In a pipe a line has three fields, with a TAB between.\n",
	  no_options, 1, cli_config },
	{ "list", "[--json]", "list the stacks that are known",
	  "Lists the stacks that are known, then the hosts that are aliases of\n"
	  "one.  On a terminal it is a table: who is logged in, how long the\n"
	  "token lives, when the login ends.  In a pipe a line begins with the\n"
	  "host, and of a stack there is nothing else.\n"
	  "\n"
	  "  --json  as JSON: {\"stacks\": [{\"host\"}],\n"
	  "          \"aliases\": [{\"host\", \"stack\"}]}\n",
	  list_options, 0, cli_list },
	{ "whoami", "[HOST]", "print your user name at a stack",
	  "Prints the user name that the token is for.  The stack is asked when\n"
	  "it is not known here.  Never starts a login.\n",
	  no_options, 1, cli_whoami },
	{ "exec", "[HOST] [OPTION...] -- COMMAND [ARGUMENT...]",
	  "run a command with a token in its environment",
	  "Becomes COMMAND, with these in its environment and nothing on disk:\n"
	  "\n"
	  "  FOUNDRY_TOKEN          an access token, renewed before if it has\n"
	  "                         less than five minutes left\n"
	  "  FOUNDRY_TOKEN_EXPIRES  its end as Unix time, if it is known\n"
	  "  FOUNDRY_HOSTNAME, FOUNDRY_HOST, FOUNDRY_USERNAME\n"
	  "  FOUNDRY_URL            https://HOST\n"
	  "\n"
	  "  --min-life DURATION    renewed before with less than this: 12h, 30m\n"
	  "\n"
	  "The status is COMMAND's own; 127: not found, 126: cannot be run.\n",
	  exec_options, 1, cli_exec },
	{ "get", "[HOST|URL] [--format=FORMAT] [--min-life DURATION]",
	  "print a credential in one of several formats",
	  "Prints a credential.  Without operand the request is read from\n"
	  "standard input as git writes it (protocol=https, host=...), and a\n"
	  "host that is not configured is answered by silence; or as Bazel\n"
	  "writes it ({\"uri\":\"https://HOST/...\"}), which gets headers.\n"
	  "\n"
	  "  --format=attributes  username, password, password_expiry_utc\n"
	  "                       (default)\n"
	  "  --format=json        the same members, and host\n"
	  "  --format=token       the bare token\n"
	  "  --format=header      Authorization: Bearer TOKEN\n"
	  "  --format=bearer      Bearer TOKEN, for pnpm's tokenHelper\n"
	  "  --format=headers     {\"Authorization\": ...} in JSON, for MCP clients\n"
	  "  --format=netrc       machine HOST login NAME password TOKEN\n"
	  "  --format=env         for eval in sh: the variables that exec sets\n"
	  "  --min-life DURATION  refreshed when it lives for less than this\n",
	  get_options, 1, cli_get },
	{ "store", "[--token-stdin HOST [--username NAME]]",
	  "keep a user token (static token)",
	  "Keeps a token that was not obtained by a login: a user token of the\n"
	  "stack, for tools that take no other.\n"
	  "\n"
	  "  --token-stdin    the token is one line of standard input, or typed at\n"
	  "                   the terminal without being shown\n"
	  "  --username NAME  the user name it goes with\n"
	  "\n"
	  "Without --token-stdin the credential is read from standard input as\n"
	  "git writes it, and kept only where static tokens are configured.\n",
	  store_options, 1, cli_store },
	{ "erase", "", "forget a credential that was refused",
	  "Reads a credential from standard input as git writes it, and forgets\n"
	  "the access token or static token that it names; never the login.\n",
	  no_options, 0, cli_erase },
};

#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

static bool
print_help(struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(16384);
	size_t i;
	bool done;

	done = fc_buf_add_str(&text, "usage: foundry-credential VERB "
	                      "[OPERAND] [OPTION...]\n\n", err);
	for (i = 0; done && i < VERB_COUNT; i++)
		done = fc_buf_addf(&text, err, "  %-8s %s\n", verbs[i].name,
		                   verbs[i].about);
	done = done &&
	       fc_buf_add_str(&text,
	                      "\nfoundry-credential help VERB says more; "
	                      "version, -V prints the version.\n"
	                      "HOST may be left out when FOUNDRY_HOSTNAME "
	                      "names it or one stack is known.\n", err) &&
	       cli_write(&text, err);
	fc_buf_clear(&text);
	return done;
}

static bool
print_verb_help(const struct cli_verb *verb, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(16384);
	bool done;

	done = fc_buf_addf(&text, err, "usage: foundry-credential %s %s\n\n%s",
	                   verb->name, verb->operands, verb->help) &&
	       cli_write(&text, err);
	fc_buf_clear(&text);
	return done;
}

static bool
print_version(struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(256);
	bool done;

	done = fc_buf_addf(&text, err, "foundry-credential %s\n",
	                   PACKAGE_VERSION) &&
	       cli_write(&text, err);
	fc_buf_clear(&text);
	return done;
}

static bool
refuse_verb(const char *word, struct fc_error *err)
{
	static const char *const options[] = { "--help", "--version", NULL };
	const char *known[VERBS_MAX] = { NULL };
	const char *kind = word[0] == '-' ? "option" : "verb";
	const char *nearest;
	char shown[64];
	size_t i;

	for (i = 0; i < VERB_COUNT; i++)
		known[i] = verbs[i].name;
	known[i++] = "help";
	known[i] = "version";
	fc_printable(shown, sizeof(shown), word, strlen(word));
	nearest = fc_nearest(shown, word[0] == '-' ? options : known);
	if (nearest)
		return fc_fail(err, FC_ERR_USAGE, "unknown %s \"%s\", did "
		               "you mean \"%s\"?", kind, shown, nearest);
	return fc_fail(err, FC_ERR_USAGE, "unknown %s \"%s\", see "
	               "foundry-credential --help", kind, shown);
}

/* NULL, and err, for a word that is none. */
static const struct cli_verb *
find_verb(const char *word, struct fc_error *err)
{
	size_t i;

	for (i = 0; i < VERB_COUNT; i++)
		if (strcmp(word, verbs[i].name) == 0)
			return &verbs[i];
	refuse_verb(word, err);
	return NULL;
}

/* "help VERB" is what "VERB --help" is. */
static bool
help(int argc, char **argv, struct fc_error *err)
{
	struct cli_arguments arguments;
	const struct cli_verb *verb;

	if (!cli_arguments_parse(&arguments, no_options, 1, argc, argv, err))
		return false;
	if (arguments.help || arguments.operand_count == 0)
		return print_help(err);
	verb = find_verb(arguments.operands[0], err);
	return verb && print_verb_help(verb, err);
}

static bool
run_verb(const struct cli_verb *verb, int argc, char **argv,
         struct fc_error *err)
{
	struct cli_arguments arguments;

	if (!cli_arguments_parse(&arguments, verb->options,
	                         verb->operands_max, argc, argv, err))
		return false;
	if (arguments.help)
		return print_verb_help(verb, err);
	return verb->run(&arguments, err);
}

static bool
is_word(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 ||
	       strcmp(word, c) == 0;
}

static bool
run(int argc, char **argv, struct fc_error *err)
{
	const struct cli_verb *verb;

	if (argc < 2) {
		fc_fail(err, FC_ERR_USAGE, "no verb, see foundry-credential "
		        "--help");
		fc_error_hint(err, "setup HOST comes first; then login, "
		              "status, doctor, exec, logout and others");
		return false;
	}
	if (is_word(argv[1], "help", "--help", "-h"))
		return help(argc - 2, argv + 2, err);
	if (is_word(argv[1], "version", "--version", "-V"))
		return print_version(err);
	verb = find_verb(argv[1], err);
	return verb && run_verb(verb, argc - 2, argv + 2, err);
}

int
main(int argc, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;

	const bool safe = fc_process_harden(&err);

	fc_log_open("foundry-credential");
	fc_trace_open("foundry-credential");
	fc_trace_verb(argc > 1 ? argv[1] : NULL);
	if (safe && run(argc, argv, &err))
		return 0;
	if (err.text[0])
		fc_error_report(&err);
	return fc_error_status(err.kind);
}
