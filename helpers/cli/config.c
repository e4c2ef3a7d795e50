/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential config: every setting that is in force, and whence. */
#include "cli/common/columns.h"
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "config/check.h"
#include "config/settings.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL_MAX 21 /* client_secret_command */
#define VALUE_MAX 65536
#define CONFIG_MAX (4 * 1024 * 1024)
#define HIDDEN "(hidden)"

/* Where the value of a key is from; all NULL and false: it is not set. */
struct whence {
	const char *variable;
	const char *path;
	size_t line;  /* of path, 0: not known */
	bool built_in;
};

/* Those that come before the files; of some only for the stack that is meant
 * by the environment. */
static const char *
variable_of(const struct cli_target *target, const char *key)
{
	static const struct {
		const char *key, *name;
		bool for_one;
	} row[] = {
		{ "client_id", "FOUNDRY_CLIENT_ID", true },
		{ "client_secret", "FOUNDRY_CLIENT_SECRET", true },
		{ "scopes", "FOUNDRY_SCOPES", true },
		{ "login", "FOUNDRY_LOGIN", false },
		{ "cache", "FOUNDRY_CACHE", false },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const char *value = getenv(row[i].name);

		if (strcmp(row[i].key, key) == 0 && value && *value &&
		    (!row[i].for_one ||
		     fc_config_environment_means(&target->config,
		                                 target->stack.host)))
			return row[i].name;
	}
	return NULL;
}

/* Those that count where no file says anything, in order. */
static const char *
ca_variable(void)
{
	static const char *const names[] = {
		"FOUNDRY_CA_FILE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
		"CURL_CA_BUNDLE",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return names[i];
	}
	return NULL;
}

static bool
section_says(const struct fc_config_file *file, const char *host,
             const char *key)
{
	const struct fc_ini_section *section = fc_config_section(file, host);

	return section && fc_ini_entry(section, key);
}

/* The host whose section, or default, has the last word on a key. */
static const char *
host_for(const struct cli_target *target, const char *key)
{
	const struct fc_stack *stack = &target->stack;

	if (fc_setting_fits_alias(key) &&
	    (section_says(&target->config.user, stack->asked, key) ||
	     section_says(&target->config.system, stack->asked, key)))
		return stack->asked;
	return stack->host;
}

static bool
in_files(const struct cli_target *target, const char *key,
         struct whence *whence)
{
	const char *host = host_for(target, key);
	struct fc_buf value = FC_BUF_INIT(VALUE_MAX);
	const struct fc_config_file *file = NULL;
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_config_value(&target->config, host, key, &value, &file,
	                    &ignored) == FC_FOUND) {
		whence->path = file->path;
		whence->line = fc_config_line(file, host, key);
	}
	fc_buf_clear(&value);
	return whence->path != NULL;
}

/* Of the saved login, when that is all that is known of the stack, or of what
 * to ask for. */
static bool
in_logins(const struct cli_target *target, const char *key)
{
	const struct fc_stack *stack = &target->stack;
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool is = false;

	if (strcmp(key, "scopes") == 0)
		is = stack->from_shared_file
		             ? !stack->no_scopes
		             : stack->no_scopes &&
		                       strcmp(stack->scopes,
		                              "offline_access") != 0;
	else if (strcmp(key, "client_id") == 0 ||
	         strcmp(key, "token_uri") == 0)
		is = stack->from_shared_file;
	else if (strcmp(key, "client_secret") == 0)
		is = stack->from_shared_file &&
		     fc_logins_find(&target->config.logins, stack->host,
		                    &entry, &ignored) == FC_FOUND &&
		     entry.has_client_secret;
	fc_login_entry_clear(&entry);
	return is;
}

/* A key that follows another when nothing says it. */
static const char *
followed(const char *key)
{
	return strcmp(key, "git_token") == 0 || strcmp(key, "docker_token") == 0
	               ? "token" : key;
}

static struct whence
find_whence(const struct cli_target *target, const char *key,
            const char *value, const char *logins_path)
{
	struct whence whence = { .variable = variable_of(target, key) };

	if (whence.variable || in_files(target, key, &whence) ||
	    in_files(target, followed(key), &whence))
		return whence;
	if (strcmp(key, "ca_file") == 0)
		whence.variable = ca_variable();
	if (in_logins(target, key))
		whence.path = logins_path;
	whence.built_in = value && !whence.variable && !whence.path;
	return whence;
}

#define FIELD(name) offsetof(struct fc_stack, name)
#define TOKEN(purpose) (FIELD(token) + (purpose) * sizeof(enum fc_token_kind))

/* What is in force, as text, NULL: nothing. */
static const struct field {
	const char *key;
	size_t offset;
	const char *const *words; /* of an enumeration; else a text */
} fields[] = {
	{ "client_id", FIELD(client_id), NULL },
	{ "client_secret_file", FIELD(client_secret_file), NULL },
	{ "client_secret_command", FIELD(client_secret_command), NULL },
	{ "scopes", FIELD(scopes), NULL },
	{ "grant", FIELD(grant), fc_grant_names },
	{ "login", FIELD(login), fc_login_names },
	{ "cache", FIELD(cache), fc_cache_names },
	{ "token", TOKEN(FC_PURPOSE_CLI), fc_token_names },
	{ "git_token", TOKEN(FC_PURPOSE_GIT), fc_token_names },
	{ "docker_token", TOKEN(FC_PURPOSE_DOCKER), fc_token_names },
	{ "git_auth", FIELD(git_auth), fc_git_auth_names },
	{ "authorize_uri", FIELD(authorize_uri), NULL },
	{ "token_uri", FIELD(token_uri), NULL },
	{ "revoke_uri", FIELD(revoke_uri), NULL },
	{ "redirect_uri", FIELD(redirect_uri), NULL },
	{ "me_uri", FIELD(me_uri), NULL },
	{ "ca_file", FIELD(ca_file), NULL },
	{ "proxy", FIELD(proxy), NULL },
};

static const char *
field_of(const struct fc_stack *stack, const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const void *at = (const char *)stack + fields[i].offset;

		if (strcmp(fields[i].key, key) != 0)
			continue;
		if (fields[i].words)
			return fields[i].words[*(const int *)at];
		return *(char *const *)at;
	}
	return NULL;
}

static const char *
value_of(const struct fc_stack *stack, const char *key, char number[32])
{
	if (strcmp(key, "foundry") == 0)
		return fc_stack_is_alias(stack) ? stack->host : NULL;
	if (strcmp(key, "username") == 0)
		return fc_stack_username(stack);
	if (strcmp(key, "ports") == 0)
		snprintf(number, 32, "%d-%d", stack->port_first,
		         stack->port_last);
	else if (strcmp(key, "login_timeout") == 0)
		snprintf(number, 32, "%d", stack->login_timeout_s);
	else if (strcmp(key, "network_timeout") == 0)
		snprintf(number, 32, "%d", stack->network_timeout_s);
	else
		return field_of(stack, key);
	return number;
}

/* A command may have a secret among its words, and a proxy a password. */
static bool
add_value(struct fc_buf *text, const char *key, const char *value,
          struct fc_error *err)
{
	const char *at = strrchr(value, '@'), *scheme = strstr(value, "://");
	const size_t program = strcspn(value, " \t");

	if (strcmp(key, "client_secret_command") == 0 && value[program])
		return fc_buf_add(text, value, program, err) &&
		       fc_buf_add_str(text, " " HIDDEN, err);
	if (strcmp(key, "proxy") != 0 || !at)
		return fc_buf_add_str(text, value, err);
	return fc_buf_add(text, value,
	                  scheme && scheme < at ? (size_t)(scheme + 3 - value)
	                                        : 0, err) &&
	       fc_buf_add_str(text, HIDDEN, err) &&
	       fc_buf_add_str(text, at, err);
}

static const char *
place(const struct whence *whence, bool terminal, char out[FC_PATH_SIZE])
{
	char path[FC_PATH_SIZE], line[FC_NUMBER_SIZE] = "";

	if (whence->variable)
		return whence->variable;
	if (!whence->path)
		return whence->built_in ? "default" : "not set";
	if (whence->line > 0)
		fc_text_number(line, (long long)whence->line);
	fc_text_join(out, FC_PATH_SIZE,
	             terminal ? cli_short_path(whence->path, path)
	                      : whence->path,
	             *line ? ":" : "", line, NULL);
	return out;
}

/* What is shown of a value; nothing when there is none. */
static bool
mask(struct fc_buf *shown, const char *key, const char *value,
     const struct whence *whence, struct fc_error *err)
{
	if (strcmp(key, "client_secret") == 0)
		return !(whence->variable || whence->path) ||
		       fc_buf_add_str(shown, HIDDEN, err);
	return !value || add_value(shown, key, value, err);
}

static void
show_key(struct cli_columns *columns, const struct cli_target *target,
         const char *logins_path, const char *key)
{
	struct fc_buf shown = FC_BUF_INIT(VALUE_MAX);
	char number[32], out[FC_PATH_SIZE];
	const char *value = value_of(&target->stack, key, number), *where;
	struct whence whence = find_whence(target, key, value, logins_path);

	where = place(&whence, columns->terminal, out);
	columns->done = columns->done &&
	              mask(&shown, key, value, &whence, columns->err);
	if (!columns->done)
		goto out;
	if (!columns->terminal)
		columns->done = fc_buf_addf(columns->text, columns->err,
		                            "%s\t%s\t%s\n", key,
		                            fc_buf_str(&shown), where);
	else if (shown.len > 0)
		cli_columns_line(columns, key, "%s (%s)", fc_buf_str(&shown),
		                 where);
	else
		cli_columns_line(columns, key, "%s", where);
out:
	fc_buf_clear(&shown);
}

static bool
show(const struct cli_target *target, struct fc_buf *text,
     struct fc_error *err)
{
	const struct fc_stack *stack = &target->stack;
	char logins_path[FC_PATH_SIZE];
	struct cli_columns columns;
	size_t i;

	fc_text_join(logins_path, sizeof(logins_path), target->paths.home,
	             "/" FC_LOGINS_FILE, NULL);
	cli_columns_open(&columns, LABEL_MAX, text, err);
	if (columns.terminal && fc_stack_is_alias(stack))
		cli_columns_head(&columns, "%s, an alias of %s:", stack->asked,
		                 stack->host);
	else if (columns.terminal)
		cli_columns_head(&columns, "%s:", stack->host);
	for (i = 0; fc_setting_names[i]; i++)
		show_key(&columns, target, logins_path, fc_setting_names[i]);
	return columns.done;
}

bool
cli_config(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	struct fc_buf text = FC_BUF_INIT(CONFIG_MAX);
	bool done;

	done = cli_target_open(&target, arguments, err) &&
	       show(&target, &text, err) && cli_write(&text, err);
	cli_target_clear(&target);
	fc_buf_clear(&text);
	return done;
}
