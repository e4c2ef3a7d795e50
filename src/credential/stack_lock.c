/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for whoever holds a stack's lock, and telling the person. */
#include "credential/stack_lock.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/trace.h"
#include "record/cache.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define TELL_AFTER_S 5

static bool
open_lock_directory(const struct fc_paths *paths, struct fc_dir *dir,
                    struct fc_error *err)
{
	struct fc_dir home = FC_DIR_INIT;
	char path[FC_PATH_SIZE];
	bool opened;

	fc_text_join(path, sizeof(path), paths->home, "/lock", NULL);
	opened = fc_dir_open(&home, paths->home, true, err) == FC_FOUND &&
	         fc_dir_open(dir, path, true, err) == FC_FOUND;
	fc_dir_close(&home);
	return opened;
}

/* "lock/vault" guards the shared files; a host of that name gets a name
 * that no host has. */
static const char *
lock_name(const char *host)
{
	return strcmp(host, "vault") == 0 ? "vault:443" : host;
}

/* There is no place to write, and nothing that is in the way of it. */
static bool
is_unwritable(int sys)
{
	return sys == EROFS || sys == EACCES || sys == EPERM ||
	       sys == ENOENT || sys == ENOTDIR || sys == ENOSPC ||
	       sys == EDQUOT;
}

/* Beside the record, so that one of many still asks for all; where there can
 * be no record, none is needed. */
static enum fc_lookup
lock_elsewhere(struct fc_lock *lock, const struct fc_paths *paths,
               const char *host, struct fc_lock_holder *holder,
               struct fc_error *err)
{
	struct fc_cache cache = FC_CACHE_INIT;
	char name[FC_HOST_SIZE + 8];
	enum fc_lookup result;

	if (!is_unwritable(err->sys))
		return FC_FAILED;
	result = fc_cache_open(&cache, paths, true, err);
	fc_text_join(name, sizeof(name), ".", host, ".lock", NULL);
	if (result == FC_FOUND)
		result = fc_lock_try(lock, &cache.dir, name, holder, err);
	fc_cache_close(&cache);
	return result == FC_FAILED ? FC_FOUND : result;
}

static const char *
work_text(enum fc_work work)
{
	static const char *const text[] = {
		[FC_WORK_NONE] = "has been busy with it",
		[FC_WORK_REFRESH] = "has been refreshing its token",
		[FC_WORK_LOGIN] = "has had its login open",
	};

	return text[work];
}

static void
tell(const char *host, const struct fc_lock_holder *holder)
{
	long long age = (long long)(fc_clock_now() - holder->since);

	fc_warn("%s: waiting: process %ld %s for %lld seconds", host,
	        holder->pid, work_text(holder->work),
	        holder->since && age >= 0 ? age : 0);
}

static bool
gave_up(struct fc_error *err, const char *host,
        const struct fc_lock_holder *holder, int limit_s)
{
	fc_fail(err, FC_ERR_NETWORK, "%s: gave up after %d seconds of waiting "
	        "for process %ld, which %s", host, limit_s, holder->pid,
	        work_text(holder->work));
	fc_error_hint(err, "%s",
	              holder->work == FC_WORK_LOGIN
	                      ? "finish that login in its browser tab or "
	                        "terminal, or end the process"
	                      : "try again, or end that process");
	return false;
}

/* A killed holder leaves its label behind for the next one to replace. */
static bool
is_open_login(const struct fc_lock_holder *holder)
{
	return holder->work == FC_WORK_LOGIN &&
	       (kill((pid_t)holder->pid, 0) == 0 || errno != ESRCH);
}

/* May this caller wait for what the holder is doing?  A login is only for
 * those to wait for who may log in themselves. */
static bool
may_wait(const struct fc_lock_wait *wait, const char *host,
         const struct fc_lock_holder *holder, struct fc_error *err)
{
	if (!is_open_login(holder))
		return true;
	if (!wait->may_wait)
		return gave_up(err, host, holder, 0);
	return wait->may_wait(wait->arg, err);
}

static int
wait_limit_s(const struct fc_lock_wait *wait,
             const struct fc_lock_holder *holder)
{
	if (wait->limit_s > 0 && is_open_login(holder))
		return wait->login_limit_s;
	return wait->limit_s;
}

/* One turn of waiting: FC_ABSENT goes on, FC_FAILED says why not. */
static enum fc_lookup
wait_a_moment(struct fc_lock *lock, const char *host,
              const struct fc_lock_wait *wait, struct fc_lock_holder *holder,
              long long start, bool *told, struct fc_error *err)
{
	long long waited = (fc_clock_ms() - start) / 1000;
	int limit;

	if (wait->limit_s > 0 && !may_wait(wait, host, holder, err))
		return FC_FAILED;
	limit = wait_limit_s(wait, holder);
	if (waited >= limit) {
		gave_up(err, host, holder, limit);
		return FC_FAILED;
	}
	if (waited >= TELL_AFTER_S && !*told && !fc_log_is_held()) {
		tell(host, holder);
		*told = true;
	}
	if (wait->waited)
		*wait->waited = true;
	return fc_lock_wait(lock, holder, err);
}

enum fc_lookup
fc_stack_lock(struct fc_lock *lock, const struct fc_paths *paths,
              const char *host, const struct fc_lock_wait *wait,
              struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_lock_holder holder = { FC_WORK_NONE, 0, 0 };
	enum fc_lookup result = FC_FAILED;
	long long start = fc_clock_ms();
	bool told = false;

	if (open_lock_directory(paths, &dir, err))
		result = fc_lock_try(lock, &dir, lock_name(host), &holder,
		                     err);
	fc_dir_close(&dir);
	if (result == FC_FAILED && wait->may_be_elsewhere)
		result = lock_elsewhere(lock, paths, host, &holder, err);
	if (result == FC_ABSENT)
		fc_trace("lock: process %ld %s", holder.pid,
		         work_text(holder.work));
	while (result == FC_ABSENT &&
	       !(wait->is_served && wait->is_served(wait->arg))) {
		enum fc_work work = holder.work;

		result = wait_a_moment(lock, host, wait, &holder, start, &told,
		                       err);
		if (holder.work != work)
			start = fc_clock_ms();
	}
	if (result != FC_FOUND)
		fc_lock_release(lock);
	return result;
}

void
fc_stack_unlock(struct fc_lock *lock)
{
	if (lock->fd < 0)
		return;
	fc_lock_announce(lock, FC_WORK_NONE, 0);
	fc_lock_release(lock);
}
