/* SPDX-License-Identifier: Apache-2.0 */
/* Both files, and the index; foundry-oauth is asked for one that is old. */
#include "request/config_load.h"

#include "config/login_index.h"
#include "config/settings.h"
#include "request/request.h"

#include <string.h>

#define SECRET "client_secret"

/* --- the logins ----------------------------------------------------------- */

/* It waits for a writer for a second, on a busy machine for longer. */
#define ASK_LIMIT_S 10

static void
ask(struct fc_logins *logins, const struct fc_paths *paths, bool keep)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	struct fc_error *broken = &logins->broken;
	struct fc_error why = FC_ERROR_INIT;

	request.verb = FC_REQUEST_INDEX;
	request.keep = keep;
	if (!fc_request_run(&request, NULL, ASK_LIMIT_S, &reply, &why)) {
		if (broken->kind == FC_ERR_NONE)
			*broken = why;
		goto out;
	}
	if (!reply.done)
		*broken = reply.error;
	else if (!fc_logins_take(logins, &reply.index))
		fc_fail(broken, FC_ERR_INTERNAL, "what foundry-oauth says of "
		        "the logins makes no sense");
	logins->repaired = reply.repaired;
	fc_index_date(logins, paths);
out:
	fc_reply_clear(&reply);
}

static void
load(struct fc_logins *logins, const struct fc_paths *paths, bool keep)
{
	if (fc_index_look(logins, paths) == FC_FAILED)
		ask(logins, paths, keep);
}

void
fc_logins_load(struct fc_logins *logins, const struct fc_paths *paths)
{
	load(logins, paths, true);
}

/* --- the configuration ---------------------------------------------------- */

/* What is wrong with it is still to be said. */
static bool
is_good_secret(const struct fc_ini *ini, const struct fc_ini_section *section)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char name[FC_HOST_SIZE + 8];
	bool good;

	fc_text_slice(name, sizeof(name), section->name, section->name_len);
	good = fc_ini_get(ini, name, SECRET, &value, &ignored) == FC_FOUND &&
	       fc_setting_apply(&stack, SECRET, fc_buf_str(&value), &ignored);
	fc_stack_clear(&stack);
	fc_buf_clear(&value);
	return good;
}

/* That there is one, and where, is all that a helper needs to know. */
static void
hide_secrets(struct fc_ini *ini)
{
	size_t i, at;

	for (i = 0; i < ini->section_count; i++) {
		const struct fc_ini_entry *entry =
			fc_ini_entry(&ini->sections[i], SECRET);

		if (!entry || !is_good_secret(ini, &ini->sections[i]))
			continue;
		at = entry->start + strcspn(ini->text.data + entry->start,
		                            "=:") + 1;
		for (; at < entry->end; at++)
			if (!strchr(" \t\r\n#;", ini->text.data[at]))
				ini->text.data[at] = 'x';
	}
}

static bool
read_files(struct fc_config *config, const struct fc_paths *paths,
           struct fc_error *err)
{
	if (!fc_config_read(config, paths, err))
		return false;
	hide_secrets(&config->user.ini);
	hide_secrets(&config->system.ini);
	return true;
}

bool
fc_config_look(struct fc_config *config, const struct fc_paths *paths,
               struct fc_error *err)
{
	if (!read_files(config, paths, err))
		return false;
	load(&config->logins, paths, false);
	return true;
}

bool
fc_config_load(struct fc_config *config, const struct fc_paths *paths,
               struct fc_error *err)
{
	if (!read_files(config, paths, err))
		return false;
	fc_logins_load(&config->logins, paths);
	return true;
}
