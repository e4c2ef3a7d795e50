/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: tokens in the URLs of a repository. */
#include "cli/tools/git/git.h"

#include "base/process.h"

#include <ctype.h>
#include <string.h>

#define GIT_TIMEOUT_S 2
#define REMOTES_MAX ((size_t)256 * 1024)

/* --- tokens in URLs ------------------------------------------------------- */

/* "https://USER:SECRET@HOST/REST" of our host, or http: where REST begins,
 * NULL for any other. */
static const char *
after_secret(const char *url, const char *host)
{
	static const char https[] = "https://", http[] = "http://";
	const char *authority, *at, *end;
	char named[FC_HOST_SIZE * 2], parsed[FC_HOST_SIZE];

	if (strncasecmp(url, https, sizeof(https) - 1) == 0)
		authority = url + sizeof(https) - 1;
	else if (strncasecmp(url, http, sizeof(http) - 1) == 0)
		authority = url + sizeof(http) - 1;
	else
		return NULL;
	end = authority + strcspn(authority, "/?#");
	at = memrchr(authority, '@', (size_t)(end - authority));
	if (!at || (size_t)(end - at) > sizeof(named) ||
	    !(memchr(authority, ':', (size_t)(at - authority)) ||
	      strncmp(authority, "eyJ", 3) == 0))
		return NULL;
	memcpy(named, at + 1, (size_t)(end - at - 1));
	named[end - at - 1] = '\0';
	return fc_host_parse(named, parsed) && strcmp(parsed, host) == 0
	       ? end : NULL;
}

/* The repository is anybody's, and a cure gets pasted into a shell. */
static bool
is_one_word(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    !memchr("._/:@%+,-", text[i], 9))
			return false;
	return len == 0 || text[0] != '-';
}

/* "remote.NAME.url" or "remote.NAME.pushurl" */
static void
say_remote(struct cli_doctor *doctor, const char *key, const char *rest,
           const char *host)
{
	struct fc_check_results *results = &doctor->results;
	const char *name = strchr(key, '.') + 1;
	const char *last = strrchr(key, '.');
	int len = last > name ? (int)(last - name) : 0;

	fc_check_add(results, FC_CHECK_WRONG, "remotes",
	             "the URL of %.*s has a token in it: git never asks us",
	             len, name);
	if (is_one_word(name, (size_t)len) && is_one_word(rest, strlen(rest)))
		fc_check_cure(results,
		              "git remote set-url%s %.*s https://%s%s",
		              strcmp(last, ".pushurl") == 0 ? " --push" : "",
		              len, name, host, rest);
	else
		fc_check_cure(results, "take the token out of that URL, in "
		              "the repository's .git/config");
}

/* "url.BASE.insteadof": the token is in the key. */
static void
say_instead_of(struct cli_doctor *doctor)
{
	fc_check_add(&doctor->results, FC_CHECK_WRONG, "remotes",
	             "git's url.*.insteadOf has a token in it");
	fc_check_cure(&doctor->results, "see git config --get-regexp "
	              "\"^url\\.\", and take it out");
}

static void
look_at_url(struct cli_doctor *doctor, const char *host, const char *key,
            const char *value)
{
	const char *rest;

	if (strncmp(key, "url.", 4) == 0) {
		if (after_secret(key + 4, host))
			say_instead_of(doctor);
		return;
	}
	rest = after_secret(value, host);
	if (rest)
		say_remote(doctor, key, rest, host);
}

void
cli_git_check_remotes(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	char git[] = "git", config[] = "config", nul[] = "-z";
	char regexp[] = "--get-regexp";
	char keys[] = "^(remote\\..*\\.(push)?url|url\\..*\\.insteadof)$";
	char *const argv[] = { git, config, nul, regexp, keys, NULL };
	struct fc_buf urls = FC_BUF_INIT(REMOTES_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	size_t at = 0;
	int status;

	if (fc_command_output(argv, GIT_TIMEOUT_S, &urls, &status, &ignored))
		while (at < urls.len) {
			char *key = urls.data + at;
			char *value = strchr(key, '\n');

			at += strlen(key) + 1;
			if (value) {
				*value = '\0';
				look_at_url(doctor, stack->host, key,
				            value + 1);
			}
		}
	fc_buf_clear(&urls);
}
