/* SPDX-License-Identifier: Apache-2.0 */
/* What killed writers have left beside the shared file: each such draft is a
 * copy of it, with the logins of all stacks. */
#include "store/vault.h"

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

/* One who reserved it and waits for his server has written nothing yet. */
static bool
is_reserved(const struct fc_buf *text)
{
	size_t i;

	for (i = 0; i < text->len; i++)
		if (text->data[i] != '\0')
			return false;
	return true;
}

/* The other stacks' logins in it stay: one may be a token that is nowhere
 * else. */
static bool
take_out(const struct fc_dir *home, const char *name, struct fc_logins *logins,
         const char *host, struct fc_error *err)
{
	const struct fc_ini_section *section = fc_logins_section(logins, host);
	char spelled[FC_HOST_SIZE + 8];

	if (!section)
		return true;
	fc_text_slice(spelled, sizeof(spelled), section->name,
	              section->name_len);
	return fc_ini_remove(&logins->ini, spelled, err) &&
	       fc_file_write(home, name, fc_buf_str(&logins->ini.text),
	                     logins->ini.text.len, err);
}

/*
 * Another stack's draft.  Its writer fills and renames it under the vault's
 * lock, which we hold: what has something in it is a dead one's.  Of half of
 * it nobody will have any use.
 */
static bool
clean(const struct fc_dir *home, const char *name, const char *host,
      struct fc_error *err)
{
	struct fc_logins logins = FC_LOGINS_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error damage = FC_ERROR_INIT;
	bool done = true;

	if (fc_file_read_secret(home, name, &text, NULL, &damage) !=
	            FC_FOUND ||
	    is_reserved(&text))
		goto out;
	if (fc_ini_parse(&logins.ini, &text, &damage))
		done = take_out(home, name, &logins, host, err);
	else if (damage.kind == FC_ERR_DATA)
		done = fc_file_forget(home, name, err);
	else
		done = fc_fail_memory(err);
out:
	fc_buf_clear(&text);
	fc_logins_clear(&logins);
	return done;
}

struct sweep {
	const struct fc_dir *home;
	const char *host;
	struct fc_error *err;
	bool done;
};

static bool
visit(const char *name, void *arg)
{
	struct sweep *sweep = arg;
	char of[FC_HOST_SIZE];

	if (draft_host(name, of) && strcmp(of, sweep->host) != 0)
		sweep->done = clean(sweep->home, name, sweep->host,
		                    sweep->err) && sweep->done;
	return true;
}

bool
fc_vault_sweep(const struct fc_vault *vault, const struct fc_stack *stack,
               struct fc_error *err)
{
	struct sweep sweep = { &vault->home, stack->host, err, true };
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	done = fc_vault_lock(vault, &lock, err) &&
	       fc_draft_forget(&vault->home, FC_LOGINS_FILE, stack->host,
	                       err) &&
	       fc_dir_each(&vault->home, visit, &sweep, err);
	fc_lock_release(&lock);
	return done && sweep.done;
}
