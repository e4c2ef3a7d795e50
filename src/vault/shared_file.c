/* SPDX-License-Identifier: Apache-2.0 */
/* The shared file: its lock, and one write beside a program that takes none. */
#include "vault/shared_file.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"
#include "vault/index.h"

#include <fcntl.h>
#include <poll.h>

/* A token that has been rotated lives in the reply alone: Foundry takes the
 * old one again for a minute at most, so there is that long to save it. */
#define PATIENCE_MS 40000
/* Not so for the lock: such a token is already kept beside the file, and its
 * caller waits. */
#define LOCK_KEPT_MS 10000
#define PATIENCE_STEP_MS 250
/* So long we stand back for who writes; then he is overtaken.  What he writes
 * late, or undoes, is made good again, so often. */
#define YIELD_MS 500
#define PLACED_MAX 8

struct edit {
	const struct fc_vault *vault;
	struct fc_draft *draft;
	const char *tag;
	bool patient;
	bool mends; /* a file that is broken is what it is about */
	fc_vault_change *change;
	void *arg;
	struct fc_logins_file logins;
	struct fc_lease lease;    /* of the file as it was read */
	struct fc_lease replaced; /* the one before it, when it was written to */
	struct fc_lease placed;   /* what we put there instead */
	bool saved;               /* at least once */
	bool again;               /* somebody else was faster, or slower */
	int rounds_left;          /* that end with a rename */
	long long deadline;       /* of standing back; 0: not yet begun */
};

bool
fc_vault_open(struct fc_vault *vault, const struct fc_paths *paths,
              struct fc_error *err)
{
	vault->paths = paths;
	return fc_dir_open(&vault->home, paths->home, true, err) == FC_FOUND;
}

void
fc_vault_close(struct fc_vault *vault)
{
	fc_dir_close(&vault->home);
}

bool
fc_vault_lock(const struct fc_vault *vault, int limit_ms,
              struct fc_lock *lock, struct fc_error *err)
{
	struct fc_dir dir = FC_DIR_INIT;
	char path[FC_PATH_SIZE];
	long long deadline = fc_clock_ms() + limit_ms;
	enum fc_lookup result = FC_FAILED;

	fc_text_join(path, sizeof(path), vault->paths->home, "/lock", NULL);
	if (fc_dir_open(&dir, path, true, err) == FC_FOUND)
		result = fc_lock_try(lock, &dir, "vault", NULL, err);
	fc_dir_close(&dir);
	while (result == FC_ABSENT && fc_clock_ms() < deadline)
		result = fc_lock_wait(lock, NULL, err);
	if (result == FC_ABSENT) {
		fc_fail(err, FC_ERR_IO, "locking %s/vault: another process "
		        "holds it", path);
		fc_error_hint(err, "find it with fuser(1), and end it");
		fc_lock_release(lock);
	}
	return result == FC_FOUND;
}

bool
fc_vault_read_logins(const struct fc_vault *vault,
                     struct fc_logins_file *logins, struct fc_lease *lease,
                     struct fc_error *err)
{
	fc_logins_file_clear(logins);
	if (!fc_logins_file_read(logins, &vault->home, lease, err))
		return false;
	if (logins->repaired)
		fc_warn("%s/%s could be read by other users; made private",
		        vault->home.path, FC_LOGINS_FILE);
	if (logins->broken.kind == FC_ERR_NONE)
		return true;
	*err = logins->broken;
	return false;
}

/* For what must be saved: a file that somebody has just broken may be
 * mended. */
static bool
read_file(struct edit *edit, struct fc_error *err)
{
	long long deadline = fc_clock_ms() + PATIENCE_MS;
	bool read;

	while (!(read = fc_vault_read_logins(edit->vault, &edit->logins,
	                                     &edit->lease, err)) &&
	       edit->patient && !edit->saved &&
	       err->kind != FC_ERR_INTERNAL && fc_clock_ms() < deadline)
		poll(NULL, 0, PATIENCE_STEP_MS);
	if (!read && edit->mends && err->kind == FC_ERR_DATA) {
		fc_error_clear(err);
		read = true;
	}
	return read;
}

/*
 * Who had opened the file before we replaced it has written to one without a
 * name.  What he wrote was everything, as he knew it: our change belongs on
 * top of that.  Unless it is half of it, or nothing.
 */
static bool
take_replaced(struct edit *edit, struct fc_error *err)
{
	struct fc_logins_file late = FC_LOGINS_FILE_INIT;
	bool read;

	if (!fc_lease_saw(&edit->lease, &edit->placed.seen)) {
		fc_lease_end(&edit->replaced); /* two were too fast for us */
		return true;
	}
	fc_lease_yield(&edit->replaced, YIELD_MS);
	read = fc_logins_file_read_again(&late, &edit->vault->home,
	                                 &edit->replaced, err);
	if (read && late.broken.kind == FC_ERR_NONE) {
		fc_trace("%s was written while it was replaced",
		         FC_LOGINS_FILE);
		fc_logins_file_clear(&edit->logins);
		edit->logins = late;
	} else {
		fc_logins_file_clear(&late);
	}
	fc_lease_end(&edit->replaced);
	return read;
}

static bool
fill_draft(struct edit *edit, struct fc_error *err)
{
	const struct fc_buf *text = &edit->logins.ini.text;

	return (edit->draft->fd >= 0 ||
	        fc_draft_open(edit->draft, &edit->vault->home, FC_LOGINS_FILE,
	                      edit->tag, err)) &&
	       fc_draft_fill(edit->draft, fc_buf_str(text), text->len, err);
}

/* Is there by now another file than the one that was read? */
static bool
has_moved(const struct edit *edit)
{
	struct stat now;
	bool there = fstatat(edit->vault->home.fd, FC_LOGINS_FILE, &now,
	                     AT_SYMLINK_NOFOLLOW) == 0;

	return there != (edit->lease.fd >= 0) ||
	       (there && !fc_lease_saw(&edit->lease, &now)) ||
	       fc_lease_is_broken(&edit->lease);
}

/* Read and change. */
static enum fc_lookup
make_change(struct edit *edit, struct fc_error *err)
{
	if (!read_file(edit, err) ||
	    (edit->replaced.fd >= 0 && !take_replaced(edit, err)))
		return FC_FAILED;
	if (edit->deadline == 0)
		edit->deadline = fc_clock_ms() + YIELD_MS;
	return edit->change(&edit->logins, edit->arg, err);
}

/*
 * Put the draft in the file's place.  Who comes to write at once may have
 * read what was there before, and undo our change.
 */
static bool
place(struct edit *edit, struct fc_error *err)
{
	if (!fc_draft_place(edit->draft, &edit->placed, err))
		return false;
	edit->saved = true;
	edit->again = fc_lease_is_broken(&edit->placed);
	fc_lease_release(&edit->placed);
	if (fc_lease_is_broken(&edit->lease)) {
		edit->replaced = edit->lease;
		edit->lease = (struct fc_lease)FC_LEASE_INIT;
		edit->again = true;
	}
	return true;
}

/* One round. */
static bool
write_once(struct edit *edit, struct fc_error *err)
{
	enum fc_lookup result = make_change(edit, err);
	bool may_yield = fc_clock_ms() < edit->deadline;

	edit->again = false;
	if (result != FC_FOUND)
		return result == FC_ABSENT;
	if (!fill_draft(edit, err))
		return false;
	if (!may_yield || !has_moved(edit)) {
		edit->rounds_left--;
		return place(edit, err);
	}
	if (edit->lease.fd >= 0)
		fc_lease_yield(&edit->lease, YIELD_MS);
	edit->again = true;
	return true;
}

/*
 * The index goes with the file, unless that has changed again: then its stamp
 * would be wrong, and who needs one asks for it.
 */
static void
write_index(const struct edit *edit)
{
	struct fc_buf index = FC_BUF_INIT(FC_INDEX_MAX);
	struct fc_error err = FC_ERROR_INIT;
	struct stat now;

	if (edit->placed.fd >= 0 && fstat(edit->placed.fd, &now) == 0 &&
	    fc_lease_saw(&edit->placed, &now) &&
	    (!fc_index_of(&edit->logins, &now, &index, &err) ||
	     !fc_index_write(edit->vault->paths, &index, &err)))
		fc_trace("%s", err.text);
	fc_buf_clear(&index);
}

static bool
run(struct edit *edit, struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	edit->again = true;
	edit->rounds_left = PLACED_MAX;
	done = fc_vault_lock(edit->vault, edit->patient ? LOCK_KEPT_MS
	                                                : FC_VAULT_LOCK_MS,
	                     &lock, err);
	while (done && edit->again && edit->rounds_left > 0)
		done = write_once(edit, err);
	if (!done && edit->saved) {
		fc_trace("saved, but not once more: %s", err->text);
		fc_error_clear(err);
		done = true;
	}
	if (edit->saved)
		write_index(edit);
	fc_lease_end(&edit->lease);
	fc_lease_end(&edit->replaced);
	fc_lease_end(&edit->placed);
	fc_logins_file_clear(&edit->logins);
	fc_lock_release(&lock);
	return done;
}

#define EDIT_INIT .logins = FC_LOGINS_FILE_INIT, .lease = FC_LEASE_INIT, \
	.replaced = FC_LEASE_INIT, .placed = FC_LEASE_INIT

bool
fc_vault_edit(const struct fc_vault *vault, struct fc_draft *draft,
              const char *tag, bool patient, fc_vault_change *change,
              void *arg, struct fc_error *err)
{
	struct edit edit = {
		.vault = vault, .draft = draft, .tag = tag,
		.patient = patient, .change = change, .arg = arg, EDIT_INIT,
	};

	return run(&edit, err);
}

bool
fc_vault_edit_broken(const struct fc_vault *vault, struct fc_draft *draft,
                     const char *tag, fc_vault_change *change, void *arg,
                     struct fc_error *err)
{
	struct edit edit = {
		.vault = vault, .draft = draft, .tag = tag, .mends = true,
		.change = change, .arg = arg, EDIT_INIT,
	};

	return run(&edit, err);
}
