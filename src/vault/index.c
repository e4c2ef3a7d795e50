/* SPDX-License-Identifier: Apache-2.0 */
/* The index of the shared file, without its secrets. */
#include "vault/index.h"

#include "base/draft.h"
#include "base/record.h"
#include "config/config.h"
#include "config/login_index.h"

#include <string.h>

/* Percent-encoded, as a value of the file may go over several lines. */
static bool
put(struct fc_buf *index, const char *key, const char *value,
    struct fc_error *err)
{
	return !*value ||
	       (fc_buf_add_str(index, key, err) &&
	        fc_buf_add(index, "=", 1, err) &&
	        fc_url_encode(index, value, strlen(value), err) &&
	        fc_buf_add(index, "\n", 1, err));
}

static bool
put_error(struct fc_buf *index, const struct fc_error *what,
          struct fc_error *err)
{
	return what->kind == FC_ERR_NONE ||
	       (fc_record_put_number(index, "kind", what->kind, err) &&
	        put(index, "error", what->text, err) &&
	        put(index, "hint", what->hint, err));
}

/* Does a header or a URL end here, and a host begin? */
static bool
is_mark(const char *text, const char *at)
{
	static const char scheme[] = "https:/";
	const size_t len = strlen(scheme);

	return *at == '[' ? at == text || at[-1] == '\n'
	                  : (size_t)(at - text) >= len &&
	                    memcmp(at - len, scheme, len) == 0;
}

/* Whom a file concerns that cannot be understood, or must not be obeyed. */
static bool
put_names(struct fc_buf *index, const struct fc_ini *ini, struct fc_error *err)
{
	const char *const text = fc_buf_str(&ini->text);
	const char *at = text;
	char name[FC_HOST_SIZE + 8], host[FC_HOST_SIZE];
	bool done = true;

	while (done && *(at += strcspn(at, "[/")) != '\0') {
		const bool mark = is_mark(text, at++);

		if (mark &&
		    fc_text_slice(name, sizeof(name), at,
		                  strcspn(at, "[]/ \t\r\n")) &&
		    fc_host_parse(name, host) && !fc_host_section(ini, host))
			done = fc_record_put(index, "names", host, err);
	}
	return done;
}

static bool
begin(struct fc_buf *index, const struct stat *seen,
      const struct fc_logins_file *file, struct fc_error *err)
{
	const struct fc_error *broken = &file->broken;
	char stamp[FC_INDEX_STAMP_SIZE];

	fc_index_stamp(seen, stamp);
	fc_buf_reset(index);
	return fc_buf_add_str(index, FC_INDEX_VERSION, err) &&
	       fc_record_put(index, "stamp", stamp, err) &&
	       put_error(index, broken, err) &&
	       (broken->kind == FC_ERR_NONE ||
	        put_names(index, &file->ini, err));
}

static bool
put_host(struct fc_buf *index, const char *host,
         const struct fc_login_entry *entry, const struct fc_error *what,
         struct fc_error *err)
{
	if (!fc_record_put(index, "host", host, err))
		return false;
	if (what->kind != FC_ERR_NONE)
		return put_error(index, what, err);
	return put(index, "client_id", fc_buf_str(&entry->client_id), err) &&
	       put(index, "token_uri", fc_buf_str(&entry->token_uri), err) &&
	       put(index, "scopes", fc_buf_str(&entry->scopes), err) &&
	       put(index, "client_secret", entry->has_client_secret ? "1" : "",
	           err) &&
	       put(index, "login", entry->has_refresh_token ? entry->mark : "",
	           err);
}

/* Spelled twice, a host is where look-ups find it. */
static bool
is_first(const struct fc_ini *ini, const struct fc_ini_section *section,
         char host[FC_HOST_SIZE])
{
	return fc_section_host(section, host) &&
	       fc_host_section(ini, host) == section;
}

static bool
add(const struct fc_logins_file *file, const char *host, struct fc_buf *index,
    struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error what = FC_ERROR_INIT;
	bool done;

	if (fc_logins_file_find(file, host, &entry, &what) != FC_FAILED ||
	    what.kind != FC_ERR_INTERNAL) {
		done = put_host(index, host, &entry, &what, err);
	} else {
		*err = what;
		done = false;
	}
	fc_login_entry_clear(&entry);
	return done;
}

bool
fc_index_of(const struct fc_logins_file *file, const struct stat *seen,
            struct fc_buf *index, struct fc_error *err)
{
	const struct fc_ini *ini = &file->ini;
	char host[FC_HOST_SIZE];
	bool done = begin(index, seen, file, err);
	size_t i;

	for (i = 0; done && i < ini->section_count; i++)
		if (is_first(ini, &ini->sections[i], host))
			done = add(file, host, index, err);
	return done && fc_buf_add_str(index, &FC_INDEX_END[1], err);
}

/* Of a directory, or a file, that cannot be trusted: its text alone. */
static void
read_names(struct fc_logins_file *file, const struct fc_paths *paths)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct stat seen;
	char path[FC_PATH_SIZE];

	fc_text_join(path, sizeof(path), paths->home, "/" FC_LOGINS_FILE,
	             NULL);
	if (fc_file_read_config(path, &text, &seen, &ignored) != FC_ABSENT) {
		fc_ini_clear(&file->ini);
		fc_buf_move(&file->ini.text, &text);
	}
	fc_buf_clear(&text);
}

static bool
read_file(struct fc_logins_file *file, const struct fc_paths *paths,
          struct fc_error *err)
{
	if (!fc_logins_file_load(file, paths, err))
		return false;
	if (file->broken.kind != FC_ERR_NONE && file->seen.st_ino == 0)
		read_names(file, paths);
	return true;
}

bool
fc_index_make(struct fc_logins *logins, const struct fc_paths *paths,
              struct fc_error *err)
{
	struct fc_logins_file file = FC_LOGINS_FILE_INIT;
	struct fc_buf index = FC_BUF_INIT(FC_INDEX_MAX);
	bool done;

	done = read_file(&file, paths, err) &&
	       fc_index_of(&file, &file.seen, &index, err) &&
	       (fc_logins_take(logins, &index) ||
	        fc_fail(err, FC_ERR_INTERNAL, "%s/%s: what its index would "
	                "say makes no sense", paths->home, FC_LOGINS_FILE));
	logins->seen = file.seen;
	logins->repaired = file.repaired;
	fc_buf_clear(&index);
	fc_logins_file_clear(&file);
	return done;
}

/* Without bytes: could it be written?  Unsynced: torn by a power cut it is no
 * index, and is made anew. */
static bool
write_in(const struct fc_dir *dir, const struct fc_buf *index,
         struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	enum fc_lookup result = fc_draft_try(&draft, dir, FC_INDEX_FILE, err);
	bool done;

	done = result == FC_ABSENT ||
	       (result == FC_FOUND &&
	        (!index ||
	         fc_draft_commit(&draft, index->data, index->len, err)));
	fc_draft_clear(&draft);
	return done;
}

static bool
write_below(const char *path, bool create, const struct fc_buf *index,
            struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	bool done;

	dir.fleeting = true;
	switch (fc_dir_open(&dir, path, create, err)) {
	case FC_FOUND:
		done = write_in(&dir, index, err);
		break;
	case FC_ABSENT:
		done = true;
		break;
	default:
		done = false;
		break;
	}
	fc_dir_close(&dir);
	return done;
}

bool
fc_index_write(const struct fc_paths *paths, const struct fc_buf *index,
               struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;

	return write_below(paths->home, false, index, err) ||
	       (*paths->run && write_below(paths->run, index != NULL, index,
	                                   &ignored));
}

bool
fc_index_prove(const struct fc_paths *paths, struct fc_error *err)
{
	return fc_index_write(paths, NULL, err);
}

bool
fc_index_keep(const struct fc_paths *paths, const struct fc_logins *logins,
              struct fc_error *err)
{
	const enum fc_error_kind broken = logins->broken.kind;

	return logins->seen.st_ino == 0 ||
	       (broken != FC_ERR_NONE && broken != FC_ERR_DATA) ||
	       fc_index_write(paths, &logins->index, err);
}

static bool
forget_in(const char *path, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	done = fc_dir_open(&dir, path, false, &ignored) != FC_FOUND ||
	       fc_file_forget(&dir, FC_INDEX_FILE, err);
	fc_dir_close(&dir);
	return done;
}

bool
fc_index_forget(const struct fc_paths *paths, struct fc_error *err)
{
	const bool home = forget_in(paths->home, err);

	return (!*paths->run || forget_in(paths->run, err)) && home;
}
