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

static bool
print_help(struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(16384);
	size_t i;
	bool done;

	done = fc_buf_add_str(&text, "usage: foundry-credential VERB "
	                      "[OPERAND] [OPTION...]\n\n", err);
	for (i = 0; done && i < cli_verb_count; i++)
		done = fc_buf_addf(&text, err, "  %-8s %s\n", cli_verbs[i].name,
		                   cli_verbs[i].about);
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
	       cli_options_help(verb->options, &text, err) &&
	       (!verb->more || fc_buf_add_str(&text, verb->more, err)) &&
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

	for (i = 0; i < cli_verb_count; i++)
		known[i] = cli_verbs[i].name;
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

	for (i = 0; i < cli_verb_count; i++)
		if (strcmp(word, cli_verbs[i].name) == 0)
			return &cli_verbs[i];
	refuse_verb(word, err);
	return NULL;
}

/* "help VERB" is what "VERB --help" is. */
static bool
help(int argc, char **argv, struct fc_error *err)
{
	static const struct cli_option none[] = { CLI_OPTION_END };
	struct cli_arguments arguments;
	const struct cli_verb *verb;

	if (!cli_arguments_parse(&arguments, none, 1, argc, argv, err))
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
