/* SPDX-License-Identifier: Apache-2.0 */
/* RUN/.netrc.HOST.PID: the netrc file of one command of exec's. */
#include "record/netrc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MARK ".netrc."
#define TRIES 10

/* Remove one that nobody holds. */
static bool
sweep(const char *name, void *arg)
{
	const struct fc_dir *dir = arg;
	int fd;

	if (strncmp(name, MARK, strlen(MARK)) != 0)
		return true;
	fd = openat(dir->fd, name,
	            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return true;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(dir->fd, name, 0);
	close(fd);
	return true;
}

/* A new one, held.  EEXIST: another is to be tried, also when somebody sweeps
 * this one before it is held. */
static bool
make_held(struct fc_netrc_file *file)
{
	struct stat st;
	int sys;

	file->fd = openat(file->cache.dir.fd, file->name, O_RDWR | O_CREAT |
	                  O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return false;
	if (flock(file->fd, LOCK_EX | LOCK_NB) == 0 &&
	    fstat(file->fd, &st) == 0) {
		if (st.st_nlink > 0)
			return true;
		errno = EWOULDBLOCK;
	}
	sys = errno == EWOULDBLOCK ? EEXIST : errno;
	fc_netrc_file_remove(file);
	errno = sys;
	return false;
}

static bool
make(struct fc_netrc_file *file, const char *host, struct fc_error *err)
{
	const struct fc_dir *dir = &file->cache.dir;
	char pid[FC_NUMBER_SIZE], again[FC_NUMBER_SIZE];
	int i;

	fc_text_number(pid, getpid());
	for (i = 0; i < TRIES; i++) {
		if (!fc_text_join(file->name, sizeof(file->name), MARK, host,
		                  ".", pid, i ? "-" : "",
		                  i ? fc_text_number(again, i) : "", NULL))
			return fc_fail(err, FC_ERR_IO, "the name of the host "
			               "is too long");
		if (make_held(file))
			return true;
		if (errno != EEXIST)
			break;
	}
	return fc_fail_sys(err, "making %s/%s", dir->path, file->name);
}

bool
fc_netrc_file_make(struct fc_netrc_file *file, const struct fc_paths *paths,
                   const char *host, struct fc_error *err)
{
	struct fc_cache *cache = &file->cache;
	bool done;

	if (!paths->run[0])
		return fc_fail(err, FC_ERR_IO, "there is no runtime directory");
	done = fc_cache_open(cache, paths, true, err) == FC_FOUND &&
	       fc_dir_each(&cache->dir, sweep, &cache->dir, err) &&
	       make(file, host, err);
	if (!done)
		fc_cache_close(cache);
	return done;
}

bool
fc_netrc_file_fill(const struct fc_netrc_file *file, const struct fc_buf *text,
                   struct fc_error *err)
{
	return fc_buf_write(text, file->fd, "the netrc file", err);
}

void
fc_netrc_file_remove(struct fc_netrc_file *file)
{
	if (file->fd < 0)
		return;
	(void)unlinkat(file->cache.dir.fd, file->name, 0);
	close(file->fd);
	file->fd = -1;
}

struct forgetting {
	const struct fc_cache *cache;
	const char *host;
	struct fc_error *err;
	bool done;
};

/* The process ID behind the host has no dot. */
static bool
forget(const char *name, void *arg)
{
	struct forgetting *forgetting = arg;
	const size_t mark = strlen(MARK), len = strlen(forgetting->host);

	if (strncmp(name, MARK, mark) == 0 &&
	    strncmp(name + mark, forgetting->host, len) == 0 &&
	    name[mark + len] == '.' && !strchr(name + mark + len + 1, '.') &&
	    !fc_file_remove(&forgetting->cache->dir, name, forgetting->err))
		forgetting->done = false;
	return true;
}

bool
fc_netrc_file_forget(const struct fc_cache *cache, const char *host,
                     struct fc_error *err)
{
	struct forgetting forgetting = { cache, host, err, true };

	return fc_dir_each(&cache->dir, forget, &forgetting, err) &&
	       forgetting.done;
}
