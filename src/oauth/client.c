/* SPDX-License-Identifier: Apache-2.0 */
/* The secret of a confidential client: where it is kept, and fetching it. */
#include "oauth/client.h"

#include "base/file.h"
#include "base/process.h"
#include "base/program.h"
#include "vault/logins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_TIMEOUT_S 10
#define COMMAND_WORDS_MAX 64
#define SECRET_MAX 65536

static bool
keep_first_line(struct fc_stack *stack, const struct fc_buf *text,
                const char *source, struct fc_error *err)
{
	const char *line = fc_buf_str(text);
	size_t len = strcspn(line, "\r\n");

	if (len == 0 || len > SECRET_MAX) {
		fc_fail(err, FC_ERR_CONFIG, "%s: %s gave no secret",
		        stack->host, source);
		return false;
	}
	if (len < text->len && line[len] == '\0')
		return fc_fail(err, FC_ERR_CONFIG, "%s: the secret that %s "
		               "gave has a NUL in it", stack->host, source);
	return fc_secret_set(&stack->client_secret, line, len, err);
}

/* Private as a secret's file is: refused, not repaired, as it is not ours. */
static bool
load_file(struct fc_stack *stack, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(SECRET_MAX + 2);
	struct stat seen;
	bool done = false;

	switch (fc_file_read_config(stack->client_secret_file, &text, &seen,
	                            err)) {
	case FC_FAILED:
		goto out;
	case FC_ABSENT:
		fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_file %s does "
		        "not exist", stack->host, stack->client_secret_file);
		goto out;
	case FC_FOUND:
		break;
	}
	if (!fc_file_is_private(stack->client_secret_file, &seen)) {
		fc_fail(err, FC_ERR_CONFIG, "%s can be read by other users "
		        "and is a client_secret_file",
		        stack->client_secret_file);
		fc_file_hint_private(err, stack->client_secret_file, &seen);
		goto out;
	}
	done = keep_first_line(stack, &text, "client_secret_file", err);
out:
	fc_buf_clear(&text);
	return done;
}

/* Split at blanks; the first word, or NULL. */
static const char *
split(const struct fc_stack *stack, char *command,
      char *words[COMMAND_WORDS_MAX + 1], struct fc_error *err)
{
	char *rest = NULL, *word;
	int count = 0;

	for (word = strtok_r(command, " \t\n", &rest);
	     word && count < COMMAND_WORDS_MAX;
	     word = strtok_r(NULL, " \t\n", &rest))
		words[count++] = word;
	words[count] = NULL;
	if (count > 0 && !word)
		return words[0];
	fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_command has %s words",
	        stack->host, word ? "too many" : "no");
	return NULL;
}

/* The program that the configuration means, never one that lies where we are
 * called from: that may be a repository of other people's. */
static bool
find_program(const struct fc_stack *stack, const char *name,
             char path[FC_PATH_SIZE], struct fc_error *err)
{
	if (*name != '/' && strchr(name, '/')) {
		fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_command %s is "
		        "a relative path", stack->host, name);
		fc_error_hint(err, "name the program by its absolute path, or "
		              "without a slash, to be found on PATH");
		return false;
	}
	return fc_program_find(name, path) ||
	       fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_command %s: not "
	               "found, or not executable", stack->host, name);
}

static bool
run_program(const struct fc_stack *stack, char *const words[],
            struct fc_buf *out, struct fc_error *err)
{
	struct fc_error what = FC_ERROR_INIT;
	int status = 0;

	if (!fc_command_output_apart(words, COMMAND_TIMEOUT_S, out, &status,
	                             &what))
		return fc_fail(err, what.kind, "%s: client_secret_command: "
		               "%.300s", stack->host, what.text);
	if (status < 0)
		return fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_command "
		               "%s was killed", stack->host, words[0]);
	return status == 0 ||
	       fc_fail(err, FC_ERR_CONFIG, "%s: client_secret_command %s "
	               "failed with status %d", stack->host, words[0],
	               status);
}

static bool
run_command(struct fc_stack *stack, char *command, struct fc_error *err)
{
	struct fc_buf out = FC_BUF_INIT(SECRET_MAX + 2);
	char *words[COMMAND_WORDS_MAX + 1];
	char path[FC_PATH_SIZE];
	const char *name = split(stack, command, words, err);
	bool done = false;

	if (!name || !find_program(stack, name, path, err))
		goto out;
	words[0] = path;
	done = run_program(stack, words, &out, err) &&
	       keep_first_line(stack, &out, "client_secret_command", err);
out:
	fc_buf_clear(&out);
	return done;
}

static bool
load_command(struct fc_stack *stack, struct fc_error *err)
{
	char *command = strdup(stack->client_secret_command);
	bool done;

	if (!command)
		return fc_fail_memory(err);
	done = run_command(stack, command, err);
	free(command);
	return done;
}

static enum fc_lookup
find_shared(const struct fc_config *config, const struct fc_stack *stack,
            struct fc_buf *value, struct fc_error *err)
{
	struct fc_logins_file file = FC_LOGINS_FILE_INIT;
	enum fc_lookup result = FC_FAILED;

	if (fc_logins_file_load(&file, config->paths, err))
		result = fc_logins_file_value(&file, stack->host,
		                              "client_secret", value, err);
	fc_logins_file_clear(&file);
	return result;
}

/* The key itself, in our files or in the shared one. */
static enum fc_lookup
find_key(const struct fc_config *config, const struct fc_stack *stack,
         struct fc_buf *value, struct fc_error *err)
{
	return stack->from_shared_file
	       ? find_shared(config, stack, value, err)
	       : fc_config_value(config, stack->host, "client_secret", value,
	                         NULL, err);
}

bool
fc_client_secret_load(const struct fc_config *config, struct fc_stack *stack,
                      struct fc_error *err)
{
	const char *variable = getenv("FOUNDRY_CLIENT_SECRET");
	struct fc_buf value = FC_BUF_INIT(SECRET_MAX);
	enum fc_lookup key;
	bool done = false;

	if (variable && *variable &&
	    fc_config_environment_means(config, stack->host))
		return fc_secret_set(&stack->client_secret, variable,
		                     strlen(variable), err);
	key = find_key(config, stack, &value, err);
	if (key == FC_FAILED)
		goto out;
	if ((key == FC_FOUND && value.len > 0) +
	            (stack->client_secret_file != NULL) +
	            (stack->client_secret_command != NULL) > 1) {
		fc_fail(err, FC_ERR_CONFIG, "%s: more than one of "
		        "client_secret, client_secret_file and "
		        "client_secret_command is set", stack->host);
		goto out;
	}
	if (stack->client_secret_file)
		done = load_file(stack, err);
	else if (stack->client_secret_command)
		done = load_command(stack, err);
	else
		done = value.len == 0 ||
		       fc_secret_set(&stack->client_secret, value.data,
		                     value.len, err);
out:
	fc_buf_clear(&value);
	return done;
}
