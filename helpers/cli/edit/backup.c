/* SPDX-License-Identifier: Apache-2.0 */
/* What a file was before setup changed it, and after: a record, an empty
 * line, the bytes.  Configuration may hold passwords, so this is private. */
#include "cli/edit/backup.h"

#include "base/clock.h"
#include "base/record.h"
#include "base/trace.h"
#include "record/fields.h"

#include <string.h>
#include <unistd.h>

#define DIRECTORY "/setup"
#define HEADER_LINE_MAX (FC_PATH_SIZE + 64)
#define LOCK_LIMIT_MS 30000
#define COUNT_MAX 8
#define TEXT_MAX (2 * CLI_EDIT_MAX + 2 * HEADER_LINE_MAX)

static enum fc_lookup
open_directory(const struct fc_paths *paths, bool create,
               struct fc_dir *dir, struct fc_error *err)
{
	char path[FC_PATH_SIZE];
	enum fc_lookup result;

	fc_text_join(path, sizeof(path), paths->home, DIRECTORY, NULL);
	result = fc_dir_open(dir, paths->home, create, err);
	if (result == FC_FOUND)
		result = fc_dir_open(dir, path, create, err);
	return result;
}

/* On the home itself: what setup --undo leaves is what was there before.  On
 * a file system where directories cannot be locked there is none. */
bool
cli_backup_lock(const struct fc_paths *paths, bool create,
                struct fc_lock *lock, struct fc_error *err)
{
	const long long deadline = fc_clock_ms() + LOCK_LIMIT_MS;
	struct fc_dir home = FC_DIR_INIT;
	struct fc_error none = FC_ERROR_INIT;
	enum fc_lookup result = fc_dir_open(&home, paths->home, create, err);

	if (result != FC_FOUND)
		return result == FC_ABSENT; /* nor is there a backup */
	memcpy(lock->path, home.path, sizeof(lock->path));
	lock->fd = home.fd;
	do
		result = fc_lock_wait(lock, NULL, &none);
	while (result == FC_ABSENT && fc_clock_ms() < deadline);
	if (result == FC_FAILED)
		fc_trace("%s", none.text);
	if (result != FC_ABSENT)
		return true;
	fc_lock_release(lock);
	fc_fail(err, FC_ERR_IO, "locking %s: another setup is at work",
	        paths->home);
	fc_error_hint(err, "run this again when it has ended");
	return false;
}

static bool
name_of(char out[NAME_MAX + 1], const char *host, const char *name,
        struct fc_error *err)
{
	return fc_text_join(out, NAME_MAX + 1, host, ".", name, NULL) ||
	       fc_fail(err, FC_ERR_INTERNAL, "%s: name too long", host);
}

#define FIELD(member, name) FC_FIELD(struct cli_backup, member, name)

static const struct fc_field fields[] = {
	{ FIELD(path, "path") },
	{ FIELD(stamp, "stamp") }, /* of an older version */
	{ FIELD(existed, "existed") },
	{ FIELD(made_directories, "made_directory") },
	{ FIELD(made_home, "made_home") },
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* before: how many of the bytes; less than 0 while that is not said. */
static bool
take_line(struct cli_backup *backup, const char *key, const char *value,
          long long *before, struct fc_error *err)
{
	if (strcmp(key, "before") != 0)
		return fc_fields_take(fields, FIELD_COUNT, backup, key, value,
		                      err) != FC_FAILED;
	return fc_number_parse(value, 0, CLI_EDIT_MAX, before) ||
	       fc_fail(err, FC_ERR_DATA, "a length is not a number");
}

static bool
decode(struct cli_backup *backup, struct fc_buf *text, struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };
	const char *key, *value;
	enum fc_lookup result;
	long long before = -1;
	size_t left;

	while ((result = fc_record_next(&cursor, HEADER_LINE_MAX, &key,
	                                &value, err)) == FC_FOUND)
		if (!take_line(backup, key, value, &before, err))
			return false;
	if (result == FC_FAILED)
		return false;
	if (!*backup->path)
		return fc_fail(err, FC_ERR_DATA, "no path in it");
	if (backup->made_directories > COUNT_MAX)
		return fc_fail(err, FC_ERR_DATA, "too many directories");
	if (cursor.at < text->len)
		cursor.at++; /* the empty line */
	left = text->len - cursor.at;
	backup->knows_after = before >= 0;
	if (before > (long long)left)
		return fc_fail(err, FC_ERR_DATA, "its end is missing");
	if (before < 0)
		before = (long long)left;
	return fc_buf_add(&backup->before, text->data + cursor.at,
	                  (size_t)before, err) &&
	       fc_buf_add(&backup->after, text->data + cursor.at + before,
	                  left - (size_t)before, err);
}

enum fc_lookup
cli_backup_read(const struct fc_paths *paths, const char *host,
                const char *name, struct cli_backup *backup,
                struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	struct fc_error why = FC_ERROR_INIT;
	char file[NAME_MAX + 1];
	enum fc_lookup result = FC_FAILED;

	if (!name_of(file, host, name, err))
		goto out;
	result = open_directory(paths, false, &dir, err);
	if (result == FC_FOUND)
		result = fc_file_read_secret(&dir, file, &text, NULL, err);
	if (result == FC_FOUND && !decode(backup, &text, &why)) {
		fc_fail(err, FC_ERR_DATA, "reading %s/%s: %.300s", dir.path,
		        file, why.text);
		fc_error_hint(err, "remove it: what setup did there then "
		              "stays");
		result = FC_FAILED;
	}
out:
	fc_dir_close(&dir);
	fc_buf_clear(&text);
	return result;
}

static bool
encode(const struct cli_backup *backup, struct fc_buf *text,
       struct fc_error *err)
{
	const struct fc_buf *before = &backup->before, *after = &backup->after;

	return fc_fields_put(text, fields, FIELD_COUNT, backup, err) &&
	       fc_record_put_number(text, "before", (long long)before->len,
	                            err) &&
	       fc_buf_add(text, "\n", 1, err) &&
	       fc_buf_add(text, fc_buf_str(before), before->len, err) &&
	       fc_buf_add(text, fc_buf_str(after), after->len, err);
}

bool
cli_backup_write(const struct fc_paths *paths, const char *host,
                 const char *name, const struct cli_backup *backup,
                 struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
	char file[NAME_MAX + 1];
	bool done;

	done = name_of(file, host, name, err) &&
	       open_directory(paths, true, &dir, err) == FC_FOUND &&
	       encode(backup, &text, err) &&
	       fc_file_write(&dir, file, text.data, text.len, err);
	fc_dir_close(&dir);
	fc_buf_clear(&text);
	return done;
}

bool
cli_backup_remove(const struct fc_paths *paths, const char *host,
                  const char *name, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	char file[NAME_MAX + 1];
	bool done = false;

	switch (open_directory(paths, false, &dir, err)) {
	case FC_FOUND:
		done = name_of(file, host, name, err) &&
		       fc_file_forget(&dir, file, err);
		/* The last one takes the directory along. */
		if (done && rmdir(dir.path) == 0)
			fc_trace("removed %s", dir.path);
		break;
	case FC_ABSENT:
		done = true;
		break;
	case FC_FAILED:
		break;
	}
	fc_dir_close(&dir);
	return done;
}

void
cli_backup_clear(struct cli_backup *backup)
{
	fc_buf_clear(&backup->before);
	fc_buf_clear(&backup->after);
}
