/* SPDX-License-Identifier: Apache-2.0 */
/* Which logins $FOUNDRY_HOME/oauth holds, without its secrets. */
#include "config/logins.h"

#include "base/clock.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The Python library opens the file for writing, which empties it, and then
 * writes: for a moment there is nothing, or half of it. */
#define TORN_LIMIT_MS 1000
#define TORN_PAUSE_MS 5
/* On a busy machine that may be the time of a single look. */
#define TORN_LOOKS_MIN 80
#define TORN_AGE_S 2

/* What such a moment may leave.  The library ends every file, as every line,
 * with LF; so do we. */
static bool
looks_torn(const struct fc_buf *text, bool parsed)
{
	return !parsed || text->len == 0 || text->data[text->len - 1] != '\n';
}

static bool
is_recent(const struct fc_lease *lease)
{
	const time_t age = fc_clock_now() - lease->seen.st_mtime;

	return age < TORN_AGE_S && age > -TORN_AGE_S;
}

static bool
parse(struct fc_logins *logins, struct fc_buf *text)
{
	bool parsed = fc_ini_parse(&logins->ini, text, &logins->broken);

	return !looks_torn(&logins->ini.text, parsed);
}

static void
say_torn(struct fc_logins *logins, const struct fc_dir *dir)
{
	fc_fail(&logins->broken, FC_ERR_IO, "reading %.200s/%s: another "
	        "program has it open and has not yet written all of it",
	        dir->path, FC_LOGINS_FILE);
	fc_error_hint(&logins->broken, "run this again when it has");
}

/* May what was read be but a moment of the file's life? */
static bool
is_passing(const struct fc_lease *lease, bool torn)
{
	switch (lease->state) {
	case FC_LEASE_HELD:
		return false;
	case FC_LEASE_REFUSED:
		return torn || is_recent(lease);
	case FC_LEASE_UNKNOWN:
		break;
	}
	return (torn && is_recent(lease)) || fc_lease_is_broken(lease);
}

/* Read it once.  True: look again.  *torn: somebody has left it at half. */
static bool
look(struct fc_logins *logins, const struct fc_dir *dir,
     struct fc_lease *lease, bool *torn)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool again = false;

	*torn = false;
	fc_error_clear(&logins->broken);
	fc_ini_clear(&logins->ini);
	logins->seen = (struct stat){ .st_ino = 0 };
	if (fc_file_read_shared(dir, FC_LOGINS_FILE, &text, lease,
	                        &logins->repaired, &logins->broken) ==
	    FC_FOUND) {
		logins->seen = lease->seen;
		*torn = !parse(logins, &text);
		again = is_passing(lease, *torn);
		*torn = *torn && lease->state == FC_LEASE_REFUSED;
	}
	fc_buf_clear(&text);
	return again;
}

void
fc_logins_hint(struct fc_error *err, const char *host)
{
	if (err->kind == FC_ERR_DATA)
		fc_error_hint(err, "mend that line, or run: "
		              "foundry-credential login %s --repair", host);
}

/* Only no memory is an error; what is wrong with the file is kept. */
static bool
judge(struct fc_logins *logins, const struct fc_dir *dir, struct fc_error *err)
{
	const struct fc_error what = logins->broken;

	if (what.kind == FC_ERR_INTERNAL) {
		*err = what;
		return false;
	}
	if (what.kind == FC_ERR_DATA) {
		fc_fail(&logins->broken, FC_ERR_DATA, "reading %.200s/%s: "
		        "%.200s", dir->path, FC_LOGINS_FILE, what.text);
		fc_error_hint(&logins->broken, "mend that line, or run: "
		              "foundry-credential login --repair");
	}
	return true;
}

bool
fc_logins_read(struct fc_logins *logins, const struct fc_dir *dir,
               struct fc_lease *lease, struct fc_error *err)
{
	long long deadline = fc_clock_ms() + TORN_LIMIT_MS;
	int looks;
	bool torn;

	for (looks = 1; look(logins, dir, lease, &torn) &&
	                (looks < TORN_LOOKS_MIN || fc_clock_ms() < deadline);
	     looks++)
		poll(NULL, 0, TORN_PAUSE_MS);
	if (torn)
		say_torn(logins, dir);
	return judge(logins, dir, err);
}

bool
fc_logins_read_again(struct fc_logins *logins, const struct fc_dir *dir,
                     const struct fc_lease *lease, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);

	fc_logins_clear(logins);
	if (lseek(lease->fd, 0, SEEK_SET) != 0 ||
	    !fc_buf_read(&text, lease->fd, FC_LOGINS_FILE, &logins->broken) ||
	    !parse(logins, &text))
		say_torn(logins, dir);
	fc_buf_clear(&text);
	return judge(logins, dir, err);
}

bool
fc_logins_load(struct fc_logins *logins, const struct fc_places *places,
               struct fc_error *err)
{
	struct fc_dir home = FC_DIR_INIT;
	bool done;

	done = fc_dir_open(&home, places->home, false, &logins->broken) !=
	               FC_FOUND ||
	       fc_logins_load_from(logins, &home, err);
	fc_dir_close(&home);
	return done;
}

bool
fc_logins_load_from(struct fc_logins *logins, const struct fc_dir *home,
                    struct fc_error *err)
{
	struct fc_lease lease = FC_LEASE_INIT;
	bool done = fc_logins_read(logins, home, &lease, err);

	fc_lease_end(&lease);
	return done;
}

/* [DEFAULT] is no host's, not even that of "default". */
static bool
is_default(const struct fc_ini_section *section)
{
	return section->name_len == strlen(FC_INI_DEFAULTS) &&
	       memcmp(section->name, FC_INI_DEFAULTS, section->name_len) == 0;
}

/* A host is spelled in lower case and without ":443". */
static bool
is_of_host(const struct fc_ini_section *section, const char *host, size_t len)
{
	if (section->name_len != len &&
	    (section->name_len != len + 4 ||
	     memcmp(section->name + len, ":443", 4) != 0))
		return false;
	return strncasecmp(section->name, host, len) == 0 &&
	       !is_default(section);
}

const struct fc_ini_section *
fc_host_section(const struct fc_ini *ini, const char *host)
{
	return fc_ini_section_like(ini, host, is_of_host);
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

/* FNV-1a.  Of 64 bits nobody gets back a token that is drawn from more. */
void
fc_mark_of(char out[FC_MARK_SIZE], const char *token, size_t len)
{
	uint64_t mark = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < len; i++)
		mark = (mark ^ (unsigned char)token[i]) * 0x100000001b3;
	for (i = FC_MARK_SIZE - 1; i-- > 0; mark >>= 4)
		out[i] = "0123456789abcdef"[mark & 15];
	out[FC_MARK_SIZE - 1] = '\0';
}

static bool
find_refresh(const struct fc_logins *logins, const char *section,
             struct fc_login_entry *entry, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	bool done = get(logins, section, "refresh_token", &value, err);

	entry->has_refresh_token = value.len > 0;
	fc_mark_of(entry->mark, fc_buf_str(&value), value.len);
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
	fc_text_slice(name, sizeof(name), section->name, section->name_len);
	fc_login_entry_clear(entry);
	if (get(logins, name, "client_id", &entry->client_id, err) &&
	    get(logins, name, "token_uri", &entry->token_uri, err) &&
	    get(logins, name, "scopes", &entry->scopes, err) &&
	    has(logins, name, "client_secret", &entry->has_client_secret,
	        err) &&
	    find_refresh(logins, name, entry, err))
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
	entry->mark[0] = '\0';
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
		fc_logins_hint(err, stack->host);
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

bool
fc_logins_kept_name(const char *host, char name[NAME_MAX + 1],
                    struct fc_error *err)
{
	return fc_text_join(name, NAME_MAX + 1, "." FC_LOGINS_FILE ".", host,
	                    ".kept", NULL) ||
	       fc_fail(err, FC_ERR_INTERNAL, "%s: name too long", host);
}

bool
fc_logins_is_kept(const struct fc_places *places, const char *host)
{
	char name[NAME_MAX + 1], path[2 * FC_PATH_SIZE];
	struct fc_error ignored = FC_ERROR_INIT;
	struct stat st;

	return fc_logins_kept_name(host, name, &ignored) &&
	       fc_text_join(path, sizeof(path), places->home, "/", name,
	                    NULL) &&
	       fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void
fc_logins_clear(struct fc_logins *logins)
{
	fc_ini_clear(&logins->ini);
	*logins = (struct fc_logins)FC_LOGINS_INIT;
}
