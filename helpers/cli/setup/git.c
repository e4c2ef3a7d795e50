/* SPDX-License-Identifier: Apache-2.0 */
/* git's global configuration: our helper for one host. */
#include "cli/setup/setup.h"

#include "base/process.h"
#include "base/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GIT_TIMEOUT_S 10

/* git config: no such key (git-config(1)); nothing to unset. */
#define NO_SUCH_KEY 1
#define NOTHING_UNSET 5

#define KEY_SIZE (FC_HOST_SIZE + 40)

/* A directory of ours with one file in it, for git to work on. */
struct copy {
	char path[64];
	struct fc_dir dir;
	char file[64 + sizeof("/config")];
};

static bool
path_of(char path[FC_PATH_SIZE], const char *first, const char *second,
        struct fc_error *err)
{
	return fc_text_join(path, FC_PATH_SIZE, first, second, NULL) ||
	       fc_fail(err, FC_ERR_CONFIG, "the path of git's configuration "
	               "is too long");
}

bool
cli_setup_git_path(char path[FC_PATH_SIZE], struct fc_error *err)
{
	const char *named = getenv("GIT_CONFIG_GLOBAL");
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	char other[FC_PATH_SIZE];

	if (named)
		return path_of(path, named, "", err);
	if (!home || *home != '/')
		return fc_fail(err, FC_ERR_CONFIG, "finding git's "
		               "configuration: HOME is not set");
	if (!path_of(path, home, "/.gitconfig", err))
		return false;
	if (!(xdg && *xdg ? path_of(other, xdg, "/git/config", err)
	                  : path_of(other, home, "/.config/git/config", err)))
		return false;
	if (access(path, F_OK) != 0 && access(other, F_OK) == 0)
		memcpy(path, other, sizeof(other));
	return true;
}

static void
key_of(char key[KEY_SIZE], const char *host)
{
	snprintf(key, KEY_SIZE, "credential.https://%s.helper", host);
}

/* git hands the helper's path to a shell. */
static bool
quote(struct fc_buf *out, const char *path, struct fc_error *err)
{
	static const char special[] = " \t\"#$&'()*;<=>?[\\]^`{|}~!%";

	for (; *path; path++) {
		if ((strchr(special, *path) && !fc_buf_add(out, "\\", 1,
		                                           err)) ||
		    !fc_buf_add(out, path, 1, err))
			return false;
	}
	return true;
}

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

/* git config on the copy: WORDS.  status is git's. */
static bool
git_config(struct copy *copy, const char *action, const char *key,
           const char *value, struct fc_buf *out, int *status,
           struct fc_error *err)
{
	char words[4][KEY_SIZE];
	char git[] = "git", config[] = "config", file[] = "--file", nul[] =
		"-z";
	struct fc_buf given = FC_BUF_INIT(FC_PATH_SIZE * 2);
	char *argv[] = { git, config, file, copy->file, nul, words[0],
		         words[1], NULL, NULL };
	bool done;

	snprintf(words[0], sizeof(words[0]), "%s", action);
	snprintf(words[1], sizeof(words[1]), "%s", key);
	if (value) {
		if (!fc_buf_add(&given, value, strlen(value) + 1, err))
			return false;
		argv[7] = given.data;
	}
	done = fc_command_output(argv, GIT_TIMEOUT_S, out, status, err);
	fc_buf_clear(&given);
	return done;
}

/* The values of a key, each ended by a NUL. */
static bool
get_all(struct copy *copy, const char *key, struct fc_buf *values,
        struct fc_error *err)
{
	int status;

	if (!git_config(copy, "--get-all", key, NULL, values, &status, err))
		return false;
	return status == 0 || status == NO_SUCH_KEY ||
	       fc_fail(err, FC_ERR_DATA, "git cannot read it");
}

/* Replace all values of a key by these. */
static bool
set_all(struct copy *copy, const char *key, const struct fc_buf *values,
        struct fc_error *err)
{
	struct fc_buf nothing = FC_BUF_INIT(1024);
	size_t at = 0;
	int status;
	bool done;

	done = git_config(copy, "--unset-all", key, NULL, &nothing, &status,
	                  err) &&
	       (status == 0 || status == NOTHING_UNSET ||
	        fc_fail(err, FC_ERR_DATA, "git cannot change it"));
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

/* Make the key's values these, unless they are. */
static bool
change(struct fc_buf *text, const char *key, const struct fc_buf *want,
       struct fc_error *err)
{
	struct copy copy = { .dir = FC_DIR_INIT };
	struct fc_buf have = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	/* A copy of somebody's configuration must not stay behind. */
	fc_process_hold_signals();
	done = copy_open(&copy, text, err) && get_all(&copy, key, &have, err);
	if (done && (have.len != want->len ||
	             memcmp(fc_buf_str(&have), fc_buf_str(want), have.len) != 0))
		done = set_all(&copy, key, want, err) &&
		       copy_read(&copy, text, err);
	copy_clear(&copy);
	fc_process_release_signals();
	fc_buf_clear(&have);
	return done;
}

static bool
values_in(const struct fc_buf *text, const char *key, struct fc_buf *values,
          struct fc_error *err)
{
	struct copy copy = { .dir = FC_DIR_INIT };
	bool done;

	fc_process_hold_signals();
	done = copy_open(&copy, text, err) &&
	       get_all(&copy, key, values, err);
	copy_clear(&copy);
	fc_process_release_signals();
	return done;
}

static bool
in_file(const struct cli_edit *edit, const struct fc_error *why,
        struct fc_error *err)
{
	char path[FC_PATH_SIZE];

	fc_fail(err, FC_ERR_CONFIG, "changing %s: %.300s", edit->name,
	        why->text);
	fc_error_hint(err, "%s; --docker leaves git alone",
	              fc_program_find("git", path)
	              ? "see what \"git config --global --list\" says"
	              : "install git");
	return false;
}

bool
cli_setup_git(struct cli_edit *edit, const char *host, struct fc_error *err)
{
	struct fc_buf want = FC_BUF_INIT(2 * FC_PATH_SIZE);
	struct fc_error why = FC_ERROR_INIT;
	char key[KEY_SIZE];
	bool done = false;

	if (access(fc_git_helper, X_OK) != 0) {
		fc_fail_sys(err, "setting up git: %s", fc_git_helper);
		fc_error_hint(err, "install this program again; --docker "
		              "leaves git alone");
		goto out;
	}
	key_of(key, host);
	done = fc_buf_add(&want, "", 1, &why) &&
	       quote(&want, fc_git_helper, &why) &&
	       fc_buf_add(&want, "", 1, &why) &&
	       change(&edit->after, key, &want, &why);
	if (!done)
		in_file(edit, &why, err);
out:
	fc_buf_clear(&want);
	return done;
}

bool
cli_setup_git_undo(struct cli_edit *edit, const char *host,
                   const struct fc_buf *before, struct fc_error *err)
{
	struct fc_buf want = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_error why = FC_ERROR_INIT;
	char key[KEY_SIZE];
	bool done;

	key_of(key, host);
	done = (!before || values_in(before, key, &want, &why)) &&
	       change(&edit->after, key, &want, &why);
	if (!done)
		in_file(edit, &why, err);
	fc_buf_clear(&want);
	return done;
}

/* A helper that is a piece of shell may hold a password. */
bool
cli_setup_git_mask(struct fc_buf *line, struct fc_error *err)
{
	const char *mark = strchr(fc_buf_str(line), '!');
	size_t at;

	if (!mark)
		return true;
	at = (size_t)(mark - line->data) + 1;
	return fc_buf_splice(line, at, line->len - at, "...", 3, err);
}
