/* SPDX-License-Identifier: Apache-2.0 */
/* What the person wants of setup: options, and answers at the terminal. */
#include "cli/setup/setup.h"

#include "cli/common/prompt.h"
#include "cli/common/target.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
find_host(const struct cli_arguments *arguments, char host[FC_HOST_SIZE],
          struct fc_error *err)
{
	char answer[FC_HOST_SIZE];

	if (arguments->operand_count > 0)
		return cli_host_parse(arguments->operands[0], host, err);
	switch (cli_ask("Host of the Foundry: ", answer, sizeof(answer),
	                err)) {
	case FC_FOUND:
		return cli_host_parse(answer, host, err);
	case FC_ABSENT:
		fc_fail(err, FC_ERR_USAGE, "setting up: no host is given");
		break;
	case FC_FAILED:
		break;
	}
	return false;
}

/* A file that is named here must be there. */
static bool
take_ca_file(struct cli_wish *wish, const char *name, struct fc_error *err)
{
	char *real;
	bool done;

	if (!name)
		return true;
	real = realpath(name, NULL);
	if (!real || access(real, R_OK) != 0) {
		free(real);
		fc_fail_sys(err, "--ca-file %s", name);
		err->kind = FC_ERR_USAGE;
		return false;
	}
	done = fc_text_join(wish->ca_file, sizeof(wish->ca_file), real,
	                    NULL) ||
	       fc_fail(err, FC_ERR_USAGE, "--ca-file: the path is too long");
	free(real);
	return done;
}

bool
cli_wish_take(struct cli_wish *wish, const struct cli_arguments *arguments,
              struct fc_error *err)
{
	const char *id = cli_value(arguments, "--client-id");
	const char *registry = cli_value(arguments, "--registry");

	if (!find_host(arguments, wish->host, err))
		return false;
	wish->scopes = cli_value(arguments, "--scopes");
	wish->repository = cli_value(arguments, "--repository");
	if (id && !fc_text_join(wish->client_id, sizeof(wish->client_id), id,
	                        NULL))
		return fc_fail(err, FC_ERR_USAGE, "--client-id: too long");
	if (registry && !cli_host_parse(registry, wish->registry, err))
		return false;
	if (registry && strcmp(wish->registry, wish->host) == 0)
		return fc_fail(err, FC_ERR_USAGE, "--registry: %s is the "
		               "stack itself", wish->host);
	return take_ca_file(wish, cli_value(arguments, "--ca-file"), err);
}

/* The application that the Python library has logged in with will do. */
static bool
has_client_id(const struct fc_config *config, const char *host)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool has;

	has = fc_config_names(config, host)
	      ? fc_config_value(config, host, "client_id", &value, NULL,
	                        &ignored) == FC_FOUND
	      : fc_logins_configure(&config->logins, host);
	fc_buf_clear(&value);
	return has;
}

static bool
complete_client_id(struct cli_wish *wish, const struct fc_config *config,
                   struct fc_error *err)
{
	if (*wish->client_id || has_client_id(config, wish->host))
		return true;
	switch (cli_ask("Client ID of the application registered for you: ",
	                wish->client_id, sizeof(wish->client_id), err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		fc_fail(err, FC_ERR_USAGE, "setting up %s: no client ID is "
		        "given", wish->host);
		fc_error_hint(err, "give --client-id: that of the application "
		              "registered at %s", wish->host);
		break;
	case FC_FAILED:
		break;
	}
	return false;
}

/* A repository is that of one registry: the one named, else the only one. */
static bool
complete_registry(struct cli_wish *wish,
                  const struct cli_registries *registries,
                  struct fc_error *err)
{
	if (!wish->repository || *wish->registry)
		return true;
	if (registries->count != 1)
		return fc_fail(err, FC_ERR_USAGE, "--repository: say whose "
		               "with --registry");
	memcpy(wish->registry, registries->host[0], sizeof(wish->registry));
	return true;
}

bool
cli_wish_check(const struct cli_wish *wish, const struct fc_config *config,
               struct fc_error *err)
{
	const char *host = wish->host;
	char stack[FC_HOST_SIZE];

	if (config->user.broken.kind != FC_ERR_NONE) {
		*err = config->user.broken;
		return false;
	}
	if (!fc_config_alias(config, host, stack))
		return true;
	fc_fail(err, FC_ERR_USAGE, "setting up %s: it is a registry of %s",
	        host, stack);
	fc_error_hint(err, "foundry-credential setup %s --registry %s", stack,
	              host);
	return false;
}

bool
cli_wish_complete(struct cli_wish *wish, const struct fc_config *config,
                  const struct cli_registries *registries,
                  struct fc_error *err)
{
	return complete_client_id(wish, config, err) &&
	       complete_registry(wish, registries, err);
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
cli_secret_file(const struct fc_places *places, const char *host,
                char path[FC_PATH_SIZE])
{
	return fc_text_join(path, FC_PATH_SIZE, places->home, "/", host,
	                    ".secret", NULL);
}

bool
cli_wish_read_secret(struct cli_wish *wish, const struct fc_places *places,
                     struct fc_buf *secret, struct fc_error *err)
{
	if (!read_line(secret, err))
		return false;
	return cli_secret_file(places, wish->host, wish->secret_file) ||
	       fc_fail(err, FC_ERR_CONFIG, "the path of FOUNDRY_HOME is too "
	               "long");
}
