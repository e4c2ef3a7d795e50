/* SPDX-License-Identifier: Apache-2.0 */
/* Locks between processes: taken, waited for, announced, left behind. */
#include "base/lock.h"

#include "base/clock.h"

#include "scratch.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fc_dir dir = FC_DIR_INIT;

/* A process that holds the lock until it is told to end, or killed. */
struct holder {
	pid_t pid;
	int leash; /* closed: end */
};

static struct holder
start_holder(const char *name, enum fc_work work, time_t since)
{
	struct holder holder;
	int ready[2], leash[2];
	char byte = 'r';

	if (pipe2(ready, O_CLOEXEC) != 0 || pipe2(leash, O_CLOEXEC) != 0)
		exit(EXIT_FAILURE);
	holder.pid = fork();
	if (holder.pid == 0) {
		struct fc_lock lock = FC_LOCK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		close(leash[1]);
		if (fc_lock_try(&lock, &dir, name, NULL, &err) != FC_FOUND)
			_exit(1);
		fc_lock_announce(&lock, work, since);
		if (write(ready[1], &byte, 1) != 1 ||
		    read(leash[0], &byte, 1) < 0)
			_exit(1);
		_exit(0);
	}
	close(ready[1]);
	close(leash[0]);
	if (holder.pid < 0 || read(ready[0], &byte, 1) != 1)
		exit(EXIT_FAILURE);
	close(ready[0]);
	holder.leash = leash[1];
	return holder;
}

static void
end_holder(struct holder *holder, bool by_force)
{
	if (by_force)
		kill(holder->pid, SIGKILL);
	close(holder->leash);
	waitpid(holder->pid, NULL, 0);
}

static void
test_alone(void)
{
	struct fc_lock lock = FC_LOCK_INIT, other = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	mode_t before = umask(0);
	struct stat st;

	ok(fc_lock_try(&lock, &dir, "alone", NULL, &err) == FC_FOUND,
	   "a free lock is taken");
	umask(before);
	ok(fstat(lock.fd, &st) == 0 && (st.st_mode & 07777) == 0600,
	   "its file is private under umask 000");
	ok(fcntl(lock.fd, F_GETFD) & FD_CLOEXEC,
	   "not inherited by programs unless wished");
	ok(fc_lock_try(&other, &dir, "alone", NULL, &err) == FC_ABSENT,
	   "nobody takes it twice");
	ok(fc_lock_try(&other, &dir, "another", NULL, &err) == FC_FOUND,
	   "another one is free");
	fc_lock_release(&lock);
	fc_lock_release(&lock);
	ok(fc_lock_try(&other, &dir, "alone", NULL, &err) == FC_FOUND,
	   "released (twice), it can be taken, and lets go of the other");
	ok(fc_lock_try(&lock, &dir, "another", NULL, &err) == FC_FOUND,
	   "which is free again");
	fc_lock_release(&lock);
	fc_lock_release(&other);
}

static void
test_holders(void)
{
	static const struct {
		const char *label;
		enum fc_work work;
		time_t since;
	} row[] = {
		{ "a refresh", FC_WORK_REFRESH, 1700000000 },
		{ "a login", FC_WORK_LOGIN, 1700000001 },
		{ "something else", FC_WORK_NONE, 5 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_lock lock = FC_LOCK_INIT;
		struct fc_lock_holder told = { FC_WORK_NONE, 0, 0 };
		struct fc_error err = FC_ERROR_INIT;
		struct holder holder = start_holder("held", row[i].work,
		                                    row[i].since);

		ok(fc_lock_try(&lock, &dir, "held", &told, &err) == FC_ABSENT,
		   "%s holds the lock", row[i].label);
		ok(told.work == row[i].work && told.since == row[i].since &&
		   told.pid == holder.pid, "and says so");
		end_holder(&holder, i == 0);
		ok(fc_lock_wait(&lock, &told, &err) == FC_FOUND,
		   "its end (%s) leaves the lock free",
		   i == 0 ? "killed" : "its own");
		fc_lock_release(&lock);
	}
}

/* What a label says never matters for the lock itself. */
static void
test_labels(void)
{
	static const struct {
		const char *label, *text;
		enum fc_work work;
	} row[] = {
		{ "empty", "", FC_WORK_NONE },
		{ "half", "log", FC_WORK_NONE },
		{ "without a time", "login 12\n", FC_WORK_NONE },
		{ "an unknown word", "dance 12 34\n", FC_WORK_NONE },
		{ "a word too long",
		  "loginloginloginloginlogin 12 34\n", FC_WORK_NONE },
		{ "numbers that are none", "login x y\n", FC_WORK_NONE },
		{ "bytes", "\xff\xfe\x01\n", FC_WORK_NONE },
		{ "whole", "login 12 34\n", FC_WORK_LOGIN },
	};
	struct fc_lock lock = FC_LOCK_INIT, other = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	if (fc_lock_try(&lock, &dir, "label", NULL, &err) != FC_FOUND)
		exit(EXIT_FAILURE);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_lock_holder told = { FC_WORK_REFRESH, 1, 1 };
		size_t len = strlen(row[i].text);

		if (ftruncate(lock.fd, 0) != 0 ||
		    pwrite(lock.fd, row[i].text, len, 0) != (ssize_t)len)
			exit(EXIT_FAILURE);
		ok(fc_lock_try(&other, &dir, "label", &told, &err) ==
		   FC_ABSENT && told.work == row[i].work, "a label: %s",
		   row[i].label);
	}
	fc_lock_announce(&lock, FC_WORK_LOGIN, 1700000000);
	fc_lock_announce(&lock, FC_WORK_NONE, 5);
	{
		struct fc_lock_holder told = { FC_WORK_LOGIN, 1, 1 };

		ok(fc_lock_try(&other, &dir, "label", &told, &err) ==
		   FC_ABSENT && told.work == FC_WORK_NONE && told.since == 5,
		   "a shorter label replaces a longer one");
	}
	fc_lock_release(&other);
	fc_lock_release(&lock);
}

static int alarms;

static void
count_alarm(int signal_number)
{
	(void)signal_number;
	alarms++;
}

static void
test_waiting(bool blocked)
{
	struct holder holder = start_holder("busy", FC_WORK_REFRESH, 1);
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_lock_holder told = { FC_WORK_NONE, 0, 0 };
	struct fc_error err = FC_ERROR_INIT;
	struct sigaction mine = { .sa_handler = count_alarm }, after;
	sigset_t all, before, now;
	long long start;

	sigemptyset(&mine.sa_mask);
	sigaction(SIGALRM, &mine, NULL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, NULL, &before);
	if (blocked)
		sigprocmask(SIG_SETMASK, &all, NULL);
	ok(fc_lock_try(&lock, &dir, "busy", NULL, &err) == FC_ABSENT,
	   "a lock is held%s", blocked ? ", and all signals held back" : "");
	start = fc_clock_ms();
	ok(fc_lock_wait(&lock, &told, &err) == FC_ABSENT &&
	   told.pid == holder.pid, "waiting ends without it");
	start = fc_clock_ms() - start;
	ok(start >= 900 && start < 5000, "after a second (%lld ms)", start);
	sigprocmask(SIG_SETMASK, NULL, &now);
	ok(sigismember(&now, SIGALRM) == (blocked ? 1 : 0),
	   "the mask is as before");
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGALRM, NULL, &after);
	ok(after.sa_handler == count_alarm && alarms == 0,
	   "so is the handler, which has heard nothing");
	end_holder(&holder, true);
	ok(fc_lock_wait(&lock, NULL, &err) == FC_FOUND, "then it is free");
	fc_lock_release(&lock);
	signal(SIGALRM, SIG_DFL);
}

/* It is taken the moment that it is let go, not a second later. */
static void
test_waking(void)
{
	struct holder holder = start_holder("soon", FC_WORK_REFRESH, 1);
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	long long start = fc_clock_ms();
	pid_t killer;

	if (fc_lock_try(&lock, &dir, "soon", NULL, &err) != FC_ABSENT)
		exit(EXIT_FAILURE);
	killer = fork();
	if (killer == 0) {
		usleep(100000);
		kill(holder.pid, SIGKILL);
		_exit(0);
	}
	ok(fc_lock_wait(&lock, NULL, &err) == FC_FOUND &&
	   fc_clock_ms() - start < 900, "a waiter wakes when it is free");
	fc_lock_release(&lock);
	waitpid(killer, NULL, 0);
	end_holder(&holder, true);
}

/* A child that inherited the descriptor holds the lock for itself. */
static void
test_inheriting(void)
{
	struct fc_lock lock = FC_LOCK_INIT, other = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	int leash[2];
	char byte;
	pid_t pid;

	if (pipe2(leash, O_CLOEXEC) != 0 ||
	    fc_lock_try(&lock, &dir, "given", NULL, &err) != FC_FOUND)
		exit(EXIT_FAILURE);
	pid = fork();
	if (pid == 0) {
		close(leash[1]);
		_exit(read(leash[0], &byte, 1) < 0);
	}
	close(leash[0]);
	fc_lock_release(&lock);
	ok(fc_lock_try(&other, &dir, "given", NULL, &err) == FC_ABSENT,
	   "a child goes on holding what we let go of");
	close(leash[1]);
	waitpid(pid, NULL, 0);
	ok(fc_lock_wait(&other, NULL, &err) == FC_FOUND, "until it ends");
	fc_lock_release(&other);
}

static void
test_refused(void)
{
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char path[128];

	snprintf(path, sizeof(path), "%s/link", scratch);
	if (symlink("alone", path) != 0)
		exit(EXIT_FAILURE);
	ok(fc_lock_try(&lock, &dir, "link", NULL, &err) == FC_FAILED &&
	   lock.fd < 0, "a symbolic link is not followed: %s", err.text);
	ok(fc_lock_try(&lock, &dir, "no/where", NULL, &err) == FC_FAILED &&
	   strstr(err.text, "no/where"), "nowhere to lock: %s", err.text);
}

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;

	scratch_make();
	if (fc_dir_open(&dir, scratch, false, &err) != FC_FOUND)
		return EXIT_FAILURE;
	test_alone();
	test_holders();
	test_labels();
	test_waiting(false);
	test_waiting(true);
	test_waking();
	test_inheriting();
	test_refused();
	fc_dir_close(&dir);
	return done();
}
