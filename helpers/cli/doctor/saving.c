/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: could a new token be saved? */
#include "cli/doctor/doctor.h"

#include "base/draft.h"
#include "base/lock.h"
#include "record/static_tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Two places for the longest token, in the longest file that is likely. */
#define ROOM_KIB 1024

static void
cure_directory(struct fc_check_results *results, const char *path, int sys)
{
	if (sys == EROFS)
		fc_check_cure(results, "mount it so that it can be "
		              "written, or set FOUNDRY_HOME to another "
		              "directory");
	else if (sys == EPERM)
		fc_check_cure(results, "chattr -i %s", path);
	else
		fc_check_cure(results, "chmod u+wx %s", path);
}

/* names: files of it that must give way to new ones. */
static bool
check_directory(struct fc_check_results *results, const struct fc_dir *dir,
                const char *const names[])
{
	struct fc_error err = FC_ERROR_INIT;
	int sys, i;

	for (i = 0; names[i]; i++)
		if (!fc_draft_may_replace(dir, names[i], &err)) {
			fc_check_add_error(results, FC_CHECK_WRONG,
			                   "files", &err);
			return false;
		}
	if (faccessat(dir->fd, ".", W_OK | X_OK, AT_EACCESS) == 0)
		return true;
	sys = errno;
	fc_check_add(results, FC_CHECK_WRONG, "files",
	             "%s cannot be written: %s", dir->path, strerror(sys));
	cure_directory(results, dir->path, sys);
	return false;
}

/* Where locks and records are made.  What is not there will be. */
static bool
check_others(struct cli_doctor *doctor)
{
	static const char *const names[] = { ".new", NULL };
	const char *const home = doctor->paths.home;
	const struct {
		const char *path, *tail;
	} paths[] = { { home, "/lock" }, { home, "/used" },
		       { home, "/cache" }, { doctor->paths.run, "" } };
	struct fc_error ignored = FC_ERROR_INIT;
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct fc_dir dir = FC_DIR_INIT;
		char path[FC_PATH_SIZE];

		if (*paths[i].path &&
		    fc_text_join(path, sizeof(path), paths[i].path,
		                 paths[i].tail, NULL) &&
		    fc_dir_open(&dir, path, false, &ignored) == FC_FOUND)
			good = check_directory(&doctor->results, &dir,
			                       names) && good;
		fc_dir_close(&dir);
	}
	return good;
}

static bool
check_room(struct fc_check_results *results, const struct fc_dir *home)
{
	struct statvfs fs;
	unsigned long long kib;

	if (fstatvfs(home->fd, &fs) != 0)
		return true;
	kib = (unsigned long long)fs.f_bavail * fs.f_frsize / 1024;
	if (kib >= ROOM_KIB)
		return true;
	fc_check_add(results, FC_CHECK_WRONG, "files", "only %llu KiB are "
	             "left for %s: a new token may find no room", kib,
	             home->path);
	fc_check_cure(results, "make room on that file system");
	return false;
}

static enum fc_lookup
try_lock(const struct fc_dir *dir, struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	enum fc_lookup result = fc_lock_try(&lock, dir, "vault", NULL, err);

	/* Whoever only saves a token is done in a moment. */
	if (result == FC_ABSENT)
		result = fc_lock_wait(&lock, NULL, err);
	fc_lock_release(&lock);
	return result;
}

static bool
check_lock(struct fc_check_results *results, const struct fc_dir *home)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup result = FC_FOUND;
	char path[FC_PATH_SIZE];
	struct stat st;

	/* One that is not there would be made. */
	if (fc_text_join(path, sizeof(path), home->path, "/lock", NULL) &&
	    fc_dir_open(&dir, path, false, &err) == FC_FOUND &&
	    fstatat(dir.fd, "vault", &st, AT_SYMLINK_NOFOLLOW) == 0)
		result = try_lock(&dir, &err);
	fc_dir_close(&dir);
	if (result == FC_FAILED) {
		fc_check_add_error(results, FC_CHECK_WRONG, "files", &err);
		fc_check_cure(results, "move away %s/vault", path);
	} else if (result == FC_ABSENT) {
		fc_check_add(results, FC_CHECK_WRONG, "files", "%s/vault: "
		             "another process holds it", path);
		fc_check_cure(results, "find it with fuser(1), and end "
		              "it");
	}
	return result == FC_FOUND;
}

bool
cli_doctor_saving(struct cli_doctor *doctor)
{
	static const char *const names[] = { FC_LOGINS_FILE,
		                             FC_STATIC_TOKENS_FILE, NULL };
	struct fc_check_results *results = &doctor->results;
	struct fc_dir home = FC_DIR_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool good = true;

	/* What is wrong with it itself, cli_doctor_files says. */
	if (fc_dir_open(&home, doctor->paths.home, false, &ignored) !=
	    FC_FOUND)
		return true;
	good = check_directory(results, &home, names) && good;
	good = check_others(doctor) && good;
	good = check_room(results, &home) && good;
	good = check_lock(results, &home) && good;
	fc_dir_close(&home);
	return good;
}
