/* SPDX-License-Identifier: Apache-2.0 */
/* Files in memory, in the place of base/file.c. */
#include "disk.h"

#include "base/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 8
#define PATH_SIZE (FC_PATH_SIZE + NAME_MAX + 2)
#define NO_DESCRIPTOR 1000000 /* open, but not by the kernel */

static struct {
	char path[PATH_SIZE]; /* "": a free place */
	struct fc_buf bytes;
} files[FILES_MAX];

static size_t
find(const char *path)
{
	size_t i;

	for (i = 0; i < FILES_MAX; i++)
		if (strcmp(files[i].path, path) == 0)
			return i;
	return FILES_MAX;
}

static void
name_path(char path[PATH_SIZE], const struct fc_dir *dir, const char *name)
{
	if (!fc_text_join(path, PATH_SIZE, dir->path, "/", name, NULL))
		abort();
}

void
disk_put(const char *path, const char *bytes, size_t len)
{
	struct fc_error err = FC_ERROR_INIT;
	size_t i = find(path);

	if (i == FILES_MAX)
		i = find("");
	if (i == FILES_MAX ||
	    !fc_text_join(files[i].path, PATH_SIZE, path, NULL))
		abort();
	fc_buf_clear(&files[i].bytes);
	files[i].bytes = (struct fc_buf)FC_BUF_INIT(len);
	if (!fc_buf_add(&files[i].bytes, len ? bytes : "", len, &err))
		abort();
}

void
disk_clear(void)
{
	size_t i;

	for (i = 0; i < FILES_MAX; i++) {
		files[i].path[0] = '\0';
		fc_buf_clear(&files[i].bytes);
	}
}

const struct fc_buf *
disk_get(const char *path)
{
	size_t i = find(path);

	return i < FILES_MAX ? &files[i].bytes : NULL;
}

static enum fc_lookup
read_path(const char *path, struct fc_buf *text, struct fc_error *err)
{
	const struct fc_buf *bytes = disk_get(path);

	if (!bytes)
		return FC_ABSENT;
	return fc_buf_add(text, fc_buf_str(bytes), bytes->len, err) ? FC_FOUND
	                                                            : FC_FAILED;
}

enum fc_lookup
fc_dir_open(struct fc_dir *dir, const char *path, bool create,
            struct fc_error *err)
{
	(void)create;
	(void)err;
	if (!fc_text_join(dir->path, sizeof(dir->path), path, NULL))
		abort();
	dir->fd = NO_DESCRIPTOR;
	return FC_FOUND;
}

void
fc_dir_close(struct fc_dir *dir)
{
	dir->fd = -1;
}

enum fc_lookup
fc_file_read_secret(const struct fc_dir *dir, const char *name,
                    struct fc_buf *text, bool *repaired, struct fc_error *err)
{
	char path[PATH_SIZE];

	(void)repaired;
	name_path(path, dir, name);
	return read_path(path, text, err);
}

/* Nobody else writes to this disk. */
enum fc_lookup
fc_file_read_shared(const struct fc_dir *dir, const char *name,
                    struct fc_buf *text, struct fc_lease *lease,
                    bool *repaired, struct fc_error *err)
{
	lease->state = FC_LEASE_HELD;
	return fc_file_read_secret(dir, name, text, repaired, err);
}

enum fc_lookup
fc_file_read_config(const char *path, struct fc_buf *text,
                    struct stat *seen, struct fc_error *err)
{
	*seen = (struct stat){ .st_mode = S_IFREG | S_IRUSR };
	return read_path(path, text, err);
}

bool
fc_draft_open(struct fc_draft *draft, const struct fc_dir *dir,
              const char *name, const char *tag, struct fc_error *err)
{
	(void)tag;
	(void)err;
	draft->dir = dir;
	draft->fd = NO_DESCRIPTOR;
	snprintf(draft->name, sizeof(draft->name), "%s", name);
	return true;
}

enum fc_lookup
fc_draft_try(struct fc_draft *draft, const struct fc_dir *dir,
             const char *name, struct fc_error *err)
{
	return fc_draft_open(draft, dir, name, NULL, err) ? FC_FOUND
	                                                     : FC_FAILED;
}

bool
fc_draft_reserve(struct fc_draft *draft, size_t size, struct fc_error *err)
{
	(void)draft;
	(void)size;
	(void)err;
	return true;
}

bool
fc_draft_commit(struct fc_draft *draft, const char *bytes, size_t len,
                struct fc_error *err)
{
	draft->fd = -1;
	return fc_file_write(draft->dir, draft->name, bytes, len, err);
}

void
fc_draft_clear(struct fc_draft *draft)
{
	*draft = (struct fc_draft)FC_DRAFT_INIT;
}

bool
fc_file_write(const struct fc_dir *dir, const char *name, const char *bytes,
              size_t len, struct fc_error *err)
{
	char path[PATH_SIZE];

	(void)err;
	name_path(path, dir, name);
	disk_put(path, bytes, len);
	return true;
}

bool
fc_file_remove(const struct fc_dir *dir, const char *name, struct fc_error *err)
{
	char path[PATH_SIZE];
	size_t i;

	(void)err;
	name_path(path, dir, name);
	i = find(path);
	if (i < FILES_MAX) {
		files[i].path[0] = '\0';
		fc_buf_clear(&files[i].bytes);
	}
	return true;
}

bool
fc_dir_each(const struct fc_dir *dir,
            bool (*visit)(const char *name, void *arg), void *arg,
            struct fc_error *err)
{
	(void)dir;
	(void)visit;
	(void)arg;
	(void)err;
	return true;
}

bool
fc_file_forget(const struct fc_dir *dir, const char *name, struct fc_error *err)
{
	return fc_file_remove(dir, name, err);
}

bool
fc_draft_forget(const struct fc_dir *dir, const char *name, const char *tag,
                struct fc_error *err)
{
	(void)dir;
	(void)name;
	(void)tag;
	(void)err;
	return true;
}

bool
fc_file_is_planted(const struct fc_dir *dir, const char *name)
{
	(void)dir;
	(void)name;
	return false;
}

void
fc_stat_stamp(const struct stat *st, char out[FC_FILE_STAMP_SIZE])
{
	snprintf(out, FC_FILE_STAMP_SIZE, st->st_ino == 0 ? "-" : "1");
}

void
fc_file_stamp(const char *path, char out[FC_FILE_STAMP_SIZE])
{
	fc_text_join(out, FC_FILE_STAMP_SIZE, disk_get(path) ? "1.2.3" : "-",
	             NULL);
}
