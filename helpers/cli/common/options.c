/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: options of a verb, and its operands. */
#include "cli/common/options.h"

#include "base/nearest.h"

#include <string.h>

static int
find(const struct cli_option *options, const char *name, size_t len)
{
	int i;

	for (i = 0; options[i].name; i++)
		if (strlen(options[i].name) == len &&
		    memcmp(options[i].name, name, len) == 0)
			return i;
	return -1;
}

static bool
refuse(const struct cli_option *options, const char *word, size_t len,
       struct fc_error *err)
{
	const char *known[CLI_OPTIONS_MAX + 2] = { NULL };
	char name[64], shown[64];
	const char *nearest;
	int i;

	for (i = 0; options[i].name; i++)
		known[i] = options[i].name;
	known[i] = "--help";
	fc_printable(shown, sizeof(shown), word, len);
	fc_printable(name, sizeof(name), word, len);
	fc_fail(err, FC_ERR_USAGE, "unknown option \"%s\", see --help",
	        shown);
	nearest = fc_nearest(name, known);
	if (nearest)
		fc_fail(err, FC_ERR_USAGE, "unknown option \"%s\", did you "
		        "mean \"%s\"?", shown, nearest);
	return false;
}

/* One option; *at moves on when its value is the next word. */
static bool
take_option(struct cli_arguments *arguments, int argc, char **argv, int *at,
            struct fc_error *err)
{
	const char *word = argv[*at];
	size_t len = strcspn(word, "=");
	int i = find(arguments->options, word, len);

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		arguments->help = true;
		return true;
	}
	if (i < 0)
		return refuse(arguments->options, word, len, err);
	arguments->given[i] = true;
	if (!arguments->options[i].has_value) {
		if (word[len] == '=')
			return fc_fail(err, FC_ERR_USAGE,
			               "option %s takes no value",
			               arguments->options[i].name);
		return true;
	}
	if (word[len] == '=')
		arguments->value[i] = word + len + 1;
	else if (*at + 1 < argc)
		arguments->value[i] = argv[++*at];
	else
		return fc_fail(err, FC_ERR_USAGE, "option %s needs a value",
		               arguments->options[i].name);
	return true;
}

static bool
take_all(struct cli_arguments *arguments, int operands_max, int argc,
         char **argv, struct fc_error *err)
{
	bool only_operands = false;
	int at;

	for (at = 0; at < argc; at++) {
		if (!only_operands && strcmp(argv[at], "--") == 0) {
			if (cli_takes(arguments, "--")) {
				arguments->command = argv + at + 1;
				break;
			}
			only_operands = true;
		} else if (!only_operands && argv[at][0] == '-' &&
		           argv[at][1]) {
			if (!take_option(arguments, argc, argv, &at, err))
				return false;
		} else if (arguments->operand_count < operands_max) {
			arguments->operands[arguments->operand_count++] =
				argv[at];
		} else {
			/* Not repeated: it may be a token. */
			return fc_fail(err, FC_ERR_USAGE,
			               "one operand too many, see --help");
		}
	}
	return true;
}

void
cli_hint_command(struct fc_error *err)
{
	fc_error_hint(err, "the command comes after \"--\": "
	              "foundry-credential exec [HOST] -- COMMAND "
	              "[ARGUMENT...]");
}

bool
cli_arguments_parse(struct cli_arguments *arguments,
                    const struct cli_option *options, int operands_max,
                    int argc, char **argv, struct fc_error *err)
{
	memset(arguments, 0, sizeof(*arguments));
	arguments->options = options;
	if (take_all(arguments, operands_max, argc, argv, err))
		return true;
	/* Whoever forgets it gives words of the command instead. */
	if (cli_takes(arguments, "--"))
		cli_hint_command(err);
	return false;
}

bool
cli_takes(const struct cli_arguments *arguments, const char *name)
{
	return find(arguments->options, name, strlen(name)) >= 0;
}

bool
cli_has(const struct cli_arguments *arguments, const char *name)
{
	int i = find(arguments->options, name, strlen(name));

	return i >= 0 && arguments->given[i];
}

const char *
cli_value(const struct cli_arguments *arguments, const char *name)
{
	int i = find(arguments->options, name, strlen(name));

	return i >= 0 ? arguments->value[i] : NULL;
}
