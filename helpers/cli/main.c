/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential: the command that people type. */
#include "format.h"
#include "verbs.h"

#include "base/log.h"
#include "base/nearest.h"
#include "base/process.h"

#include <string.h>

#define VERBS_MAX 32

static const struct cli_option no_options[] = { { NULL, false } };
static const struct cli_option get_options[] = { { "--format", true },
	                                         { NULL, false } };
static const struct cli_option store_options[] = {
	{ "--token-stdin", false },
	{ "--username", true },
	{ NULL, false },
};
static const struct cli_option login_options[] = {
	{ "--webserver", false },
	{ "--console", false },
	{ "--reauth", false },
	{ NULL, false },
};
static const struct cli_option logout_options[] = { { "--all", false },
	                                            { NULL, false } };

static const struct cli_verb verbs[] = {
	{ "login", "[HOST] [--webserver|--console] [--reauth]",
	  "log in to a stack",
	  "Logs you in to a Foundry, in the browser or by a code on the\n"
	  "terminal, and saves the login for git, docker and every other tool.\n"
	  "\n"
	  "  --webserver  the browser brings the code to 127.0.0.1 (default\n"
	  "               where there is a desktop)\n"
	  "  --console    the page shows a code, to be pasted here\n"
	  "  --reauth     log in anew although a working login is saved\n",
	  login_options, 1, cli_login },
	{ "logout", "[HOST|--all]", "revoke a login and forget it",
	  "Revokes the login at the Foundry and forgets everything of that\n"
	  "stack and its aliases on this machine.\n"
	  "\n"
	  "  --all        of every stack that is known\n",
	  logout_options, 1, cli_logout },
	{ "token", "[HOST]", "print an access token",
	  "Prints an access token and nothing else: from the cache, refreshed\n"
	  "when it is about to expire, or after a login.\n",
	  no_options, 1, cli_token },
	{ "get", "[HOST|URL] [--format=FORMAT]",
	  "print a credential in one of several formats",
	  "Prints a credential.  Without operand the request is read from\n"
	  "standard input as git writes it (protocol=https, host=...), and a\n"
	  "host that is not configured is answered by silence.\n"
	  "\n"
	  "  --format=attributes  username, password, password_expiry_utc\n"
	  "                       (default)\n"
	  "  --format=json        the same members, and host\n"
	  "  --format=token       the bare token\n"
	  "  --format=header      Authorization: Bearer TOKEN\n",
	  get_options, 1, cli_get },
	{ "store", "[--token-stdin HOST [--username NAME]]",
	  "keep a user token (static token)",
	  "Keeps a token that was not obtained by a login: a user token of the\n"
	  "stack, for tools that take no other.\n"
	  "\n"
	  "  --token-stdin    the token is one line of standard input\n"
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
	                      "\nfoundry-credential VERB --help says more; "
	                      "--version prints the version.\n"
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
	const char *known[VERBS_MAX] = { NULL };
	const char *nearest;
	char shown[64];
	size_t i;

	for (i = 0; i < VERB_COUNT; i++)
		known[i] = verbs[i].name;
	fc_printable(shown, sizeof(shown), word, strlen(word));
	nearest = fc_nearest(shown, known);
	if (nearest)
		return fc_fail(err, FC_ERR_USAGE, "unknown verb \"%s\", did "
		               "you mean \"%s\"?", shown, nearest);
	return fc_fail(err, FC_ERR_USAGE, "unknown verb \"%s\", see "
	               "foundry-credential --help", shown);
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
run(int argc, char **argv, struct fc_error *err)
{
	size_t i;

	if (argc < 2)
		return fc_fail(err, FC_ERR_USAGE, "no verb, see "
		               "foundry-credential --help");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return print_help(err);
	if (strcmp(argv[1], "--version") == 0)
		return print_version(err);
	for (i = 0; i < VERB_COUNT; i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return run_verb(&verbs[i], argc - 2, argv + 2, err);
	return refuse_verb(argv[1], err);
}

int
main(int argc, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;

	fc_process_harden();
	fc_log_open("foundry-credential");
	if (run(argc, argv, &err))
		return 0;
	fc_error_report(&err);
	return fc_error_status(err.kind);
}
