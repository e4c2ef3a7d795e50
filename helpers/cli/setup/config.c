/* SPDX-License-Identifier: Apache-2.0 */
/* Our own configuration: the sections of a stack and of its registry. */
#include "cli/setup/setup.h"

#include "config/settings.h"

#include <string.h>
#include <strings.h>

/* What setup writes into the section of a stack, and of a registry. */
static const char *const stack_keys[] = { "client_id", "scopes", "ca_file",
	                                  "client_secret_file", NULL };
static const char *const registry_keys[] = { "foundry", "username", NULL };

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
drop_other_secrets(struct change *change, const struct cli_wish *wish,
                   struct fc_error *err)
{
	char name[FC_HOST_SIZE + 8];

	if (!*wish->secret_file)
		return true;
	section_name(&change->ini, wish->host, name);
	return fc_ini_unset(&change->ini, name, "client_secret", err) &&
	       fc_ini_unset(&change->ini, name, "client_secret_command", err);
}

static bool
change_all(struct change *change, const struct cli_wish *wish,
           struct fc_error *err)
{
	const char *host = wish->host, *registry = wish->registry;

	return want(change, host, "client_id", wish->client_id, err) &&
	       want(change, host, "scopes", wish->scopes, err) &&
	       want(change, host, "ca_file", wish->ca_file, err) &&
	       want(change, host, "client_secret_file", wish->secret_file,
	            err) &&
	       drop_other_secrets(change, wish, err) &&
	       want(change, registry, "foundry", *registry ? host : NULL,
	            err) &&
	       want(change, registry, "username", wish->repository, err);
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

bool
cli_setup_config(struct cli_edit *edit, const struct cli_wish *wish,
                 const struct fc_config *config, struct fc_error *err)
{
	struct change change = { FC_INI_INIT, config };
	struct fc_error why = FC_ERROR_INIT;
	bool done;

	done = open_change(&change, edit, &why) &&
	       change_all(&change, wish, &why);
	if (done)
		take_text(edit, &change);
	else if (why.kind == FC_ERR_USAGE)
		*err = why;
	else
		in_file(edit, &why, err);
	fc_ini_clear(&change.ini);
	return done;
}

/* Put a key back to what it was before, or out. */
static bool
put_back(struct fc_ini *ini, const struct fc_ini *before, const char *host,
         const char *key, struct fc_error *err)
{
	struct fc_buf then = FC_BUF_INIT(FC_INI_MAX);
	const struct fc_ini_section *old = fc_host_section(before, host);
	char name[FC_HOST_SIZE + 8], old_name[FC_HOST_SIZE + 8];
	bool done;

	section_name(ini, host, name);
	section_name(before, host, old_name);
	if (old && fc_ini_entry(old, key))
		done = fc_ini_get(before, old_name, key, &then, err) ==
		       FC_FOUND &&
		       fc_ini_set(ini, name, key, fc_buf_str(&then), err);
	else
		done = fc_ini_unset(ini, name, key, err);
	fc_buf_clear(&then);
	return done;
}

/* A section that setup began, and that has nothing in it any more, goes. */
static bool
undo_section(struct fc_ini *ini, const struct fc_ini *before,
             const char *host, const char *const *keys, struct fc_error *err)
{
	const struct fc_ini_section *section;
	char name[FC_HOST_SIZE + 8];

	if (!fc_host_section(ini, host))
		return true;
	for (; *keys; keys++)
		if (!put_back(ini, before, host, *keys, err))
			return false;
	section = fc_host_section(ini, host);
	if (!section || section->entry_count > 0 ||
	    fc_host_section(before, host))
		return true;
	section_name(ini, host, name);
	return fc_ini_remove(ini, name, err);
}

static bool
undo_all(struct change *change, const char *host,
         const struct cli_registries *registries, const struct fc_buf *before,
         struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_ini then = FC_INI_INIT;
	bool done;
	int i;

	done = (!before || fc_buf_add(&text, fc_buf_str(before), before->len,
	                              err)) &&
	       fc_ini_parse(&then, &text, err) &&
	       undo_section(&change->ini, &then, host, stack_keys, err);
	for (i = 0; done && i < registries->count; i++)
		done = undo_section(&change->ini, &then, registries->host[i],
		                    registry_keys, err);
	fc_ini_clear(&then);
	fc_buf_clear(&text);
	return done;
}

bool
cli_setup_config_undo(struct cli_edit *edit, const char *host,
                      const struct cli_registries *registries,
                      const struct fc_buf *before, struct fc_error *err)
{
	struct change change = { FC_INI_INIT, NULL };
	struct fc_error why = FC_ERROR_INIT;
	bool done;

	done = open_change(&change, edit, &why) &&
	       undo_all(&change, host, registries, before, &why);
	if (done)
		take_text(edit, &change);
	else
		in_file(edit, &why, err);
	fc_ini_clear(&change.ini);
	return done;
}

bool
cli_setup_config_mask(struct fc_buf *line, struct fc_error *err)
{
	static const char secret[] = "client_secret";
	size_t at;

	if (strncasecmp(fc_buf_str(line), secret, sizeof(secret) - 1) != 0)
		return true;
	at = strcspn(line->data, "=:");
	if (strncasecmp(line->data, "client_secret_file", 18) == 0 ||
	    at == line->len)
		return true;
	return fc_buf_splice(line, at + 1, line->len - at - 1, " ...", 4, err);
}
