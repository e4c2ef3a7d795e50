/* SPDX-License-Identifier: Apache-2.0 */
/* Static tokens, read: those a person handed to "store". */
#include "record/static_tokens.h"

#include "base/file.h"
#include "base/log.h"
#include "base/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

bool
fc_static_token_section(const char *host, const char *user,
                        char out[FC_STATIC_TOKEN_SECTION_SIZE])
{
	struct fc_buf text = FC_BUF_INIT(FC_STATIC_TOKEN_SECTION_SIZE - 1);
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	done = strlen(user) < FC_STATIC_TOKEN_USER_MAX &&
	       fc_url_encode(&text, user, strlen(user), &ignored) &&
	       fc_buf_addf(&text, &ignored, "@%s", host);
	if (done)
		memcpy(out, text.data, text.len + 1);
	fc_buf_clear(&text);
	return done;
}

/* Is this section one of host's (and of user, unless NULL)? */
static bool
section_is_of(const struct fc_ini_section *section, const char *host,
              const char *user, char name[FC_STATIC_TOKEN_SECTION_SIZE])
{
	char wanted[FC_STATIC_TOKEN_SECTION_SIZE];
	const char *at;

	if (section->name_len >= FC_STATIC_TOKEN_SECTION_SIZE)
		return false;
	memcpy(name, section->name, section->name_len);
	name[section->name_len] = '\0';
	at = strchr(name, '@');
	if (!at || strcmp(at + 1, host) != 0)
		return false;
	return !user || (fc_static_token_section(host, user, wanted) &&
	                 strcmp(wanted, name) == 0);
}

static bool
keep_user(const char *section, struct fc_static_token *found,
          struct fc_error *err)
{
	struct fc_buf user = FC_BUF_INIT(FC_STATIC_TOKEN_USER_MAX - 1);
	bool done;

	done = fc_url_decode(&user, section, strcspn(section, "@"), false,
	                     err);
	if (done)
		memcpy(found->user, fc_buf_str(&user), user.len + 1);
	fc_buf_clear(&user);
	return done;
}

static bool
keep_expiry(const struct fc_ini *ini, const char *section,
            struct fc_static_token *found, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(64);
	long long number = 0;
	enum fc_lookup result;
	bool done;

	result = fc_ini_get(ini, section, "expires_at", &value, err);
	done = result != FC_FAILED;
	if (result == FC_FOUND &&
	    !fc_number_parse(fc_buf_str(&value), 0, FC_TIME_MAX, &number))
		done = fc_fail(err, FC_ERR_DATA, "expires_at is not a time");
	found->token.expires_at = (time_t)number;
	fc_buf_clear(&value);
	return done;
}

static bool
keep_section(const struct fc_ini *ini, const char *section,
             const struct fc_buf *token, struct fc_static_token *found,
             struct fc_error *err)
{
	if (!fc_token_is_wellformed(fc_buf_str(token), token->len))
		return fc_fail(err, FC_ERR_DATA, "a token is malformed");
	return keep_user(section, found, err) &&
	       keep_expiry(ini, section, found, err) &&
	       fc_secret_set(&found->token.access, token->data, token->len,
	                     err);
}

static enum fc_lookup
read_section(const struct fc_ini *ini, const char *section, time_t now,
             struct fc_static_token *found, struct fc_error *err)
{
	struct fc_buf token = FC_BUF_INIT(FC_TOKEN_MAX);
	enum fc_lookup result;

	result = fc_ini_get(ini, section, "token", &token, err);
	if (result == FC_FOUND && token.len == 0)
		result = FC_ABSENT; /* only the user name is remembered */
	if (result == FC_FOUND &&
	    !keep_section(ini, section, &token, found, err))
		result = FC_FAILED;
	if (result == FC_FOUND && found->token.expires_at != 0 &&
	    found->token.expires_at <= now)
		result = FC_ABSENT;
	fc_buf_clear(&token);
	return result;
}

/* The last one that fits: a token stored anew goes to the end. */
static enum fc_lookup
search(const struct fc_ini *ini, const char *host, const char *user,
       bool any_user, time_t now, struct fc_static_token *found,
       struct fc_error *err)
{
	size_t i;

	for (i = ini->section_count; i > 0; i--) {
		struct fc_static_token entry = FC_STATIC_TOKEN_INIT;
		char name[FC_STATIC_TOKEN_SECTION_SIZE];
		enum fc_lookup result;

		if (!section_is_of(&ini->sections[i - 1], host, user, name))
			continue;
		entry.any_user = fc_ini_entry(&ini->sections[i - 1],
		                              "any_user") != NULL;
		if (any_user && !entry.any_user)
			continue;
		result = read_section(ini, name, now, &entry, err);
		if (result == FC_FOUND) {
			fc_static_token_clear(found);
			*found = entry;
			return FC_FOUND;
		}
		fc_static_token_clear(&entry);
		if (result == FC_FAILED)
			return FC_FAILED;
	}
	return FC_ABSENT;
}

/* Most people have none; that is one look, and not at the directory. */
static bool
is_missing(const struct fc_paths *paths)
{
	char path[FC_PATH_SIZE];
	struct stat st;

	return fc_text_join(path, sizeof(path), paths->home,
	                    "/" FC_STATIC_TOKENS_FILE, NULL) &&
	       fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) != 0 &&
	       (errno == ENOENT || errno == ENOTDIR);
}

/* The parsed file; absence is an empty one. */
static enum fc_lookup
read_file(const struct fc_paths *paths, struct fc_ini *ini,
          struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_dir home = FC_DIR_INIT;
	struct fc_error what = FC_ERROR_INIT;
	bool repaired = false;
	enum fc_lookup result;

	if (is_missing(paths))
		return FC_ABSENT;
	result = fc_dir_open(&home, paths->home, false, err);
	if (result == FC_FOUND)
		result = fc_file_read_secret(&home, FC_STATIC_TOKENS_FILE,
		                             &text, &repaired, err);
	if (repaired)
		fc_warn("%s/%s could be read by other users; made private",
		        home.path, FC_STATIC_TOKENS_FILE);
	if (result == FC_FOUND && !fc_ini_parse(ini, &text, &what)) {
		fc_fail(err, FC_ERR_DATA, "reading %.200s/%s: %.200s",
		        home.path, FC_STATIC_TOKENS_FILE, what.text);
		result = FC_FAILED;
	}
	fc_dir_close(&home);
	fc_buf_clear(&text);
	return result;
}

enum fc_lookup
fc_static_token_find(const struct fc_paths *paths, const char *host,
                     const char *user, time_t now,
                     struct fc_static_token *found, struct fc_error *err)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_error what = FC_ERROR_INIT;
	enum fc_lookup result;

	result = read_file(paths, &ini, err);
	if (result != FC_FOUND)
		goto out;
	result = search(&ini, host, user, false, now, found, &what);
	if (result == FC_ABSENT && user)
		result = search(&ini, host, NULL, true, now, found, &what);
	if (result == FC_FAILED)
		fc_fail(err, FC_ERR_DATA, "reading %.200s/%s: %.200s",
		        paths->home, FC_STATIC_TOKENS_FILE, what.text);
out:
	fc_ini_clear(&ini);
	return result;
}

bool
fc_static_token_last_user(const struct fc_paths *paths, const char *host,
                          char out[FC_STATIC_TOKEN_USER_MAX])
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_static_token entry = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char name[FC_STATIC_TOKEN_SECTION_SIZE];
	bool found = false;
	size_t i;

	if (read_file(paths, &ini, &ignored) != FC_FOUND)
		goto out;
	for (i = ini.section_count; i > 0 && !found; i--)
		found = section_is_of(&ini.sections[i - 1], host, NULL,
		                      name) &&
		        keep_user(name, &entry, &ignored);
	if (found)
		memcpy(out, entry.user, sizeof(entry.user));
out:
	fc_ini_clear(&ini);
	return found;
}

/* The host of a section, unless an earlier section has named it. */
static const char *
host_of(const struct fc_ini *ini, size_t i,
        char name[FC_STATIC_TOKEN_SECTION_SIZE])
{
	char other[FC_STATIC_TOKEN_SECTION_SIZE];
	const struct fc_ini_section *section = &ini->sections[i];
	const char *at;
	size_t j;

	if (section->name_len >= FC_STATIC_TOKEN_SECTION_SIZE)
		return NULL;
	memcpy(name, section->name, section->name_len);
	name[section->name_len] = '\0';
	at = strchr(name, '@');
	for (j = 0; at && j < i; j++)
		if (section_is_of(&ini->sections[j], at + 1, NULL, other))
			return NULL;
	return at ? at + 1 : NULL;
}

bool
fc_static_token_each(const struct fc_paths *paths,
                     bool (*visit)(const char *host, void *arg), void *arg,
                     struct fc_error *err)
{
	struct fc_ini ini = FC_INI_INIT;
	char name[FC_STATIC_TOKEN_SECTION_SIZE];
	enum fc_lookup result;
	const char *host;
	size_t i;

	result = read_file(paths, &ini, err);
	for (i = 0; result == FC_FOUND && i < ini.section_count; i++) {
		host = host_of(&ini, i, name);
		if (host && !visit(host, arg))
			break;
	}
	fc_ini_clear(&ini);
	return result != FC_FAILED;
}

void
fc_static_token_clear(struct fc_static_token *found)
{
	fc_token_clear(&found->token);
	*found = (struct fc_static_token)FC_STATIC_TOKEN_INIT;
}
