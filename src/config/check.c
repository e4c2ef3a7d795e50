/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the configuration, and where. */
#include "config/check.h"

#include "base/file.h"
#include "config/settings.h"

#include <string.h>

#define DEFAULTS "DEFAULT"

size_t
fc_config_line(const struct fc_config_file *file, const char *host,
               const char *key)
{
	const struct fc_ini_section *section = fc_config_section(file, host);
	const struct fc_ini_entry *entry = NULL;

	if (section)
		entry = fc_ini_entry(section, key);
	if (!entry) {
		section = fc_ini_section(&file->ini, DEFAULTS);
		if (section)
			entry = fc_ini_entry(section, key);
	}
	return entry ? entry->line : 0;
}

bool
fc_config_fail_at(struct fc_error *err, const struct fc_config_file *file,
                  size_t line)
{
	struct fc_error what = *err;

	fc_fail(err, FC_ERR_CONFIG, "reading %s: line %zu: %.300s",
	        file->path, line, what.text);
	memcpy(err->hint, what.hint, sizeof(err->hint));
	return false;
}

static void
lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

static void
refuse_unknown(const char *key, struct fc_error *err)
{
	const char *nearest = fc_setting_nearest(key);

	fc_fail(err, FC_ERR_CONFIG, "unknown key \"%s\"", key);
	if (nearest)
		fc_error_hint(err, "did you mean \"%s\"?", nearest);
	else
		fc_error_hint(err, "foundry-credential-config(5) lists the "
		              "keys");
}

/* A key nobody knows is a slip of the pen, never silently another meaning. */
static bool
check_key(const struct fc_config_file *file, const struct fc_ini_entry *entry,
          bool alias, struct fc_error *err)
{
	const struct fc_setting *setting;
	char key[64];

	fc_printable(key, sizeof(key), entry->key, entry->key_len);
	lower(key);
	setting = fc_setting_find(key);
	if (!setting)
		refuse_unknown(key, err);
	else if (alias && !setting->alias)
		fc_fail(err, FC_ERR_CONFIG, "%s has no place beside "
		        "\"foundry\": this host takes that stack's tokens",
		        key);
	else
		return true;
	return fc_config_fail_at(err, file, entry->line);
}

static bool
check_keys(const struct fc_config_file *file,
           const struct fc_ini_section *section, bool alias,
           struct fc_error *err)
{
	size_t i;

	for (i = 0; section && i < section->entry_count; i++)
		if (!check_key(file, &section->entries[i], alias, err))
			return false;
	return true;
}

bool
fc_config_check_keys(const struct fc_config_file *file, const char *host,
                     bool alias, struct fc_error *err)
{
	return check_keys(file, fc_config_section(file, host), alias, err) &&
	       check_keys(file, fc_ini_section(&file->ini, DEFAULTS), false,
	                  err);
}

/* A file of the person's that was not read at all may say anything about a
 * host that we know from elsewhere. */
static bool
concerns(const struct fc_config_file *file, const char *host)
{
	return fc_config_concerns(file, host) ||
	       (file->broken.kind != FC_ERR_NONE && file->user &&
	        file->ini.text.len == 0);
}

bool
fc_config_check(const struct fc_config *config, const char *host, bool alias,
                struct fc_error *err)
{
	const struct fc_config_file *const files[] = { &config->user,
		                                       &config->system };
	size_t i;

	for (i = 0; i < 2; i++) {
		if (concerns(files[i], host)) {
			*err = files[i]->broken;
			return false;
		}
	}
	return fc_config_check_keys(&config->user, host, alias, err);
}

bool
fc_config_check_secret(const struct fc_config_file *file,
                       struct fc_error *err)
{
	if (fc_file_is_private(file->path, &file->seen))
		return true;
	fc_fail(err, FC_ERR_CONFIG, "%s can be read by other users and has a "
	        "client_secret in it", file->path);
	fc_error_hint(err, "chmod 600 %s, and have the secret replaced",
	              file->path);
	return false;
}
