/* SPDX-License-Identifier: Apache-2.0 */
/* What the person wants of setup: each value is looked at before it is
 * believed. */
#include "cli/setup/setup.h"

#include "cli/common/prompt.h"
#include "cli/common/target.h"
#include "config/settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL_BYTES "abcdefghijklmnopqrstuvwxyz0123456789-"
#define LOCATOR_BYTES LABEL_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZ_."

/* What the documentation has where a person's own value belongs. */
static bool
is_placeholder(const char *value, struct fc_error *err)
{
	static const char id[] = "that of the application registered in the "
		"stack's Control Panel; those who run it know";
	static const struct {
		const char *word, *hint;
	} row[] = {
		{ "HOST", "that of your Foundry, as acme.palantirfoundry.com" },
		{ "REGISTRY", "the host that docker push names first" },
		{ "RID", "that of the artifact repository to push to" },
		{ "ID", id }, { "CLIENT_ID", id },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (strcmp(value, row[i].word) != 0)
			continue;
		fc_fail(err, FC_ERR_USAGE, "%s stands for a value of your own",
		        value);
		fc_error_hint(err, "%s", row[i].hint);
		return true;
	}
	return false;
}

/* What the configuration would not take. */
static bool
is_setting(const char *key, const char *value, struct fc_error *err)
{
	struct fc_stack checked = FC_STACK_INIT;
	bool fits = fc_setting_apply(&checked, key, value, err);

	fc_stack_clear(&checked);
	if (!fits)
		err->kind = FC_ERR_USAGE;
	return fits;
}

bool
cli_setup_set_host(struct cli_setup_options *wanted, const char *value,
                   struct fc_error *err)
{
	if (is_placeholder(value, err) ||
	    !cli_host_parse(value, wanted->host, err))
		return false;
	if (!cli_host_is_one_word(wanted->host) || strstr(value, "//"))
		return true;
	fc_fail(err, FC_ERR_USAGE, "setting up: \"%s\" is no whole host name",
	        wanted->host);
	fc_error_hint(err, "as %s.palantirfoundry.com; if it has no more, "
	              "https://%s", wanted->host, wanted->host);
	return false;
}

bool
cli_setup_set_client_id(struct cli_setup_options *wanted, const char *value,
                        struct fc_error *err)
{
	if (strlen(value) >= sizeof(wanted->client_id))
		return fc_fail(err, FC_ERR_USAGE, "setting up %s: the client "
		               "ID is too long", wanted->host);
	if (is_placeholder(value, err) || !is_setting("client_id", value, err))
		return false;
	if (strlen(value) < 3)
		return fc_fail(err, FC_ERR_USAGE, "setting up %s: the client "
		               "ID is too short to be one", wanted->host);
	if (strchr(value, '/') || strcmp(value, wanted->host) == 0)
		return fc_fail(err, FC_ERR_USAGE, "setting up %s: the client "
		               "ID is an address, which no ID is",
		               wanted->host);
	return fc_text_join(wanted->client_id, sizeof(wanted->client_id), value,
	                    NULL);
}

bool
cli_setup_set_scopes(struct cli_setup_options *wanted, const char *value,
                     struct fc_error *err)
{
	if (strlen(value) >= sizeof(wanted->scopes))
		return fc_fail(err, FC_ERR_USAGE, "setting up %s: the scopes "
		               "are too long", wanted->host);
	return is_setting("scopes", value, err) &&
	       fc_text_join(wanted->scopes, sizeof(wanted->scopes), value,
	                    NULL);
}

bool
cli_setup_set_registry(struct cli_setup_options *wanted, const char *value,
                       struct fc_error *err)
{
	if (is_placeholder(value, err) ||
	    !cli_host_parse(value, wanted->registry, err))
		return false;
	if (strcmp(wanted->registry, wanted->host) != 0)
		return true;
	*wanted->registry = '\0';
	return fc_fail(err, FC_ERR_USAGE, "setting up %s: its registry is "
	               "another host than the stack itself", wanted->host);
}

/* ri.SERVICE.INSTANCE.TYPE.LOCATOR, of which the instance may be empty. */
static bool
is_rid(const char *value)
{
	int part;

	if (strncmp(value, "ri.", 3) != 0)
		return false;
	value += 3;
	for (part = 0; part < 3; part++) {
		size_t len = strspn(value, LABEL_BYTES);

		if (value[len] != '.' || (len == 0 && part != 1))
			return false;
		value += len + 1;
	}
	return *value && value[strspn(value, LOCATOR_BYTES)] == '\0' &&
	       strcmp(value, "UUID") != 0;
}

bool
cli_setup_set_repository(struct cli_setup_options *wanted, const char *value,
                         struct fc_error *err)
{
	if (is_placeholder(value, err))
		return false;
	return (is_rid(value) && strlen(value) < sizeof(wanted->repository) &&
	        fc_text_join(wanted->repository, sizeof(wanted->repository),
	                     value, NULL)) ||
	       fc_fail(err, FC_ERR_USAGE,
	               "setting up %s: the repository must "
	               "be a RID, as ri.artifacts.main.repository.7b7471ff-...",
	               wanted->host);
}

static bool
take_host(const char *answer, void *arg, struct fc_error *err)
{
	return cli_setup_set_host(arg, answer, err);
}

static bool
find_host(struct cli_setup_options *wanted,
          const struct cli_arguments *arguments, struct fc_error *err)
{
	static const struct cli_question host = { "Host of the Foundry", NULL,
		                                  take_host };
	enum fc_lookup answered = FC_ABSENT;

	if (arguments->operand_count > 0)
		return cli_setup_set_host(wanted, arguments->operands[0], err);
	if (cli_has(arguments, CLI_OPT_UNDO))
		return cli_target_host(arguments, wanted->host, err);
	if (cli_may_ask())
		answered = cli_ask_until(&host, wanted, err);
	if (answered == FC_ABSENT)
		fc_fail(err, FC_ERR_USAGE, "setting up: no host is given");
	wanted->host_asked = answered == FC_FOUND;
	return wanted->host_asked;
}

/* A file that is named here must be there. */
static bool
set_ca_file(struct cli_setup_options *wanted, const char *name,
            struct fc_error *err)
{
	char *real = realpath(name, NULL);
	bool done;

	if (!real || access(real, R_OK) != 0) {
		free(real);
		fc_fail_sys(err, "--ca-file %s", name);
		err->kind = FC_ERR_USAGE;
		return false;
	}
	done = fc_text_join(wanted->ca_file, sizeof(wanted->ca_file), real,
	                    NULL) ||
	       fc_fail(err, FC_ERR_USAGE, "--ca-file: the path is too long");
	free(real);
	return done;
}

/* Only who wants containers has their tools' configuration changed. */
static void
take_tools(struct cli_setup_options *wanted,
           const struct cli_arguments *arguments)
{
	int i;

	wanted->all_tools = true;
	wanted->installed = cli_has(arguments, CLI_OPT_ALL_TOOLS);
	for (i = 0; i < CLI_TOOLS; i++) {
		if (!cli_has(arguments, cli_tools[i]->option))
			continue;
		wanted->tools[i] = true;
		wanted->all_tools = false;
		if (cli_tools[i]->when == CLI_TOOL_FOR_CONTAINERS)
			wanted->containers = true;
		if (cli_tools[i]->takes_repository)
			wanted->packages = true;
	}
	if (wanted->installed) {
		wanted->all_tools = true; /* and an undo is of each */
		wanted->packages = true;
		wanted->containers = wanted->containers || *wanted->registry;
		return;
	}
	if (wanted->all_tools)
		wanted->containers = *wanted->registry || *wanted->repository;
}

bool
cli_setup_take(struct cli_setup_options *wanted,
               const struct cli_arguments *arguments, struct fc_error *err)
{
	static const struct {
		enum cli_option_id option;
		bool (*set)(struct cli_setup_options *wanted, const char *value,
		            struct fc_error *err);
		bool optional; /* "" says nothing */
	} options[] = {
		{ CLI_OPT_CLIENT_ID, cli_setup_set_client_id, true },
		{ CLI_OPT_SCOPES, cli_setup_set_scopes, true },
		{ CLI_OPT_REGISTRY, cli_setup_set_registry, false },
		{ CLI_OPT_REPOSITORY, cli_setup_set_repository, true },
		{ CLI_OPT_CA_FILE, set_ca_file, false },
	};
	size_t i;

	if (!find_host(wanted, arguments, err))
		return false;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *value = cli_value(arguments, options[i].option);

		if (value && (*value || !options[i].optional) &&
		    !options[i].set(wanted, value, err))
			return false;
	}
	take_tools(wanted, arguments);
	return true;
}

bool
cli_setup_check(const struct cli_setup_options *wanted,
                const struct fc_config *config, struct fc_error *err)
{
	const char *host = wanted->host;
	char stack[FC_HOST_SIZE];

	if (config->user.broken.kind != FC_ERR_NONE) {
		*err = config->user.broken;
		return false;
	}
	if (!fc_config_alias(config, host, stack) &&
	    !fc_config_registry(config, host, stack))
		return true;
	fc_fail(err, FC_ERR_USAGE, "setting up %s: it is a registry of %s",
	        host, stack);
	fc_error_hint(err, "run: foundry-credential setup %s --registry %s",
	              stack, host);
	return false;
}

bool
cli_setup_complete(struct cli_setup_options *wanted,
                   const struct cli_registries *registries,
                   struct fc_error *err)
{
	if (!*wanted->repository || *wanted->registry ||
	    (wanted->packages && !wanted->containers))
		return true;
	if (registries->count != 1)
		return fc_fail(err, FC_ERR_USAGE, "--repository: say whose "
		               "with --registry");
	memcpy(wanted->registry, registries->host[0], sizeof(wanted->registry));
	return true;
}

static bool
read_line(struct fc_buf *secret, struct fc_error *err)
{
	if (!fc_buf_read(secret, STDIN_FILENO, "the client secret", err))
		return false;
	while (secret->len > 0 && strchr("\r\n", secret->data[secret->len - 1]))
		fc_buf_cut(secret, secret->len - 1);
	if (secret->len > 0 && !strpbrk(fc_buf_str(secret), "\r\n") &&
	    strlen(secret->data) == secret->len)
		return true;
	return fc_fail(err, FC_ERR_DATA, "reading the client secret: stdin "
	               "must bring one line");
}

bool
cli_secret_file(const struct fc_paths *paths, const char *host,
                char path[FC_PATH_SIZE], struct fc_error *err)
{
	return fc_text_join(path, FC_PATH_SIZE, paths->home, "/", host,
	                    ".secret", NULL) ||
	       fc_fail(err, FC_ERR_CONFIG, "the path of FOUNDRY_HOME is too "
	               "long");
}

bool
cli_setup_read_secret(struct cli_setup_options *wanted,
                      const struct fc_paths *paths, struct fc_buf *secret,
                      struct fc_error *err)
{
	return read_line(secret, err) &&
	       cli_secret_file(paths, wanted->host, wanted->secret_file, err);
}
