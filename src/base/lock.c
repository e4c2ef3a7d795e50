/* SPDX-License-Identifier: Apache-2.0 */
/* Locks between processes: flock(2), which dies with its last holder. */
#include "base/lock.h"

#include "base/record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

static const char *const work_names[] = {
	[FC_WORK_NONE] = "nothing",
	[FC_WORK_REFRESH] = "refresh",
	[FC_WORK_LOGIN] = "login",
};

/* "WORK PID SINCE"; half-written or stale lines only cost a waiter its
 * reason. */
static void
read_holder(int fd, struct fc_lock_holder *holder)
{
	char line[128] = "";
	char *pid, *since;
	long long number;

	*holder = (struct fc_lock_holder){ FC_WORK_NONE, 0, 0 };
	if (pread(fd, line, sizeof(line) - 1, 0) <= 0)
		return;
	line[strcspn(line, "\n")] = '\0';
	pid = strchr(line, ' ');
	since = pid ? strchr(pid + 1, ' ') : NULL;
	if (!since)
		return;
	*pid++ = '\0';
	*since++ = '\0';
	if (!fc_number_parse(pid, 1, INT_MAX, &number))
		return;
	holder->pid = (long)number;
	if (fc_number_parse(since, 0, LLONG_MAX, &number))
		holder->since = (time_t)number;
	if (strcmp(line, work_names[FC_WORK_LOGIN]) == 0)
		holder->work = FC_WORK_LOGIN;
	else if (strcmp(line, work_names[FC_WORK_REFRESH]) == 0)
		holder->work = FC_WORK_REFRESH;
}

static enum fc_lookup
take(struct fc_lock *lock, int how, struct fc_lock_holder *holder,
     struct fc_error *err)
{
	if (flock(lock->fd, how) == 0)
		return FC_FOUND;
	if (errno == EWOULDBLOCK || errno == EINTR) {
		if (holder)
			read_holder(lock->fd, holder);
		return FC_ABSENT;
	}
	fc_fail_sys(err, "locking %s", lock->path);
	fc_error_hint(err, "FOUNDRY_HOME must lie on a file system that has "
	                   "locks");
	fc_lock_release(lock);
	return FC_FAILED;
}

/* A pipe, a device or a directory is none, however well it may serve. */
static bool
is_plain(const struct fc_lock *lock, struct fc_error *err)
{
	struct stat st;

	if (fstat(lock->fd, &st) != 0)
		return fc_fail_sys(err, "locking %s", lock->path);
	if (S_ISREG(st.st_mode))
		return true;
	fc_fail(err, FC_ERR_IO, "locking %s: not a regular file", lock->path);
	fc_error_hint(err, "it must be a file: move it away");
	return false;
}

static int
open_lock(const struct fc_dir *dir, const char *name)
{
	const int flags = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	int fd = openat(dir->fd, name, O_RDWR | O_CREAT | flags,
	                S_IRUSR | S_IWUSR);

	/* An existing lock file will do on a read-only file system. */
	if (fd < 0 && (errno == EROFS || errno == EACCES))
		fd = openat(dir->fd, name, O_RDONLY | flags);
	return fd;
}

enum fc_lookup
fc_lock_try(struct fc_lock *lock, const struct fc_dir *dir, const char *name,
            struct fc_lock_holder *holder, struct fc_error *err)
{
	fc_lock_release(lock);
	fc_text_join(lock->path, sizeof(lock->path), dir->path, "/", name,
	             NULL);
	lock->fd = open_lock(dir, name);
	if (lock->fd < 0) {
		fc_fail_sys(err, "locking %s", lock->path);
		if (err->sys == EISDIR || err->sys == ENXIO)
			fc_error_hint(err, "it must be a file: move it away");
		return FC_FAILED;
	}
	if (!is_plain(lock, err)) {
		fc_lock_release(lock);
		return FC_FAILED;
	}
	return take(lock, LOCK_EX | LOCK_NB, holder, err);
}

static void
on_alarm(int signal_number)
{
	(void)signal_number;
}

enum fc_lookup
fc_lock_wait(struct fc_lock *lock, struct fc_lock_holder *holder,
             struct fc_error *err)
{
	/* It repeats: the first alarm may strike before flock sleeps. */
	const struct itimerval tick = { { 0, 100000 }, { 1, 0 } };
	const struct itimerval none = { { 0, 0 }, { 0, 0 } };
	struct sigaction wake = { .sa_handler = on_alarm };
	struct sigaction before;
	sigset_t alarm, mask;
	enum fc_lookup result;

	sigemptyset(&wake.sa_mask);
	sigaction(SIGALRM, &wake, &before);
	/* A refresh runs with every signal held back: this one is its own. */
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, &mask);
	setitimer(ITIMER_REAL, &tick, NULL);
	result = take(lock, LOCK_EX, holder, err);
	setitimer(ITIMER_REAL, &none, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &before, NULL);
	return result;
}

void
fc_lock_announce(const struct fc_lock *lock, enum fc_work work, time_t now)
{
	char line[128], pid[FC_NUMBER_SIZE], since[FC_NUMBER_SIZE];
	ssize_t len;

	fc_text_join(line, sizeof(line), work_names[work], " ",
	             fc_text_number(pid, (long long)getpid()), " ",
	             fc_text_number(since, (long long)now), "\n", NULL);
	len = (ssize_t)strlen(line);
	/* Best effort: a lock works without its label. */
	if (pwrite(lock->fd, line, (size_t)len, 0) == len &&
	    ftruncate(lock->fd, len) != 0)
		return;
}

void
fc_lock_release(struct fc_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}
