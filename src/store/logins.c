/* SPDX-License-Identifier: Apache-2.0 */
/* Which logins $FOUNDRY_HOME/oauth holds, without its secrets. */
#include "store/logins.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* The Python library opens the file for writing, which empties it, and then
 * writes: for a moment there is nothing, or half of it. */
#define TORN_TRIES 25
#define TORN_PAUSE_MS 20
#define TORN_AGE_S 2

/* Only a file that somebody is writing now is worth waiting for. */
static bool
is_being_written(const struct fc_dir *dir)
{
	struct stat st;
	time_t now = time(NULL);

	return fstatat(dir->fd, FC_LOGINS_FILE, &st, 0) == 0 &&
	       st.st_mtime <= now && now - st.st_mtime < TORN_AGE_S;
}

static bool
read_once(struct fc_logins *logins, const struct fc_dir *dir,
          struct fc_buf *text, bool *torn)
{
	enum fc_lookup result;

	fc_error_clear(&logins->broken);
	*torn = false;
	result = fc_file_read_secret(dir, FC_LOGINS_FILE, text,
	                             &logins->repaired, &logins->broken);
	if (result == FC_ABSENT)
		return true;
	if (result == FC_FAILED)
		return false;
	*torn = text->len == 0;
	if (fc_ini_parse(&logins->ini, text, &logins->broken))
		return !*torn;
	*torn = true;
	return false;
}

bool
fc_logins_read(struct fc_logins *logins, const struct fc_dir *dir,
               struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool torn = false;
	int tries;

	for (tries = 0; tries < TORN_TRIES; tries++) {
		fc_ini_clear(&logins->ini);
		fc_buf_clear(&text);
		if (read_once(logins, dir, &text, &torn) || !torn ||
		    !is_being_written(dir))
			break;
		poll(NULL, 0, TORN_PAUSE_MS);
	}
	fc_buf_clear(&text);
	if (logins->broken.kind == FC_ERR_INTERNAL) {
		*err = logins->broken;
		return false;
	}
	if (logins->broken.kind == FC_ERR_DATA) {
		struct fc_error what = logins->broken;

		fc_fail(&logins->broken, FC_ERR_DATA, "reading %.200s/%s: "
		        "%.200s", dir->path, FC_LOGINS_FILE, what.text);
		fc_error_hint(&logins->broken, "mend that line, or move the "
		              "file away and log in again");
	}
	return true;
}

bool
fc_logins_load(struct fc_logins *logins, const struct fc_places *places,
               struct fc_error *err)
{
	struct fc_dir home = FC_DIR_INIT;
	bool done = true;

	switch (fc_dir_open(&home, places->home, false, &logins->broken)) {
	case FC_FOUND:
		done = fc_logins_read(logins, &home, err);
		break;
	case FC_ABSENT:
	case FC_FAILED:
		break;
	}
	fc_dir_close(&home);
	return done;
}

/* A host is spelled in lower case and without ":443": what differs from it
 * in that alone needs no parsing, which is slow with many sections. */
static bool
is_section_of(const struct fc_ini_section *section, const char *host,
              size_t len)
{
	if (section->name_len != len &&
	    (section->name_len != len + 4 ||
	     memcmp(section->name + len, ":443", 4) != 0))
		return false;
	return strncasecmp(section->name, host, len) == 0;
}

/* [DEFAULT] is no host's, not even that of "default". */
static bool
is_default(const struct fc_ini_section *section)
{
	return section->name_len == strlen(FC_INI_DEFAULTS) &&
	       memcmp(section->name, FC_INI_DEFAULTS, section->name_len) == 0;
}

const struct fc_ini_section *
fc_host_section(const struct fc_ini *ini, const char *host)
{
	const size_t len = strlen(host);
	size_t i;

	for (i = 0; i < ini->section_count; i++)
		if (is_section_of(&ini->sections[i], host, len) &&
		    !is_default(&ini->sections[i]))
			return &ini->sections[i];
	return NULL;
}

const struct fc_ini_section *
fc_logins_section(const struct fc_logins *logins, const char *host)
{
	return fc_host_section(&logins->ini, host);
}

static bool
get(const struct fc_logins *logins, const char *section, const char *key,
    struct fc_buf *value, struct fc_error *err)
{
	return fc_ini_get(&logins->ini, section, key, value, err) != FC_FAILED;
}

static bool
has(const struct fc_logins *logins, const char *section, const char *key,
    bool *does, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	bool done = get(logins, section, key, &value, err);

	*does = value.len > 0;
	fc_buf_clear(&value);
	return done;
}

enum fc_lookup
fc_logins_find(const struct fc_logins *logins, const char *host,
               struct fc_login_entry *entry, struct fc_error *err)
{
	const struct fc_ini_section *section;
	char name[FC_HOST_SIZE + 8];

	section = fc_logins_section(logins, host);
	if (!section)
		return FC_ABSENT;
	snprintf(name, sizeof(name), "%.*s", (int)section->name_len,
	         section->name);
	fc_login_entry_clear(entry);
	if (get(logins, name, "client_id", &entry->client_id, err) &&
	    get(logins, name, "token_uri", &entry->token_uri, err) &&
	    get(logins, name, "scopes", &entry->scopes, err) &&
	    has(logins, name, "client_secret", &entry->has_client_secret,
	        err) &&
	    has(logins, name, "refresh_token", &entry->has_refresh_token,
	        err))
		return FC_FOUND;
	return FC_FAILED;
}

void
fc_login_entry_clear(struct fc_login_entry *entry)
{
	fc_buf_clear(&entry->client_id);
	fc_buf_clear(&entry->token_uri);
	fc_buf_clear(&entry->scopes);
	entry->has_client_secret = false;
	entry->has_refresh_token = false;
}

bool
fc_logins_configure(const struct fc_logins *logins, const char *host)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char of[FC_HOST_SIZE];
	bool does;

	does = fc_logins_find(logins, host, &entry, &ignored) == FC_FOUND &&
	       entry.client_id.len > 0 &&
	       fc_url_is_https(fc_buf_str(&entry.token_uri), of) &&
	       strcmp(of, host) == 0;
	fc_login_entry_clear(&entry);
	return does;
}

enum fc_lookup
fc_logins_have(const struct fc_logins *logins, const struct fc_stack *stack,
               bool *foreign, struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	enum fc_lookup result;
	bool ours;

	*foreign = false;
	if (logins->broken.kind != FC_ERR_NONE) {
		*err = logins->broken;
		return FC_FAILED;
	}
	result = fc_logins_find(logins, stack->host, &entry, err);
	if (result != FC_FOUND)
		goto out;
	ours = stack->client_id &&
	       strcmp(fc_buf_str(&entry.client_id), stack->client_id) == 0 &&
	       strcmp(fc_buf_str(&entry.token_uri), stack->token_uri) == 0;
	*foreign = !ours && entry.has_refresh_token;
	result = ours && entry.has_refresh_token ? FC_FOUND : FC_ABSENT;
out:
	fc_login_entry_clear(&entry);
	return result;
}

void
fc_logins_clear(struct fc_logins *logins)
{
	fc_ini_clear(&logins->ini);
	*logins = (struct fc_logins)FC_LOGINS_INIT;
}
