/* SPDX-License-Identifier: Apache-2.0 */
/* The index of the shared file, as the helpers find it. */
#include "config/login_index.h"

#include <errno.h>
#include <fcntl.h>

static bool
read_in(const struct fc_dir *dir, struct fc_logins *logins,
        const struct stat *file)
{
	struct fc_buf index = FC_BUF_INIT(FC_INDEX_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool found;

	found = fc_file_read_secret(dir, FC_INDEX_FILE, &index, NULL,
	                            &ignored) == FC_FOUND &&
	        fc_logins_take(logins, &index) &&
	        fc_logins_are_of(logins, file);
	if (found)
		logins->seen = *file;
	else
		fc_logins_clear(logins);
	fc_buf_clear(&index);
	return found;
}

static bool
read_in_run(const struct fc_paths *paths, struct fc_logins *logins,
            const struct stat *file)
{
	struct fc_dir run = FC_DIR_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool found;

	found = *paths->run &&
	        fc_dir_open(&run, paths->run, false, &ignored) == FC_FOUND &&
	        read_in(&run, logins, file);
	fc_dir_close(&run);
	return found;
}

static bool
is_there(const struct fc_paths *paths, struct stat *file)
{
	char path[FC_PATH_SIZE];

	return fc_text_join(path, sizeof(path), paths->home,
	                    "/" FC_LOGINS_FILE, NULL) &&
	       fstatat(AT_FDCWD, path, file, AT_SYMLINK_NOFOLLOW) == 0;
}

enum fc_lookup
fc_index_look(struct fc_logins *logins, const struct fc_paths *paths)
{
	struct fc_dir home = FC_DIR_INIT;
	struct stat file;
	enum fc_lookup result;

	fc_logins_clear(logins);
	result = fc_dir_open(&home, paths->home, false, &logins->broken);
	if (result == FC_FAILED && !is_there(paths, &file))
		return FC_ABSENT;
	if (result != FC_FOUND)
		return result;
	if (fstatat(home.fd, FC_LOGINS_FILE, &file, AT_SYMLINK_NOFOLLOW) != 0)
		result = errno == ENOENT ? FC_ABSENT : FC_FAILED;
	else if (!read_in(&home, logins, &file) &&
	         !read_in_run(paths, logins, &file))
		result = FC_FAILED;
	fc_dir_close(&home);
	return result;
}

void
fc_index_date(struct fc_logins *logins, const struct fc_paths *paths)
{
	if (!is_there(paths, &logins->seen))
		logins->seen.st_ino = 0;
	if (!fc_logins_are_of(logins, &logins->seen))
		logins->seen = (struct stat){ .st_ino = 1, .st_size = -1 };
}
