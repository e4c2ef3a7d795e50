/* SPDX-License-Identifier: Apache-2.0 */
/* What happened lately with a stack, beside its access record. */
#include "record/notes.h"

#include "base/record.h"
#include "base/trace.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NOTES_MAX 4096
#define UNSAID_S (7 * 86400)
#define FIRST_PAUSE_S 600
#define LAST_PAUSE_S 86400

static const struct {
	const char *key;
	size_t offset;
} fields[] = {
	{ "network_failure", offsetof(struct fc_notes, network_failure) },
	{ "unfinished_login", offsetof(struct fc_notes, unfinished_login) },
	{ "login_pause", offsetof(struct fc_notes, login_pause) },
	{ "refused_git",
	  offsetof(struct fc_notes, refused[FC_PURPOSE_GIT]) },
	{ "refused_docker",
	  offsetof(struct fc_notes, refused[FC_PURPOSE_DOCKER]) },
	{ "refused_cli",
	  offsetof(struct fc_notes, refused[FC_PURPOSE_CLI]) },
	{ "taken_git", offsetof(struct fc_notes, taken[FC_PURPOSE_GIT]) },
	{ "taken_docker",
	  offsetof(struct fc_notes, taken[FC_PURPOSE_DOCKER]) },
	{ "taken_cli", offsetof(struct fc_notes, taken[FC_PURPOSE_CLI]) },
	{ "refused_refresh", offsetof(struct fc_notes, refused_refresh) },
	{ "refused_again", offsetof(struct fc_notes, refused_again) },
	{ "refused_times", offsetof(struct fc_notes, refused_times) },
	{ "refresh_since", offsetof(struct fc_notes, refresh_since) },
	{ "scopes_warned", offsetof(struct fc_notes, scopes_warned) },
	{ "unsaid_at", offsetof(struct fc_notes, unsaid_at) },
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

static time_t *
field(struct fc_notes *notes, size_t i)
{
	return (time_t *)((char *)notes + fields[i].offset);
}

static void
name_of(const char *host, char name[NAME_MAX + 1])
{
	fc_text_join(name, NAME_MAX + 1, host, FC_NOTES_SUFFIX, NULL);
}

static void
keep(struct fc_notes *notes, const char *key, const char *value)
{
	long long number;
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (strcmp(key, fields[i].key) == 0 &&
		    fc_number_parse(value, 0, FC_TIME_MAX, &number))
			*field(notes, i) = (time_t)number;
	if (strcmp(key, "unsaid") == 0)
		fc_text_join(notes->unsaid, sizeof(notes->unsaid), value,
		             NULL);
}

void
fc_notes_get(const struct fc_cache *cache, const char *host,
             struct fc_notes *notes)
{
	struct fc_buf text = FC_BUF_INIT(NOTES_MAX);
	struct fc_record_cursor cursor = { &text, 0 };
	struct fc_error ignored = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	const char *key, *value;

	memset(notes, 0, sizeof(*notes));
	name_of(host, name);
	if (cache->dir.fd < 0 ||
	    fc_file_read_secret(&cache->dir, name, &text, NULL, &ignored) !=
	            FC_FOUND)
		goto out;
	while (fc_record_next(&cursor, NOTES_MAX, &key, &value, &ignored) ==
	       FC_FOUND)
		keep(notes, key, value);
out:
	fc_buf_clear(&text);
}

static bool
encode(struct fc_buf *text, const struct fc_notes *notes, struct fc_error *err)
{
	struct fc_notes all = *notes;
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (*field(&all, i) &&
		    !fc_record_put_number(text, fields[i].key, *field(&all, i),
		                          err))
			return false;
	return !*notes->unsaid ||
	       fc_record_put(text, "unsaid", notes->unsaid, err);
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
	done = encode(&text, notes, &err);
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
	        caller->name);
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
