/* SPDX-License-Identifier: Apache-2.0 */
/* A shared file that nobody can read: made readable, and kept as it was. */
#include "vault/repair.h"

#include "base/clock.h"
#include "base/ini_repair.h"
#include "base/url.h"
#include "record/last_used.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAG "repair"
#define ASIDES_MAX 100

struct repair {
	const struct fc_vault *vault;
	char *aside; /* FC_ASIDE_SIZE; "": nothing has been kept */
};

static bool
has(const struct fc_ini *one, const char *section, const char *key,
    struct fc_buf *value)
{
	struct fc_error ignored = FC_ERROR_INIT;

	fc_buf_reset(value);
	return fc_ini_get(one, section, key, value, &ignored) == FC_FOUND &&
	       value->len > 0;
}

static bool
is_last_used(const struct fc_paths *paths, const char *section,
             const struct fc_buf *token)
{
	char mark[FC_MARK_SIZE], host[FC_HOST_SIZE];

	fc_mark_of(mark, token->data, token->len);
	return fc_host_parse(section, host) &&
	       fc_last_used_get(paths, host, mark) != 0;
}

/* One without a token is worth least, our own most. */
static int
rank(const struct fc_ini *one, const char *section, void *arg)
{
	const struct repair *repair = arg;
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	int worth = has(one, section, "client_id", &value);

	worth += has(one, section, "token_uri", &value);
	if (has(one, section, "refresh_token", &value) &&
	    fc_token_is_wellformed(value.data, value.len))
		worth += is_last_used(repair->vault->paths, section, &value)
		         ? 6 : 3;
	fc_buf_clear(&value);
	return worth;
}

/* A name that is not taken: no other file is ever overwritten. */
static bool
name_aside(const struct fc_vault *vault, char aside[FC_ASIDE_SIZE],
           struct fc_error *err)
{
	const time_t now = fc_clock_now();
	char at[32] = "", number[FC_NUMBER_SIZE];
	struct stat taken;
	struct tm when;
	int i;

	if (localtime_r(&now, &when))
		strftime(at, sizeof(at), "%Y%m%d-%H%M%S", &when);
	for (i = 1; i < ASIDES_MAX; i++) {
		fc_text_join(aside, FC_ASIDE_SIZE, FC_LOGINS_ASIDE, at,
		             i > 1 ? "-" : "",
		             i > 1 ? fc_text_number(number, i) : "", NULL);
		if (fstatat(vault->home.fd, aside, &taken,
		            AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
			return true;
	}
	aside[0] = '\0';
	return fc_fail(err, FC_ERR_IO, "keeping %s/%s aside: there are too "
	               "many such files", vault->home.path, FC_LOGINS_FILE);
}

/* Editors of another system begin a file with a byte order mark; to Python
 * it makes of the first header a line that is none. */
static bool
parse_without_mark(struct fc_ini *ini, const struct fc_buf *text,
                   struct fc_error *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t skip = text->len >= strlen(mark) &&
		memcmp(text->data, mark, strlen(mark)) == 0 ? strlen(mark) : 0;
	struct fc_buf rest = FC_BUF_INIT(FC_INI_MAX);
	bool done = fc_buf_add(&rest, fc_buf_str(text) + skip,
	                       text->len - skip, err);

	if (done && !fc_ini_parse(ini, &rest, err))
		done = err->kind == FC_ERR_DATA; /* that is why we are here */
	fc_buf_clear(&rest);
	return done;
}

static bool
mend(struct repair *repair, struct fc_ini *ini, struct fc_error *err)
{
	struct fc_ini broken = FC_INI_INIT;
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool done;

	done = parse_without_mark(&broken, &ini->text, err) &&
	       fc_ini_repair(&broken, rank, repair, &text, err) &&
	       fc_ini_parse(ini, &text, err);
	fc_ini_clear(&broken);
	fc_buf_clear(&text);
	return done;
}

static enum fc_lookup
change(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	struct repair *repair = arg;
	const struct fc_dir *home = &repair->vault->home;
	const struct fc_buf *text = &logins->ini.text;

	/* What the library wrote while we replaced it belongs there now. */
	if (logins->broken.kind == FC_ERR_NONE)
		return *repair->aside ? FC_FOUND : FC_ABSENT;
	if (!name_aside(repair->vault, repair->aside, err))
		return FC_FAILED;
	if (!fc_file_write(home, repair->aside, fc_buf_str(text), text->len,
	                   err)) {
		repair->aside[0] = '\0';
		return FC_FAILED;
	}
	if (!mend(repair, &logins->ini, err))
		return FC_FAILED;
	fc_error_clear(&logins->broken);
	return FC_FOUND;
}

bool
fc_vault_repair(const struct fc_vault *vault, char aside[FC_ASIDE_SIZE],
                struct fc_error *err)
{
	struct repair repair = { vault, aside };
	struct fc_draft draft = FC_DRAFT_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool done;

	aside[0] = '\0';
	done = fc_vault_edit_broken(vault, &draft, TAG, change, &repair, err);
	/* It lies where it was: a second copy of its secrets is of no use. */
	if (!done && *aside && fc_file_remove(&vault->home, aside, &ignored))
		aside[0] = '\0';
	fc_draft_clear(&draft);
	return done;
}

/* Also what a killed repair has left. */
static bool
is_aside(const char *name)
{
	static const char draft[] = "." FC_LOGINS_FILE "." TAG ".new";

	return strncmp(name, FC_LOGINS_ASIDE, strlen(FC_LOGINS_ASIDE)) == 0 ||
	       strncmp(name, "." FC_LOGINS_ASIDE,
	               strlen("." FC_LOGINS_ASIDE)) == 0 ||
	       strcmp(name, draft) == 0;
}

static bool
remove_asides(const struct fc_vault *vault, DIR *list, struct fc_error *err)
{
	const struct dirent *entry;
	bool done = true;

	while ((entry = readdir(list)) != NULL)
		if (is_aside(entry->d_name) &&
		    !fc_file_remove(&vault->home, entry->d_name, err))
			done = false;
	return done;
}

bool
fc_vault_forget_aside(const struct fc_vault *vault, struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	int fd = openat(vault->home.fd, ".",
	                O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	bool done;

	if (!list) {
		fc_fail_sys(err, "reading %s", vault->home.path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	done = fc_vault_lock(vault, FC_VAULT_LOCK_MS, &lock, err) &&
	       remove_asides(vault, list, err);
	fc_lock_release(&lock);
	closedir(list);
	return done;
}
