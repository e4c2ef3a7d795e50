/* SPDX-License-Identifier: Apache-2.0 */
/* What killed writers have left beside the shared file: each such draft is a
 * copy of it, with the logins of all stacks. */
#include "vault/vault.h"

#include <string.h>

#define PREFIX "." FC_LOGINS_FILE "."
#define SUFFIX ".new"

/* The stack whose draft it is. */
static bool
draft_host(const char *name, char host[FC_HOST_SIZE])
{
	const size_t len = strlen(name);
	const size_t before = strlen(PREFIX), after = strlen(SUFFIX);

	return len > before + after &&
	       strncmp(name, PREFIX, before) == 0 &&
	       strcmp(name + len - after, SUFFIX) == 0 &&
	       fc_text_slice(host, FC_HOST_SIZE, name + before,
	                     len - before - after);
}

/* Its writer holds the stack's lock until the draft has become the file. */
static bool
is_under_way(const struct fc_dir *home, const char *host)
{
	char path[FC_PATH_SIZE + 8];
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool held;

	fc_text_join(path, sizeof(path), home->path, "/lock", NULL);
	held = fc_dir_open(&dir, path, false, &ignored) == FC_FOUND &&
	       fc_lock_try(&lock, &dir, host, NULL, &ignored) == FC_ABSENT;
	fc_lock_release(&lock);
	fc_dir_close(&dir);
	return held;
}

struct sweep {
	const struct fc_dir *home;
	const char *host; /* whose lock the caller holds */
	struct fc_error *err;
	bool done;
};

/* A token that is nowhere else is never in a draft: it is kept beside the
 * file before that is written (vault/kept.h). */
static bool
visit(const char *name, void *arg)
{
	struct sweep *sweep = arg;
	char of[FC_HOST_SIZE];

	if (draft_host(name, of) &&
	    (strcmp(of, sweep->host) == 0 || !is_under_way(sweep->home, of)))
		sweep->done = fc_file_remove(sweep->home, name, sweep->err) &&
		              sweep->done;
	return true;
}

bool
fc_vault_sweep(const struct fc_vault *vault, const struct fc_stack *stack,
               struct fc_error *err)
{
	struct sweep sweep = { &vault->home, stack->host, err, true };
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	done = fc_vault_lock(vault, FC_VAULT_LOCK_MS, &lock, err) &&
	       fc_dir_each(&vault->home, visit, &sweep, err);
	fc_lock_release(&lock);
	return done && sweep.done;
}
