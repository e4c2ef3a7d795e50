/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential config: every setting that is in force, and whence. */
#include "cli/common/columns.h"
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "config/check.h"
#include "config/settings.h"

#include <stdio.h>
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

/* The one that comes before the files. */
static const char *
variable_of(const struct cli_target *target, const struct fc_setting *setting)
{
	return setting->variable && fc_variable(setting->variable) &&
	       (!setting->for_one ||
	        fc_config_environment_means(&target->config,
	                                    target->stack.host))
	               ? setting->variable : NULL;
}

/* The host whose section, or default, has the last word on a key. */
static const char *
host_for(const struct cli_target *target, const char *key)
{
	const struct fc_stack *stack = &target->stack;

	if (fc_setting_find(key)->alias &&
	    fc_config_says(&target->config, stack->asked, key))
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
find_whence(const struct cli_target *target, const struct fc_setting *setting,
            const char *value, const char *logins_path)
{
	const char *key = setting->name;
	struct whence whence = { .variable = variable_of(target, setting) };

	if (whence.variable || in_files(target, key, &whence) ||
	    in_files(target, followed(key), &whence))
		return whence;
	if (strcmp(key, "ca_file") == 0)
		whence.variable = fc_ca_variable();
	if (in_logins(target, key))
		whence.path = logins_path;
	whence.built_in = value && !whence.variable && !whence.path;
	return whence;
}

/* What is in force, as text, NULL: nothing. */
static const char *
value_of(const struct fc_stack *stack, const struct fc_setting *setting,
         char number[32])
{
	const void *at = fc_setting_field(setting, stack);

	switch (setting->type) {
	case FC_SETTING_SECRET:
		return NULL;
	case FC_SETTING_STACK:
		return fc_stack_is_alias(stack) ? stack->host : NULL;
	case FC_SETTING_USERNAME:
		return fc_stack_username(stack);
	case FC_SETTING_CHOICE:
	case FC_SETTING_TOKEN:
		return setting->words[*(const int *)at];
	case FC_SETTING_PORTS:
		snprintf(number, 32, "%d-%d", stack->port_first,
		         stack->port_last);
		return number;
	case FC_SETTING_SECONDS:
		snprintf(number, 32, "%d", *(const int *)at);
		return number;
	default:
		return *(char *const *)at;
	}
}

static bool
add_program(struct fc_buf *shown, const char *value, struct fc_error *err)
{
	const size_t program = strcspn(value, " \t");

	return fc_buf_add(shown, value, program, err) &&
	       (!value[program] ||
	        fc_buf_add_str(shown, " " HIDDEN, err));
}

static bool
add_host(struct fc_buf *shown, const char *value, struct fc_error *err)
{
	const char *at = strrchr(value, '@'), *scheme = strstr(value, "://");

	if (!at)
		return fc_buf_add_str(shown, value, err);
	return fc_buf_add(shown, value,
	                  scheme && scheme < at ? (size_t)(scheme + 3 - value)
	                                        : 0, err) &&
	       fc_buf_add_str(shown, HIDDEN, err) &&
	       fc_buf_add_str(shown, at, err);
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
add_value(struct fc_buf *shown, const struct fc_setting *setting,
          const char *value, const struct whence *whence, struct fc_error *err)
{
	if (setting->shown == FC_SHOWN_NOT)
		return !(whence->variable || whence->path) ||
		       fc_buf_add_str(shown, HIDDEN, err);
	if (!value)
		return true;
	if (setting->shown == FC_SHOWN_PROGRAM)
		return add_program(shown, value, err);
	if (setting->shown == FC_SHOWN_HOST)
		return add_host(shown, value, err);
	return fc_buf_add_str(shown, value, err);
}

static void
show_key(struct cli_columns *columns, const struct cli_target *target,
         const char *logins_path, const struct fc_setting *setting)
{
	struct fc_buf shown = FC_BUF_INIT(VALUE_MAX);
	char number[32], out[FC_PATH_SIZE];
	const char *value = value_of(&target->stack, setting, number), *where;
	struct whence whence = find_whence(target, setting, value,
	                                   logins_path);

	where = place(&whence, columns->terminal, out);
	columns->done = columns->done && add_value(&shown, setting, value,
	                                           &whence, columns->err);
	if (!columns->done)
		goto out;
	if (!columns->terminal)
		columns->done = fc_buf_addf(columns->text, columns->err,
		                            "%s\t%s\t%s\n", setting->name,
		                            fc_buf_str(&shown), where);
	else if (shown.len > 0)
		cli_columns_line(columns, setting->name, "%s (%s)",
		                 fc_buf_str(&shown), where);
	else
		cli_columns_line(columns, setting->name, "%s", where);
out:
	fc_buf_clear(&shown);
}

static bool
show(const struct cli_target *target, struct fc_buf *text,
     struct fc_error *err)
{
	const struct fc_stack *stack = &target->stack;
	char logins_path[FC_PATH_SIZE];
	const struct fc_setting *setting;
	struct cli_columns columns;

	fc_text_join(logins_path, sizeof(logins_path), target->paths.home,
	             "/" FC_LOGINS_FILE, NULL);
	cli_columns_open(&columns, LABEL_MAX, text, err);
	if (columns.terminal && fc_stack_is_alias(stack))
		cli_columns_head(&columns, "%s, an alias of %s:", stack->asked,
		                 stack->host);
	else if (columns.terminal)
		cli_columns_head(&columns, "%s:", stack->host);
	for (setting = fc_settings; setting->name; setting++)
		show_key(&columns, target, logins_path, setting);
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
