/* SPDX-License-Identifier: Apache-2.0 */
/* What happened lately with a stack, beside its access record. */
#include "record/notes.h"

#include "base/record.h"
#include "base/trace.h"
#include "record/fields.h"

#include <stdio.h>
#include <string.h>

#define NOTES_MAX 4096
#define UNSAID_S (7 * 86400)
#define FIRST_PAUSE_S 600
#define LAST_PAUSE_S 86400

#define FIELD(member, name) { FC_FIELD(struct fc_notes, member, name) }

static const struct fc_field fields[] = {
	FIELD(network_failure, "network_failure"),
	FIELD(unfinished_login, "unfinished_login"),
	FIELD(login_pause, "login_pause"),
	FIELD(refused[FC_PURPOSE_GIT], "refused_git"),
	FIELD(refused[FC_PURPOSE_DOCKER], "refused_docker"),
	FIELD(refused[FC_PURPOSE_CLI], "refused_cli"),
	FIELD(taken[FC_PURPOSE_GIT], "taken_git"),
	FIELD(taken[FC_PURPOSE_DOCKER], "taken_docker"),
	FIELD(taken[FC_PURPOSE_CLI], "taken_cli"),
	FIELD(refused_refresh, "refused_refresh"),
	FIELD(refused_again, "refused_again"),
	FIELD(refused_times, "refused_times"),
	FIELD(refresh_since, "refresh_since"),
	FIELD(scopes_warned, "scopes_warned"),
	FIELD(unsaid_at, "unsaid_at"),
	FIELD(unsaid, "unsaid"),
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

static void
name_of(const char *host, char name[NAME_MAX + 1])
{
	fc_text_join(name, NAME_MAX + 1, host, FC_NOTES_SUFFIX, NULL);
}

void
fc_notes_get(const struct fc_cache *cache, const char *host,
             struct fc_notes *notes)
{
	struct fc_buf text = FC_BUF_INIT(NOTES_MAX);
	struct fc_record_cursor cursor = { &text, 0 };
	struct fc_error err = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	const char *key, *value;

	memset(notes, 0, sizeof(*notes));
	name_of(host, name);
	if (cache->dir.fd < 0 ||
	    fc_file_read_secret(&cache->dir, name, &text, NULL, &err) !=
	            FC_FOUND)
		goto out;
	/* What makes no sense did not happen. */
	while (fc_record_next(&cursor, NOTES_MAX, &key, &value, &err) ==
	       FC_FOUND)
		if (fc_fields_take(fields, FIELD_COUNT, notes, key, value,
		                   &err) == FC_FAILED)
			fc_trace("notes of %s: %s", host, err.text);
out:
	fc_buf_clear(&text);
}

void
fc_notes_put(const struct fc_cache *cache, const char *host,
             const struct fc_notes *notes)
{
	struct fc_buf text = FC_BUF_INIT(NOTES_MAX);
	struct fc_error err = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	bool done;

	name_of(host, name);
	done = fc_fields_put(&text, fields, FIELD_COUNT, notes, &err);
	if (done && text.len > 0)
		done = fc_file_write(&cache->dir, name, text.data, text.len,
		                     &err);
	else if (done)
		done = fc_file_forget(&cache->dir, name, &err);
	if (!done)
		fc_trace("notes of %s: %s", host, err.text);
	fc_buf_clear(&text);
}

time_t
fc_notes_next_pause(const struct fc_notes *notes)
{
	if (notes->login_pause < FIRST_PAUSE_S)
		return FIRST_PAUSE_S;
	return notes->login_pause < LAST_PAUSE_S / 2 ? 2 * notes->login_pause
	                                             : LAST_PAUSE_S;
}

bool
fc_notes_allow_page(const struct fc_notes *notes, time_t now)
{
	const time_t pause = notes->login_pause < FIRST_PAUSE_S
	                             ? FIRST_PAUSE_S : notes->login_pause;

	return notes->unfinished_login == 0 || now < notes->unfinished_login ||
	       now - notes->unfinished_login >= pause;
}

bool
fc_notes_unsaid(const struct fc_notes *notes, time_t now)
{
	return *notes->unsaid && now >= notes->unsaid_at &&
	       now - notes->unsaid_at < UNSAID_S;
}

void
fc_refusal_explain(struct fc_error *err, const char *host,
                   enum fc_purpose purpose, const struct fc_paths *paths)
{
	const struct fc_caller *caller = &fc_callers[purpose];

	fc_fail(err, FC_ERR_DENIED, "%s refused an OAuth token for %s", host,
	        fc_caller_names[purpose]);
	fc_error_hint(err, "if it takes only user tokens: set \"%s = static\" "
	              "in [%s] of %s, and give %s a token from "
	              "https://%s/workspace/settings/tokens",
	              caller->prompts ? "git_token" : "token", host,
	              paths->config,
	              caller->prompts ? "git, when it asks for a password,"
	                              : "foundry-credential store "
	                                "--token-stdin",
	              host);
}
