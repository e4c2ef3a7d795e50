/* SPDX-License-Identifier: Apache-2.0 */
/* git's global configuration: our helper for one host. */
#include "cli/tools/git/copy.h"
#include "cli/tools/git/git.h"
#include "cli/tools/git/pattern.h"
#include "cli/tools/git/lines.h"

#include "base/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
path_of(char path[FC_PATH_SIZE], const char *first, const char *second,
        struct fc_error *err)
{
	return fc_text_join(path, FC_PATH_SIZE, first, second, NULL) ||
	       fc_fail(err, FC_ERR_CONFIG, "the path of git's configuration "
	               "is too long");
}

bool
cli_git_find(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
             struct fc_error *err)
{
	const char *named = getenv("GIT_CONFIG_GLOBAL");
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	char other[FC_PATH_SIZE];

	(void)target;
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
key_of(char key[CLI_GIT_KEY_SIZE], const char *host)
{
	snprintf(key, CLI_GIT_KEY_SIZE, "credential.https://%s.helper", host);
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

/* --- the last word -------------------------------------------------------- */

/* Could an entry change whom git asks for the host?  What is included is not
 * known here. */
static bool
concerns(const char *key, size_t len, const char *host)
{
	static const char prefix[] = "credential.", suffix[] = ".helper";
	static const char include[] = "include";
	const size_t before = sizeof(prefix) - 1, after = sizeof(suffix) - 1;

	if (len > sizeof(include) - 1 &&
	    memcmp(key, include, sizeof(include) - 1) == 0)
		return true;
	if (len < before + after - 1 || memcmp(key, prefix, before) != 0 ||
	    memcmp(key + len - after, suffix, after) != 0)
		return false;
	return len == before + after - 1 ||
	       cli_git_pattern_concerns(key + before, len - before - after,
	                                host);
}

/* How far has it come: our empty helper is the last word, then ours is. */
static int
next_word(int found, const char *value, const char *helper)
{
	if (!*value)
		return 1;
	return found == 1 && strcmp(value, helper) == 0 ? 2 : 0;
}

/* Of all that concerns the host, are the last an empty helper and this one? */
static bool
has_last_word(const struct fc_buf *entries, const char *key, const char *host,
              const char *helper)
{
	const char *at = fc_buf_str(entries), *end = at + entries->len;
	int found = 0;

	for (; at < end; at += strlen(at) + 1) {
		size_t len = strcspn(at, "\n");
		bool is_key = len == strlen(key) && memcmp(at, key, len) == 0;

		if (is_key && at[len])
			found = next_word(found, at + len + 1, helper);
		else if (concerns(at, len, host))
			found = 0;
	}
	return found == 2;
}

/* --- both ways ------------------------------------------------------------ */

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

/* Behind everything else: what comes later is asked later. */
static bool
append(struct fc_buf *text, const char *key, const char *helper,
       struct fc_error *err)
{
	struct fc_buf lines = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	done = cli_git_lines(key, helper, &lines, err) &&
	       (text->len == 0 || text->data[text->len - 1] == '\n' ||
	        fc_buf_add(text, "\n", 1, err)) &&
	       fc_buf_add(text, fc_buf_str(&lines), lines.len, err);
	fc_buf_clear(&lines);
	return done;
}

static bool
make_last(struct fc_buf *text, const char *host, const char *helper,
          const struct cli_backup *backup, struct fc_error *err)
{
	struct fc_buf entries = FC_BUF_INIT(CLI_EDIT_MAX);
	char key[CLI_GIT_KEY_SIZE];
	bool done;

	key_of(key, host);
	done = cli_git_entries(text, &entries, err);
	if (done && !has_last_word(&entries, key, host, helper)) {
		fc_buf_reset(&entries);
		done = (!backup || cli_git_take_out(text, key, backup, err)) &&
		       append(text, key, helper, err) &&
		       cli_git_entries(text, &entries, err) &&
		       (has_last_word(&entries, key, host, helper) ||
		        fc_fail(err, FC_ERR_DATA, "it is written in a way "
		                "that is not edited here"));
	}
	fc_buf_clear(&entries);
	return done;
}

bool
cli_git_change(struct cli_edit *edit, const struct cli_setup_target *target,
               const struct cli_backup *backup, struct fc_error *err)
{
	struct fc_buf helper = FC_BUF_INIT(2 * FC_PATH_SIZE);
	struct fc_error why = FC_ERROR_INIT;
	bool done = false;

	if (access(fc_git_helper, X_OK) != 0) {
		fc_fail_sys(err, "setting up git: %s", fc_git_helper);
		fc_error_hint(err, "install this program again; --docker "
		              "leaves git alone");
		goto out;
	}
	done = quote(&helper, fc_git_helper, &why) &&
	       make_last(&edit->after, target->wanted->host,
	                 fc_buf_str(&helper), backup, &why);
	if (!done)
		in_file(edit, &why, err);
out:
	fc_buf_clear(&helper);
	return done;
}

bool
cli_git_take_back(struct cli_edit *edit, const struct cli_setup_target *target,
                  const struct cli_backup *backup, struct fc_error *err)
{
	struct fc_buf entries = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_error why = FC_ERROR_INIT;
	char key[CLI_GIT_KEY_SIZE];
	bool done;

	key_of(key, target->wanted->host);
	done = cli_git_take_out(&edit->after, key, backup, &why) &&
	       cli_git_entries(&edit->after, &entries, &why);
	if (!done)
		in_file(edit, &why, err);
	fc_buf_clear(&entries);
	return done;
}
