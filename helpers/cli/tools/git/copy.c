/* SPDX-License-Identifier: Apache-2.0 */
/* What git makes of a text, and what a text becomes when git changes it. */
#include "cli/tools/git/copy.h"

#include "cli/edit/edit.h"

#include "base/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GIT_TIMEOUT_S 10

/* git config: no such key (git-config(1)). */
#define NO_SUCH_KEY 1

/* A directory of ours with one file in it, for git to work on. */
struct copy {
	char path[64];
	struct fc_dir dir;
	char file[64 + sizeof("/config")];
};

static bool
copy_open(struct copy *copy, const struct fc_buf *text, struct fc_error *err)
{
	snprintf(copy->path, sizeof(copy->path),
	         "/tmp/foundry-credential.XXXXXX");
	if (!mkdtemp(copy->path)) {
		copy->path[0] = '\0';
		return fc_fail_sys(err, "making a directory in /tmp");
	}
	snprintf(copy->file, sizeof(copy->file), "%s/config", copy->path);
	return fc_dir_open(&copy->dir, copy->path, false, err) == FC_FOUND &&
	       fc_file_write(&copy->dir, "config", fc_buf_str(text), text->len,
	                     err);
}

static bool
copy_read(const struct copy *copy, struct fc_buf *text, struct fc_error *err)
{
	fc_buf_reset(text);
	return fc_file_read_secret(&copy->dir, "config", text, NULL, err) ==
	       FC_FOUND;
}

static void
copy_clear(struct copy *copy)
{
	if (copy->dir.fd >= 0)
		unlinkat(copy->dir.fd, "config", 0);
	fc_dir_close(&copy->dir);
	if (*copy->path)
		rmdir(copy->path);
}

/* git config on the copy: the action, and a key and a value, or NULL.  status
 * is git's. */
static bool
git_config(struct copy *copy, const char *action, const char *key,
           const char *value, struct fc_buf *out, int *status,
           struct fc_error *err)
{
	char words[4][CLI_GIT_KEY_SIZE];
	char git[] = "git", config[] = "config", file[] = "--file", nul[] =
		"-z";
	struct fc_buf given = FC_BUF_INIT(FC_PATH_SIZE * 2);
	char *argv[] = { git, config, file, copy->file, nul, words[0],
		         words[1], NULL, NULL };
	bool done;

	snprintf(words[0], sizeof(words[0]), "%s", action);
	if (key)
		snprintf(words[1], sizeof(words[1]), "%s", key);
	else
		argv[6] = NULL;
	if (value) {
		if (!fc_buf_add(&given, value, strlen(value) + 1, err))
			return false;
		argv[7] = given.data;
	}
	done = fc_command_output(argv, GIT_TIMEOUT_S, out, status, err);
	fc_buf_clear(&given);
	return done;
}

static bool
cannot_read(struct fc_error *err)
{
	return fc_fail(err, FC_ERR_DATA, "git cannot read it");
}

/* "KEY LF VALUE NUL" for each entry, in their order. */
static bool
list(struct copy *copy, struct fc_buf *entries, struct fc_error *err)
{
	int status;

	return git_config(copy, "--list", NULL, NULL, entries, &status, err) &&
	       (status == 0 || cannot_read(err));
}

/* The values of a key, each ended by a NUL. */
static bool
get_all(struct copy *copy, const char *key, struct fc_buf *values,
        struct fc_error *err)
{
	int status;

	return git_config(copy, "--get-all", key, NULL, values, &status,
	                  err) &&
	       (status == 0 || status == NO_SUCH_KEY || cannot_read(err));
}

/* Add to a key the values, each ended by a NUL. */
static bool
add_all(struct copy *copy, const char *key, const struct fc_buf *values,
        struct fc_error *err)
{
	struct fc_buf nothing = FC_BUF_INIT(1024);
	size_t at = 0;
	int status;
	bool done = true;

	while (done && at < values->len) {
		const char *value = values->data + at;

		done = git_config(copy, "--add", key, value, &nothing,
		                  &status, err) &&
		       (status == 0 ||
		        fc_fail(err, FC_ERR_DATA, "git cannot change it"));
		at += strlen(value) + 1;
	}
	fc_buf_clear(&nothing);
	return done;
}

/* One look at, or one change of, a text.  A copy of somebody's configuration
 * must not stay behind. */
enum look { ENTRIES, VALUES, ADDED };

static bool
ask(enum look look, const struct fc_buf *text, const char *key,
    const struct fc_buf *values, struct fc_buf *out, struct fc_error *err)
{
	struct copy copy = { .dir = FC_DIR_INIT };
	bool done;

	fc_process_hold_signals();
	done = copy_open(&copy, text, err);
	if (look == ENTRIES)
		done = done && list(&copy, out, err);
	else if (look == VALUES)
		done = done && get_all(&copy, key, out, err);
	else
		done = done && add_all(&copy, key, values, err) &&
		       copy_read(&copy, out, err);
	copy_clear(&copy);
	fc_process_release_signals();
	return done;
}

bool
cli_git_entries(const struct fc_buf *text, struct fc_buf *out,
                struct fc_error *err)
{
	return ask(ENTRIES, text, NULL, NULL, out, err);
}

bool
cli_git_values(const struct fc_buf *text, const char *key,
               struct fc_buf *out, struct fc_error *err)
{
	return ask(VALUES, text, key, NULL, out, err);
}

bool
cli_git_add(const struct fc_buf *text, const char *key,
            const struct fc_buf *values, struct fc_buf *out,
            struct fc_error *err)
{
	return ask(ADDED, text, key, values, out, err);
}
