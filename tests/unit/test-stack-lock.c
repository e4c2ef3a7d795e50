/* SPDX-License-Identifier: Apache-2.0 */
/* A stack's lock: behind whom it is waited for, how long, and for whom not. */
#include "credential/stack_lock.h"

#include "scratch.h"
#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

#define HOST "acme.test"

static struct fc_paths paths;

/* What the one who waits says when he is asked, and how often he was. */
struct waiter {
	bool may;        /* wait behind a login */
	int served_from; /* the turn from which he is; 0: never */
	int asked_may, asked_served;
};

static bool
may_wait(void *arg, struct fc_error *err)
{
	struct waiter *waiter = arg;

	waiter->asked_may++;
	return waiter->may || fc_fail(err, FC_ERR_LOGIN_NEEDED, "not he");
}

static bool
is_served(void *arg)
{
	struct waiter *waiter = arg;

	waiter->asked_served++;
	return waiter->served_from > 0 &&
	       waiter->asked_served >= waiter->served_from;
}

/* Somebody holds the lock, and says what for; or said it, and is gone, and a
 * descriptor of his is left. */
static void
hold(struct fc_lock *lock, enum fc_work work, bool gone)
{
	const struct fc_lock_wait wait = { .limit_s = 0 };
	struct fc_error err = FC_ERROR_INIT;
	pid_t child;

	if (fc_stack_lock(lock, &paths, HOST, &wait, &err) != FC_FOUND)
		exit(EXIT_FAILURE);
	child = gone ? fork() : 0;
	if (child == 0)
		fc_lock_announce(lock, work, 0);
	if (gone && child == 0)
		_exit(0);
	if (child > 0)
		waitpid(child, NULL, 0);
}

static void
test_waiting(void)
{
	static const char gave_up[] = HOST ": gave up after 0 seconds of ";
	static const struct {
		const char *label;
		enum fc_work work;
		bool gone;
		int limit_s, login_limit_s;
		bool asks; /* its functions are there */
		struct waiter waiter;
		enum fc_lookup result;
		bool waited;
		const char *text; /* how the error begins */
		int asked_may;
	} row[] = {
		{ "a refresh, for one who does not wait", FC_WORK_REFRESH,
		  false, 0, 900, true, { .may = true }, FC_FAILED, false,
		  gave_up, 0 },
		{ "a login, for one who does not wait", FC_WORK_LOGIN,
		  false, 0, 900, true, { .may = true }, FC_FAILED, false,
		  gave_up, 0 },
		{ "a login, for one who waits for none", FC_WORK_LOGIN,
		  false, 900, 900, false, { 0 }, FC_FAILED, false,
		  gave_up, 0 },
		{ "a login, for one who may not", FC_WORK_LOGIN,
		  false, 900, 900, true, { 0 }, FC_FAILED, false,
		  "not he", 1 },
		{ "a login that is given no time", FC_WORK_LOGIN,
		  false, 900, 0, true, { .may = true }, FC_FAILED, false,
		  gave_up, 1 },
		{ "a login, for one who may, until he is served",
		  FC_WORK_LOGIN, false, 900, 900, true,
		  { .may = true, .served_from = 2 }, FC_ABSENT, true, "", 1 },
		{ "the login of one who is gone: as a refresh",
		  FC_WORK_LOGIN, true, 900, 0, true, { .served_from = 2 },
		  FC_ABSENT, true, "", 0 },
		{ "a refresh, for one who is served already",
		  FC_WORK_REFRESH, false, 900, 900, true,
		  { .served_from = 1 }, FC_ABSENT, false, "", 0 },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct waiter waiter = row[i].waiter;
		bool waited = false;
		const struct fc_lock_wait wait = {
			.limit_s = row[i].limit_s,
			.login_limit_s = row[i].login_limit_s,
			.may_wait = row[i].asks ? may_wait : NULL,
			.is_served = row[i].asks ? is_served : NULL,
			.arg = &waiter,
			.waited = &waited,
		};
		struct fc_lock held = FC_LOCK_INIT, lock = FC_LOCK_INIT;
		struct fc_error err = FC_ERROR_INIT;

		hold(&held, row[i].work, row[i].gone);
		ok(fc_stack_lock(&lock, &paths, HOST, &wait, &err) ==
		           row[i].result && lock.fd < 0,
		   "behind %s", row[i].label);
		ok(waited == row[i].waited, "waits: %s",
		   row[i].waited ? "yes" : "no");
		ok(waiter.asked_may == row[i].asked_may,
		   "is asked whether it may %d times", row[i].asked_may);
		ok(strncmp(err.text, row[i].text, strlen(row[i].text)) == 0,
		   "says \"%s\"", row[i].text);
		fc_stack_unlock(&held);
	}
}

static void
test_free(void)
{
	const struct fc_lock_wait wait = { .limit_s = 0 };
	struct fc_lock lock = FC_LOCK_INIT, other = FC_LOCK_INIT;
	struct fc_lock_holder holder = { FC_WORK_NONE, 0, 0 };
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char path[FC_PATH_SIZE];

	ok(fc_stack_lock(&lock, &paths, HOST, &wait, &err) == FC_FOUND,
	   "a free lock is taken, and its directory made");
	fc_lock_announce(&lock, FC_WORK_LOGIN, 1);
	fc_stack_unlock(&lock);
	fc_stack_unlock(&lock);
	fc_text_join(path, sizeof(path), paths.home, "/lock", NULL);
	ok(fc_dir_open(&dir, path, false, &err) == FC_FOUND &&
	   fc_lock_try(&lock, &dir, HOST, NULL, &err) == FC_FOUND &&
	   fc_lock_try(&other, &dir, HOST, &holder, &err) == FC_ABSENT &&
	   holder.work == FC_WORK_NONE,
	   "let go (twice), it is free, and its label says nothing");
	fc_lock_release(&lock);
	fc_lock_release(&other);

	ok(fc_lock_try(&lock, &dir, "vault", NULL, &err) == FC_FOUND &&
	   fc_stack_lock(&other, &paths, "vault", &wait, &err) == FC_FOUND,
	   "a host named vault is not behind the vault's own lock");
	fc_stack_unlock(&lock);
	fc_stack_unlock(&other);
	fc_dir_close(&dir);
}

int
main(void)
{
	scratch_make();
	fc_text_join(paths.home, sizeof(paths.home), scratch, "/home",
	             NULL);
	test_free();
	test_waiting();
	return done();
}
