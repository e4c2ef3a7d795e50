/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: could a new token be saved? */
#include "cli/doctor/doctor.h"

#include "base/draft.h"
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Two places for the longest token, in the longest file that is likely. */
#define ROOM_KIB 1024

static bool
check_file(struct fc_findings *findings, const struct fc_dir *home)
{
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	if (fstatat(home->fd, FC_LOGINS_FILE, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    fc_draft_may_replace(home, FC_LOGINS_FILE, &err))
		return true;
	fc_finding_add_error(findings, FC_CHECK_WRONG, "files", &err);
	return false;
}

static bool
check_directory(struct fc_findings *findings, const struct fc_dir *home)
{
	int sys;

	if (faccessat(home->fd, ".", W_OK | X_OK, AT_EACCESS) == 0)
		return true;
	sys = errno;
	fc_finding_add(findings, FC_CHECK_WRONG, "files",
	               "%s cannot be written: %s", home->path,
	               strerror(sys));
	if (sys == EROFS)
		fc_finding_cure(findings, "mount it so that it can be "
		                "written, or set FOUNDRY_HOME to another "
		                "directory");
	else
		fc_finding_cure(findings, "chmod u+wx %s", home->path);
	return false;
}

static bool
check_room(struct fc_findings *findings, const struct fc_dir *home)
{
	struct statvfs fs;
	unsigned long long kib;

	if (fstatvfs(home->fd, &fs) != 0)
		return true;
	kib = (unsigned long long)fs.f_bavail * fs.f_frsize / 1024;
	if (kib >= ROOM_KIB)
		return true;
	fc_finding_add(findings, FC_CHECK_WRONG, "files", "only %llu KiB are "
	               "left for %s: a new token may find no room", kib,
	               home->path);
	fc_finding_cure(findings, "make room on that file system");
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
check_lock(struct fc_findings *findings, const struct fc_dir *home)
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
		fc_finding_add_error(findings, FC_CHECK_WRONG, "files", &err);
		fc_finding_cure(findings, "move away %s/vault", path);
	} else if (result == FC_ABSENT) {
		fc_finding_add(findings, FC_CHECK_WRONG, "files", "%s/vault: "
		               "another process holds it", path);
		fc_finding_cure(findings, "find it with fuser(1), and end "
		                "it");
	}
	return result == FC_FOUND;
}

bool
cli_doctor_saving(struct cli_doctor *doctor)
{
	struct fc_findings *findings = &doctor->findings;
	struct fc_dir home = FC_DIR_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool good = true;

	/* What is wrong with it itself, cli_doctor_files says. */
	if (fc_dir_open(&home, doctor->places.home, false, &ignored) !=
	    FC_FOUND)
		return true;
	good = check_file(findings, &home) && good;
	good = check_directory(findings, &home) && good;
	good = check_room(findings, &home) && good;
	good = check_lock(findings, &home) && good;
	fc_dir_close(&home);
	return good;
}
