/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: whom git asks. */
#include "cli/tools/git/git.h"

#include "base/controls.h"
#include "base/process.h"
#include "base/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GIT_TIMEOUT_S 2

static void
cure_git(struct cli_doctor *doctor)
{
	fc_check_cure(&doctor->results, "foundry-credential setup %s --git",
	              doctor->results.host);
}

/* What git is told to run may be missing, or be somebody else's. */
static void
say_program(struct cli_doctor *doctor, const struct cli_helper *helper)
{
	struct fc_check_results *results = &doctor->results;
	char path[FC_PATH_SIZE];

	if (!cli_helper_find(helper, path))
		fc_check_add(results, FC_CHECK_WRONG, "git",
		             helper->by_path
		             ? "git is told to ask \"%s\" (%s), which is "
		                 "not there or cannot be run"
		             : "git is told to ask \"%s\" (%s), but "
		                 "git-credential-foundry is not on PATH",
		             helper->name, helper->origin);
	else if (!fc_path_is_same(path, fc_git_helper))
		fc_check_add(results, FC_CHECK_WRONG, "git",
		             "git runs %s, which is another program", path);
	else
		return;
	cure_git(doctor);
}

static void
say_other(struct cli_doctor *doctor, const struct cli_helper *helper,
          const char *where, bool before)
{
	struct fc_check_results *results = &doctor->results;

	if (helper->kind == CLI_HELPER_STORING)
		fc_check_add(results, FC_CHECK_WRONG, "git",
		             "git also asks \"%s\" (%s)%s, which writes "
		             "down every token", helper->name,
		             helper->origin, where);
	else
		fc_check_add(results, FC_CHECK_WARNING, "git",
		             "git also asks \"%s\" (%s)%s, %s ours",
		             helper->name, helper->origin, where,
		             before ? "before" : "after");
	/* A repository's own file, or the command line, comes after all that
	 * setup writes. */
	if (!before && helper->origin[0] != '/')
		fc_check_cure(results, "take it out of %s", helper->origin);
	else
		cure_git(doctor);
}

/* One chain; url is whose it is, where how a sentence names it. */
static void
say_chain(struct cli_doctor *doctor, const struct cli_git_lookup *lookup,
          const char *url, const char *where)
{
	const struct cli_helper *ours = cli_git_lookup_ours(lookup);
	bool before = true;
	int i;

	if (!ours) {
		fc_check_add(&doctor->results, FC_CHECK_WARNING, "git",
		             "git does not ask us for %s", url);
		if (*lookup->emptied_by && lookup->emptied_by[0] != '/')
			fc_check_cure(&doctor->results, "take the empty "
			              "helper out of %s, or name ours "
			              "behind it", lookup->emptied_by);
		else
			cure_git(doctor);
		return;
	}
	say_program(doctor, ours);
	for (i = 0; i < lookup->count; i++) {
		before = before && &lookup->helpers[i] != ours;
		if (lookup->helpers[i].kind != CLI_HELPER_OURS)
			say_other(doctor, &lookup->helpers[i], where, before);
	}
}

static bool
is_same_chain(const struct cli_git_lookup *one,
              const struct cli_git_lookup *other)
{
	int i;

	if (one->count != other->count)
		return false;
	for (i = 0; i < one->count; i++)
		if (strcmp(one->helpers[i].name, other->helpers[i].name) != 0 ||
		    strcmp(one->helpers[i].origin,
		           other->helpers[i].origin) != 0)
			return false;
	return true;
}

/* Places of the host that have a section of their own. */
static void
say_paths(struct cli_doctor *doctor, const struct fc_buf *config,
          const char *host, const struct cli_git_lookup *lookup)
{
	struct cli_git_lookup there = { .count = 0 };
	struct cli_git_place place = { .user = "" };
	char url[FC_HOST_SIZE + 2 * sizeof(place)], seen[sizeof(url)] = "";
	char where[sizeof(url) + 8];
	size_t at = 0;

	while (cli_git_place_next(config, host, &at, &place)) {
		snprintf(url, sizeof(url), "https://%s%s%s%s", place.user,
		         *place.user ? "@" : "", host, place.path);
		fc_strip_controls(url, strlen(url));
		if (strcmp(url, seen) == 0)
			continue;
		memcpy(seen, url, sizeof(seen));
		snprintf(where, sizeof(where), " for %s", url);
		cli_git_lookup_at(config, host, &place, &there);
		if (!is_same_chain(&there, lookup))
			say_chain(doctor, &there, url, where);
	}
}

/* "git version 2.47.3", and whatever a distribution adds. */
static bool
read_git_version(long *major, long *minor, char text[32])
{
	static const char words[] = "git version ";
	struct fc_buf out = FC_BUF_INIT(256);
	struct fc_error ignored = FC_ERROR_INIT;
	char git[] = "git", version[] = "--version";
	char *const argv[] = { git, version, NULL };
	char *end = text;
	int status;

	text[0] = '\0';
	*major = *minor = 0;
	if (fc_command_output(argv, GIT_TIMEOUT_S, &out, &status, &ignored) &&
	    status == 0 &&
	    strncmp(fc_buf_str(&out), words, sizeof(words) - 1) == 0)
		fc_text_slice(text, 32, fc_buf_str(&out) + sizeof(words) - 1,
		              strspn(fc_buf_str(&out) + sizeof(words) - 1,
		                     "0123456789."));
	fc_buf_clear(&out);
	*major = strtol(text, &end, 10);
	if (end == text || *end != '.')
		return false;
	*minor = strtol(end + 1, &end, 10);
	return true;
}

/* From 2.46 on git sends a bearer token, and until 2.54 it cannot begin a
 * chunked request with one: what is over http.postBuffer. */
static void
check_bearer(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;
	char text[32];
	long major, minor;

	if (stack->git_auth != FC_GIT_AUTH_BEARER ||
	    !read_git_version(&major, &minor, text) ||
	    major != 2 || minor < 46 || minor >= 54)
		return;
	fc_check_add(results, FC_CHECK_WARNING, "git", "git_auth = bearer "
	             "breaks pushes over 1 MiB (http.postBuffer) with git "
	             "%s; git 2.54 has it mended", text);
	fc_check_cure(results, "set git_auth = basic in [%s] of %s",
	              stack->host, doctor->paths.config);
}

static void
say_git(struct cli_doctor *doctor, const struct fc_buf *config,
        const struct fc_stack *stack)
{
	struct fc_check_results *results = &doctor->results;
	struct cli_git_lookup lookup = { .count = 0 };
	char url[FC_HOST_SIZE + sizeof("https://")];
	size_t found = results->count;

	snprintf(url, sizeof(url), "https://%s", stack->host);
	cli_git_lookup(config, stack->host, &lookup);
	say_chain(doctor, &lookup, url, "");
	say_paths(doctor, config, stack->host, &lookup);
	if (results->count == found)
		fc_check_add(results, FC_CHECK_OK, "git",
		             "git asks us for %s, and nobody else", url);
}

void
cli_git_check(struct cli_doctor *doctor, const struct cli_tool_said *said,
              const struct fc_stack *stack)
{
	switch (said->asked) {
	case FC_FOUND:
		say_git(doctor, &said->text, stack);
		check_bearer(doctor, stack);
		break;
	case FC_ABSENT:
		fc_check_add(&doctor->results, FC_CHECK_OK, "git",
		             "git is not installed");
		break;
	case FC_FAILED:
		fc_check_add_error(&doctor->results, FC_CHECK_WRONG, "git",
		                   &said->err);
		break;
	}
}
