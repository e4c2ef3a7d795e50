/* SPDX-License-Identifier: Apache-2.0 */
/* $FOUNDRY_HOME/oauth itself, with its secrets. */
#include "vault/logins.h"

#include "base/clock.h"

#include <poll.h>
#include <string.h>
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
parse(struct fc_logins_file *file, struct fc_buf *text)
{
	bool parsed = fc_ini_parse(&file->ini, text, &file->broken);

	return !looks_torn(&file->ini.text, parsed);
}

static void
say_torn(struct fc_logins_file *file, const struct fc_dir *dir)
{
	fc_fail(&file->broken, FC_ERR_IO, "reading %.200s/%s: another "
	        "program has it open and has not yet written all of it",
	        dir->path, FC_LOGINS_FILE);
	fc_error_hint(&file->broken, "run this again when it has");
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
look(struct fc_logins_file *file, const struct fc_dir *dir,
     struct fc_lease *lease, bool *torn)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool again = false;

	*torn = false;
	fc_error_clear(&file->broken);
	fc_ini_clear(&file->ini);
	file->seen = (struct stat){ .st_ino = 0 };
	if (fc_file_read_shared(dir, FC_LOGINS_FILE, &text, lease,
	                        &file->repaired, &file->broken) ==
	    FC_FOUND) {
		file->seen = lease->seen;
		*torn = !parse(file, &text);
		again = is_passing(lease, *torn);
		*torn = *torn && lease->state == FC_LEASE_REFUSED;
	}
	fc_buf_clear(&text);
	return again;
}

/* Only no memory is an error; what is wrong with the file is kept. */
static bool
judge(struct fc_logins_file *file, const struct fc_dir *dir,
      struct fc_error *err)
{
	const struct fc_error what = file->broken;

	if (what.kind == FC_ERR_INTERNAL) {
		*err = what;
		return false;
	}
	if (what.kind == FC_ERR_DATA) {
		fc_fail(&file->broken, FC_ERR_DATA, "reading %.200s/%s: "
		        "%.200s", dir->path, FC_LOGINS_FILE, what.text);
		fc_error_hint(&file->broken, "mend that line, or run: "
		              "foundry-credential login --repair");
	}
	return true;
}

bool
fc_logins_file_read(struct fc_logins_file *file, const struct fc_dir *dir,
                    struct fc_lease *lease, struct fc_error *err)
{
	long long deadline = fc_clock_ms() + TORN_LIMIT_MS;
	int looks;
	bool torn;

	for (looks = 1; look(file, dir, lease, &torn) &&
	                (looks < TORN_LOOKS_MIN || fc_clock_ms() < deadline);
	     looks++)
		poll(NULL, 0, TORN_PAUSE_MS);
	if (torn)
		say_torn(file, dir);
	return judge(file, dir, err);
}

bool
fc_logins_file_read_again(struct fc_logins_file *file,
                          const struct fc_dir *dir,
                          const struct fc_lease *lease, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);

	fc_logins_file_clear(file);
	if (lseek(lease->fd, 0, SEEK_SET) != 0 ||
	    !fc_buf_read(&text, lease->fd, FC_LOGINS_FILE, &file->broken) ||
	    !parse(file, &text))
		say_torn(file, dir);
	fc_buf_clear(&text);
	return judge(file, dir, err);
}

bool
fc_logins_file_load(struct fc_logins_file *file,
                    const struct fc_paths *paths, struct fc_error *err)
{
	struct fc_dir home = FC_DIR_INIT;
	struct fc_lease lease = FC_LEASE_INIT;
	bool done = true;

	if (fc_dir_open(&home, paths->home, false, &file->broken) == FC_FOUND)
		done = fc_logins_file_read(file, &home, &lease, err);
	fc_lease_end(&lease);
	fc_dir_close(&home);
	return done;
}

enum fc_lookup
fc_logins_file_value(const struct fc_logins_file *file, const char *host,
                     const char *key, struct fc_buf *value,
                     struct fc_error *err)
{
	const struct fc_ini_section *section =
		fc_host_section(&file->ini, host);
	char name[FC_HOST_SIZE + 8];

	if (!section)
		return FC_ABSENT;
	fc_text_slice(name, sizeof(name), section->name, section->name_len);
	return fc_ini_get(&file->ini, name, key, value, err);
}

static bool
get(const struct fc_logins_file *file, const char *host, const char *key,
    struct fc_buf *value, struct fc_error *err)
{
	return fc_logins_file_value(file, host, key, value, err) != FC_FAILED;
}

static bool
has(const struct fc_logins_file *file, const char *host, const char *key,
    bool *does, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	bool done = get(file, host, key, &value, err);

	*does = value.len > 0;
	fc_buf_clear(&value);
	return done;
}

static bool
find_refresh(const struct fc_logins_file *file, const char *host,
             struct fc_login_entry *entry, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	bool done = get(file, host, "refresh_token", &value, err);

	entry->has_refresh_token = value.len > 0;
	fc_mark_of(entry->mark, fc_buf_str(&value), value.len);
	fc_buf_clear(&value);
	return done;
}

enum fc_lookup
fc_logins_file_find(const struct fc_logins_file *file, const char *host,
                    struct fc_login_entry *entry, struct fc_error *err)
{
	if (!fc_host_section(&file->ini, host))
		return FC_ABSENT;
	fc_login_entry_clear(entry);
	if (get(file, host, "client_id", &entry->client_id, err) &&
	    get(file, host, "token_uri", &entry->token_uri, err) &&
	    get(file, host, "scopes", &entry->scopes, err) &&
	    has(file, host, "client_secret", &entry->has_client_secret, err) &&
	    find_refresh(file, host, entry, err))
		return FC_FOUND;
	return FC_FAILED;
}

enum fc_lookup
fc_logins_file_have(const struct fc_logins_file *file,
                    const struct fc_stack *stack, bool *foreign,
                    struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	enum fc_lookup result;

	*foreign = false;
	if (file->broken.kind != FC_ERR_NONE) {
		*err = file->broken;
		fc_logins_hint(err, stack->host);
		return FC_FAILED;
	}
	result = fc_logins_file_find(file, stack->host, &entry, err);
	if (result == FC_FOUND)
		result = fc_login_is_of(&entry, stack, foreign);
	fc_login_entry_clear(&entry);
	return result;
}

void
fc_logins_file_clear(struct fc_logins_file *file)
{
	fc_ini_clear(&file->ini);
	*file = (struct fc_logins_file)FC_LOGINS_FILE_INIT;
}
