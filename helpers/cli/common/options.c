/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: options of a verb, and its operands. */
#include "cli/common/options.h"

#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

const char *const cli_option_names[CLI_OPT_COUNT] = {
	[CLI_OPT_ALL] = "--all",
	[CLI_OPT_ALL_TOOLS] = "--all-tools",
	[CLI_OPT_BUNDLE] = "--bundle",
	[CLI_OPT_CA_FILE] = "--ca-file",
	[CLI_OPT_CLIENT_ID] = "--client-id",
	[CLI_OPT_CLIENT_SECRET_STDIN] = "--client-secret-stdin",
	[CLI_OPT_CONSOLE] = "--console",
	[CLI_OPT_DOCKER] = "--docker",
	[CLI_OPT_DRY_RUN] = "--dry-run",
	[CLI_OPT_ENV_ONLY] = "--env-only",
	[CLI_OPT_FIX] = "--fix",
	[CLI_OPT_FORMAT] = "--format",
	[CLI_OPT_GIT] = "--git",
	[CLI_OPT_IF_OLDER] = "--if-older",
	[CLI_OPT_JSON] = "--json",
	[CLI_OPT_MCP] = "--mcp",
	[CLI_OPT_MIN_LIFE] = "--min-life",
	[CLI_OPT_NPM] = "--npm",
	[CLI_OPT_OFFLINE] = "--offline",
	[CLI_OPT_ONLINE] = "--online",
	[CLI_OPT_ONLY] = "--only",
	[CLI_OPT_PNPM] = "--pnpm",
	[CLI_OPT_REAUTH] = "--reauth",
	[CLI_OPT_REGISTRY] = "--registry",
	[CLI_OPT_REPAIR] = "--repair",
	[CLI_OPT_REPOSITORY] = "--repository",
	[CLI_OPT_SCOPES] = "--scopes",
	[CLI_OPT_TOKEN_STDIN] = "--token-stdin",
	[CLI_OPT_UNDO] = "--undo",
	[CLI_OPT_USERNAME] = "--username",
	[CLI_OPT_WEBSERVER] = "--webserver",
	[CLI_OPT_YES] = "--yes",
	[CLI_OPT_COMMAND] = "--",
};

/* NULL: the verb has none of that name. */
static const struct cli_option *
find(const struct cli_option *options, const char *name, size_t len)
{
	for (; options->id != CLI_OPT_COUNT; options++) {
		const char *known = cli_option_names[options->id];

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return options;
	}
	return NULL;
}

static bool
refuse(const struct cli_option *options, const char *word, size_t len,
       struct fc_error *err)
{
	const char *known[CLI_OPT_COUNT + 2] = { NULL };
	char name[64], shown[64];
	const char *nearest;
	int i;

	for (i = 0; options[i].id != CLI_OPT_COUNT; i++)
		known[i] = cli_option_names[options[i].id];
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
	const size_t len = strcspn(word, "=");
	const struct cli_option *option = find(arguments->options, word, len);
	const char **value;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		arguments->help = true;
		return true;
	}
	if (!option)
		return refuse(arguments->options, word, len, err);
	arguments->given[option->id] = true;
	value = &arguments->value[option->id];
	if (!option->argument) {
		if (word[len] == '=')
			return fc_fail(err, FC_ERR_USAGE,
			               "option %s takes no value",
			               cli_option_names[option->id]);
		return true;
	}
	if (word[len] == '=')
		*value = word + len + 1;
	else if (*at + 1 < argc)
		*value = argv[++*at];
	else
		return fc_fail(err, FC_ERR_USAGE, "option %s needs a value",
		               cli_option_names[option->id]);
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
			if (cli_takes(arguments, CLI_OPT_COMMAND)) {
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
	arguments->operands = argv;
	if (take_all(arguments, operands_max, argc, argv, err))
		return true;
	/* Whoever forgets it gives words of the command instead. */
	if (cli_takes(arguments, CLI_OPT_COMMAND))
		cli_hint_command(err);
	return false;
}

#define LEFT_SIZE 64

/* Its name, and what follows it. */
static const char *
left_of(const struct cli_option *option, char left[LEFT_SIZE])
{
	const char *argument = option->argument;

	fc_text_join(left, LEFT_SIZE, cli_option_names[option->id],
	             argument ? " " : "", argument ? argument : "", NULL);
	return left;
}

static bool
put_option(const struct cli_option *option, int columns, struct fc_buf *text,
           struct fc_error *err)
{
	const char *line = option->help;
	char left[LEFT_SIZE];
	bool done = true;

	left_of(option, left);
	while (done && *line) {
		const size_t len = strcspn(line, "\n");

		done = fc_buf_addf(text, err, "  %-*s  %.*s\n", columns, left,
		                   (int)len, line);
		line += len + (line[len] == '\n');
		*left = '\0';
	}
	return done;
}

bool
cli_options_help(const struct cli_option *options, struct fc_buf *text,
                 struct fc_error *err)
{
	const struct cli_option *option;
	char left[LEFT_SIZE];
	size_t columns = 0;
	bool done = true;

	for (option = options; option->id != CLI_OPT_COUNT; option++)
		if (option->help && strlen(left_of(option, left)) > columns)
			columns = strlen(left);
	for (option = options; done && option->id != CLI_OPT_COUNT; option++)
		if (option->help)
			done = put_option(option, (int)columns, text, err);
	return done;
}

bool
cli_takes(const struct cli_arguments *arguments, enum cli_option_id id)
{
	const struct cli_option *option = arguments->options;

	while (option->id != CLI_OPT_COUNT && option->id != id)
		option++;
	return option->id == id;
}

bool
cli_has(const struct cli_arguments *arguments, enum cli_option_id id)
{
	return arguments->given[id];
}

const char *
cli_value(const struct cli_arguments *arguments, enum cli_option_id id)
{
	return arguments->value[id];
}
