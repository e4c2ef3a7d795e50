/* SPDX-License-Identifier: Apache-2.0 */
/* Our own configuration: the sections of a stack and of its registry. */
#include "cli/setup/setup.h"

#include "config/settings.h"

#include <string.h>

static bool
in_file(const struct cli_edit *edit, const struct fc_error *why,
        struct fc_error *err)
{
	return fc_fail(err, FC_ERR_CONFIG, "changing %s: %.300s", edit->name,
	               why->text);
}

/* The section of a host as it is spelled there already, else the host. */
static void
section_name(const struct fc_ini *ini, const char *host,
             char name[FC_HOST_SIZE + 8])
{
	const struct fc_ini_section *section = fc_host_section(ini, host);
	size_t len = section ? section->name_len : strlen(host);

	memcpy(name, section ? section->name : host, len);
	name[len] = '\0';
}

struct change {
	struct fc_ini ini;
	const struct fc_config *config; /* as it is in force today */
};

/* Set a key that does not say so yet; NULL and "" say nothing. */
static bool
want(struct change *change, const char *host, const char *key,
     const char *value, struct fc_error *err)
{
	struct fc_stack checked = FC_STACK_INIT;
	struct fc_buf now = FC_BUF_INIT(FC_INI_MAX);
	char name[FC_HOST_SIZE + 8];
	bool done = true;

	if (!value || !*value)
		return true;
	if (fc_config_names(change->config, host) &&
	    fc_config_value(change->config, host, key, &now, NULL, err) ==
	    FC_FOUND && strcmp(fc_buf_str(&now), value) == 0)
		goto out;
	/* "foundry" is no setting of a stack: its host is checked already. */
	if (strcmp(key, "foundry") != 0 &&
	    !fc_setting_apply(&checked, key, value, err)) {
		err->kind = FC_ERR_USAGE;
		done = false;
		goto out;
	}
	section_name(&change->ini, host, name);
	done = fc_ini_set(&change->ini, name, key, value, err);
out:
	fc_stack_clear(&checked);
	fc_buf_clear(&now);
	return done;
}

/* A secret in a file of its own takes the place of every other. */
static bool
drop_other_secrets(struct change *change,
                   const struct cli_setup_options *wanted, struct fc_error *err)
{
	char name[FC_HOST_SIZE + 8];

	if (!*wanted->secret_file)
		return true;
	section_name(&change->ini, wanted->host, name);
	return fc_ini_unset(&change->ini, name, "client_secret", err) &&
	       fc_ini_unset(&change->ini, name, "client_secret_command", err);
}

static bool
change_all(struct change *change, const struct cli_setup_options *wanted,
           struct fc_error *err)
{
	const char *host = wanted->host, *registry = wanted->registry;

	return want(change, host, "client_id", wanted->client_id, err) &&
	       want(change, host, "scopes", wanted->scopes, err) &&
	       want(change, host, "ca_file", wanted->ca_file, err) &&
	       want(change, host, "client_secret_file", wanted->secret_file,
	            err) &&
	       drop_other_secrets(change, wanted, err) &&
	       want(change, registry, "foundry", *registry ? host : NULL,
	            err) &&
	       want(change, registry, "username",
	            *registry ? wanted->repository : NULL, err);
}

/* Parse edit->after into change->ini. */
static bool
open_change(struct change *change, const struct cli_edit *edit,
            struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool done;

	done = fc_buf_add(&text, fc_buf_str(&edit->after), edit->after.len,
	                  err) &&
	       fc_ini_parse(&change->ini, &text, err);
	fc_buf_clear(&text);
	return done;
}

static void
take_text(struct cli_edit *edit, struct change *change)
{
	fc_buf_move(&edit->after, &change->ini.text);
}

static bool
find_config(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
            struct fc_error *err)
{
	(void)err;
	memcpy(path, target->paths->config, FC_PATH_SIZE);
	return true;
}

static bool
change_config(struct cli_edit *edit, const struct cli_setup_target *target,
              const struct cli_backup *backup, struct fc_error *err)
{
	struct change change = { FC_INI_INIT, target->config };
	struct fc_error why = FC_ERROR_INIT;
	bool done;

	(void)backup;
	done = open_change(&change, edit, &why) &&
	       change_all(&change, target->wanted, &why);
	if (done)
		take_text(edit, &change);
	else if (why.kind == FC_ERR_USAGE)
		*err = why;
	else
		in_file(edit, &why, err);
	fc_ini_clear(&change.ini);
	return done;
}

const struct cli_setup_file cli_setup_config = {
	.name = "config",
	.blanks = " \t\r\n",
	.find = find_config,
	.change = change_config,
	.take_back = cli_setup_config_undo,
	.mask = cli_setup_config_mask,
};
