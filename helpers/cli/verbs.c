/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of foundry-credential, their options and what --help says. */
#include "verbs.h"

#define OPTIONS(...) \
	(const struct cli_option[]) { __VA_ARGS__, CLI_OPTION_END }
#define NO_OPTIONS (const struct cli_option[]) { CLI_OPTION_END }

const struct cli_verb cli_verbs[] = {
	{ "setup", "[HOST] [OPTION...]", "configure a stack, git and docker",
	  "Writes the configuration, makes our helper the one that git and docker\n"
	  "ask for the stack, and shows each change.  --undo takes it back.\n"
	  "At a terminal it asks for what is missing, and before it writes.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_CLIENT_ID, "ID",
	            "of the application registered at the stack" },
	          { CLI_OPT_SCOPES, "SCOPES",
	            "to ask for, as \"offline_access api:read-data\"" },
	          { CLI_OPT_CLIENT_SECRET_STDIN, NULL,
	            "of a confidential application, one line of stdin" },
	          { CLI_OPT_REGISTRY, "HOST",
	            "a container registry that takes its tokens" },
	          { CLI_OPT_REPOSITORY, "RID",
	            "the artifact repository to push to" },
	          { CLI_OPT_CA_FILE, "FILE",
	            "certificate authorities of the stack" },
	          { CLI_OPT_GIT, NULL, "git alone" },
	          { CLI_OPT_DOCKER, NULL,
	            "docker alone, or with --git both (default: git, and\n"
	            "docker when a registry or a repository is named)" },
	          { CLI_OPT_NPM, NULL, NULL }, { CLI_OPT_PNPM, NULL, NULL },
	          { CLI_OPT_MCP, NULL, NULL }, { CLI_OPT_ALL_TOOLS, NULL, NULL },
	          { CLI_OPT_DRY_RUN, NULL,
	            "show what would change, and change nothing" },
	          { CLI_OPT_YES, NULL, "do not ask before writing" },
	          { CLI_OPT_UNDO, NULL, "take back what setup did" }),
	  "\n"
	  "--npm, --pnpm: these tools, only when they are named.  --mcp prints what\n"
	  "MCP clients want.  --all-tools: each that is installed here.\n",
	  1, cli_setup },
	{ "login", "[HOST] [OPTION...]",
	  "log in to a stack",
	  "Logs you in to a Foundry, in the browser or by a code on the\n"
	  "terminal, and saves the login for git, docker and every other tool.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_WEBSERVER, NULL,
	            "the browser brings the code to 127.0.0.1 (default\n"
	            "where there is a desktop)" },
	          { CLI_OPT_CONSOLE, NULL,
	            "the page shows a code, to be pasted here" },
	          { CLI_OPT_REAUTH, NULL,
	            "log in anew although a working login is saved" },
	          { CLI_OPT_REPAIR, NULL,
	            "do not ask before a file of logins that cannot be read\n"
	            "is repaired; as it was it is kept beside it" }),
	  NULL, 1, cli_login },
	{ "logout", "[HOST|--all]", "revoke a login and forget it",
	  "Revokes the login at the Foundry and forgets everything of that\n"
	  "stack and its aliases on this machine.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_ALL, NULL, "of every stack that is known" }),
	  NULL, 1, cli_logout },
	{ "doctor", "[HOST] [OPTION...]", "find what is wrong",
	  "Looks at files, configuration, git, docker, this machine and the\n"
	  "stack, and says what is wrong and what to do about it.  Tries the\n"
	  "token that is cached; with none that lives, the login is renewed.\n"
	  "Ends with 1 when something is wrong.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_JSON, NULL, "for programs" },
	          { CLI_OPT_OFFLINE, NULL,
	            "without the network: the login is not tried" },
	          { CLI_OPT_BUNDLE, "FILE",
	            "write all that a maintainer needs to a new file, with\n"
	            "no secret in it" }),
	  NULL, 1, cli_doctor },
	{ "sweep", "[PATH...] [OPTION...]", "find tokens pasted into files",
	  "Looks for tokens of a Foundry where people paste them: in the URLs of\n"
	  "git's remotes, the files of docker, npm, pip and others, .env files and\n"
	  "the shell's history.  Below each PATH, else in the home.  There is no\n"
	  "network, and no token is shown.  Ends with 1 when one is found.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_JSON, NULL, "for programs: see foundry-credential(1)" },
	          { CLI_OPT_FIX, NULL,
	            "take them out of git's files where git asks us; shows\n"
	            "it, and asks before" },
	          { CLI_OPT_DRY_RUN, NULL,
	            "show what would change, and change nothing" },
	          { CLI_OPT_YES, NULL, "do not ask before writing" },
	          { CLI_OPT_UNDO, NULL, "put back what --fix took out" }),
	  NULL, CLI_OPERANDS_ANY, cli_sweep },
	{ "token", "[HOST] [--min-life DURATION]", "print an access token",
	  "Prints an access token and nothing else: from the cache, refreshed\n"
	  "when it is about to expire, or after a login.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_MIN_LIFE, "DURATION",
	            "refreshed also when it lives for less than\n"
	            "this: 12h, 30m, 90s" }),
	  NULL, 1, cli_token },
	{ "refresh", "[HOST|--all] [--if-older DURATION]",
	  "renew a login so that it does not end",
	  "Renews the token and with it the login, quietly and without ever\n"
	  "asking anybody.  Foundry ends a login that is not used for 30 days;\n"
	  "from cron, this keeps it:\n"
	  "\n"
	  "  foundry-credential refresh --all --if-older 20d\n"
	  "\n",
	  OPTIONS({ CLI_OPT_ALL, NULL,
	            "every stack with a login; goes on after one\n"
	            "that failed and ends with the worst status" },
	          { CLI_OPT_IF_OLDER, "DURATION",
	            "only a login that was not used for so long,\n"
	            "or nobody knows how long: 20d, 12h, 30m, 90s" }),
	  NULL, 1, cli_refresh },
	{ "status", "[HOST|--all] [--json] [--online]",
	  "show how things stand with a stack",
	  "Says who is logged in and for how long, or what to run; below, what\n"
	  "configures the stack, where its secrets lie, and what git and docker\n"
	  "are told to ask.  It shows no secret.  Ends with 3 when no token can\n"
	  "be had without a person.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_ALL, NULL, "every stack that is known" },
	          { CLI_OPT_JSON, NULL,
	            "as JSON, for programs: see foundry-credential(1)" },
	          { CLI_OPT_ONLINE, NULL,
	            "ask the stack whether the token is good; without this\n"
	            "there is no network" }),
	  NULL, 1, cli_status },
	{ "config", "[HOST]", "show every setting and where it comes from",
	  "Prints every key of the configuration with the value that is in force\n"
	  "for a stack or an alias, and where that comes from: a file and its\n"
	  "line, a variable, the saved login, or a default.  Secrets are hidden.\n"
	  "In a pipe a line has three fields, with a TAB between.\n",
	  NO_OPTIONS, NULL, 1, cli_config },
	{ "list", "[--json]", "list the stacks that are known",
	  "Lists the stacks that are known, then the hosts that are aliases of\n"
	  "one.  On a terminal it is a table: who is logged in, how long the\n"
	  "token lives, when the login ends.  In a pipe a line begins with the\n"
	  "host, and of a stack there is nothing else.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_JSON, NULL,
	            "as JSON: {\"stacks\": [{\"host\"}],\n"
	            "\"aliases\": [{\"host\", \"stack\"}]}" }),
	  NULL, 0, cli_list },
	{ "whoami", "[HOST]", "print your user name at a stack",
	  "Prints the user name that the token is for.  The stack is asked when\n"
	  "it is not known here.  Never starts a login.\n",
	  NO_OPTIONS, NULL, 1, cli_whoami },
	{ "exec", "[HOST] [OPTION...] -- COMMAND [ARGUMENT...]",
	  "run a command with a token in its environment",
	  "Becomes COMMAND, with these in its environment:\n"
	  "\n"
	  "  FOUNDRY_TOKEN          an access token, renewed before if it has\n"
	  "                         less than five minutes left\n"
	  "  FOUNDRY_TOKEN_EXPIRES  its end as Unix time, if it is known\n"
	  "  FOUNDRY_HOSTNAME, FOUNDRY_HOST, FOUNDRY_USERNAME\n"
	  "  FOUNDRY_URL            https://HOST\n"
	  "  NETRC                  a file for pip, Go, conda and others: HOST's\n"
	  "                         line, then those of your own; it goes when\n"
	  "                         COMMAND ends, or the token\n"
	  "\n",
	  OPTIONS({ CLI_OPT_MIN_LIFE, "DURATION",
	            "renewed before with less than this: 12h, 30m" },
	          { CLI_OPT_ENV_ONLY, NULL, "no NETRC: nothing on disk" },
	          { CLI_OPT_ONLY, "NAMES",
	            "these alone of the variables, with commas between" },
	          { CLI_OPT_COMMAND, NULL, NULL }),
	  "\n"
	  "The status is COMMAND's own; 127: not found, 126: cannot be run.\n",
	  1, cli_exec },
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
	  "  --format=env         for eval in sh: the variables that exec sets\n",
	  OPTIONS({ CLI_OPT_FORMAT, "FORMAT", NULL },
	          { CLI_OPT_MIN_LIFE, "DURATION",
	            "refreshed when it lives for less than this" }),
	  NULL, 1, cli_get },
	{ "store", "[--token-stdin HOST [--username NAME]]",
	  "keep a user token (static token)",
	  "Keeps a token that was not obtained by a login: a user token of the\n"
	  "stack, for tools that take no other.\n"
	  "\n",
	  OPTIONS({ CLI_OPT_TOKEN_STDIN, NULL,
	            "the token is one line of standard input, or typed at\n"
	            "the terminal without being shown" },
	          { CLI_OPT_USERNAME, "NAME", "the user name it goes with" }),
	  "\n"
	  "Without --token-stdin the credential is read from standard input as\n"
	  "git writes it, and kept only where static tokens are configured.\n",
	  1, cli_store },
	{ "erase", "", "forget a credential that was refused",
	  "Reads a credential from standard input as git writes it, and forgets\n"
	  "the access token or static token that it names; never the login.\n",
	  NO_OPTIONS, NULL, 0, cli_erase },
};

const size_t cli_verb_count = sizeof(cli_verbs) / sizeof(cli_verbs[0]);
