/* SPDX-License-Identifier: Apache-2.0 */
/* Whom git asks for a host's credentials (gitcredentials(7)). */
#include "cli/common/wiring.h"

#include "base/controls.h"
#include "base/process.h"
#include "base/url.h"

#include <string.h>
#include <strings.h>

#define GIT_TIMEOUT_S 2

/* gitcredentials(7) and the helpers that distributions bring: each of them
 * keeps what git hands it after a success. */
static const char *const storing[] = {
	"store", "cache", "libsecret", "gnome-keyring", "osxkeychain",
	"wincred", "manager", "manager-core", "manager-ui", NULL
};

enum fc_lookup
cli_git_config_read(struct cli_git_config *config, struct fc_error *err)
{
	char git[] = "git", word[] = "config", origin[] = "--show-origin";
	char zero[] = "-z", all[] = "--get-regexp";
	char pattern[] = "^credential\\.(.*\\.)?helper$";
	char *const argv[] = { git, word, origin, zero, all, pattern, NULL };
	int status = 0;

	fc_buf_reset(&config->text);
	if (!fc_command_output(argv, GIT_TIMEOUT_S, &config->text, &status,
	                       err))
		return status == 127 ? FC_ABSENT : FC_FAILED;
	/* 1: no such key. */
	if (status == 0 || status == 1)
		return FC_FOUND;
	fc_fail(err, FC_ERR_CONFIG, "asking git for its credential helpers: "
	        "git config ended with status %d", status);
	fc_error_hint(err, "see what is wrong with: git config --list");
	return FC_FAILED;
}

void
cli_git_config_clear(struct cli_git_config *config)
{
	fc_buf_clear(&config->text);
}

/* Where the port begins, with its colon, or the end. */
static size_t
port_at(const char *host, size_t len)
{
	size_t at = len;

	while (at > 0 && host[at - 1] != ':' && host[at - 1] != ']')
		at--;
	return at > 0 && host[at - 1] == ':' ? at - 1 : len;
}

static size_t
label_len(const char *at, const char *end)
{
	const char *dot = memchr(at, '.', (size_t)(end - at));

	return (size_t)((dot ? dot : end) - at);
}

/* git lets '*' stand for one whole label (urlmatch.c, match_host). */
static bool
labels_match(const char *pattern, size_t len, const char *host,
             size_t host_len)
{
	const char *end = pattern + len, *host_end = host + host_len;

	for (;; pattern++, host++) {
		size_t want = label_len(pattern, end);
		size_t have = label_len(host, host_end);

		if (!(want == 1 && *pattern == '*') &&
		    (want != have || strncasecmp(pattern, host, have) != 0))
			return false;
		pattern += want;
		host += have;
		if (pattern == end || host == host_end)
			return pattern == end && host == host_end;
	}
}

static bool
host_matches(const char *pattern, size_t len, const char *host)
{
	const size_t all = strlen(host), host_len = port_at(host, all);
	size_t pattern_len;

	if (len > 4 && memcmp(pattern + len - 4, ":443", 4) == 0)
		len -= 4;
	pattern_len = port_at(pattern, len);
	return len - pattern_len == all - host_len &&
	       memcmp(pattern + pattern_len, host + host_len,
	              all - host_len) == 0 &&
	       labels_match(pattern, pattern_len, host, host_len);
}

/*
 * Does "credential.PATTERN.helper" mean all of https://HOST?  git takes a URL
 * and, for credentials, parts of one, compared as they stand: "https://",
 * "HOST" (credential.c, match_partial_url).
 */
static bool
pattern_matches(const char *pattern, size_t len, const char *host)
{
	static const char scheme[] = "https://";
	const size_t scheme_len = sizeof(scheme) - 1;
	bool whole = len >= scheme_len &&
	             strncasecmp(pattern, scheme, scheme_len) == 0;

	if (len == scheme_len && whole)
		return true;
	if (len > 0 && pattern[len - 1] == '/')
		len--;
	if (whole)
		return host_matches(pattern + scheme_len, len - scheme_len,
		                    host);
	return len == strlen(host) && memcmp(pattern, host, len) == 0;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum cli_helper_kind
kind_of(const char *name, bool by_path)
{
	static const char prefix[] = "git-credential-";
	const char *suffix = name;
	size_t i;

	if (by_path) {
		suffix = base_name(name);
		if (strncmp(suffix, prefix, sizeof(prefix) - 1) != 0)
			return CLI_HELPER_OTHER;
		suffix += sizeof(prefix) - 1;
	}
	if (strcmp(suffix, CLI_HELPER_SUFFIX) == 0)
		return CLI_HELPER_OURS;
	for (i = 0; storing[i]; i++)
		if (strcmp(suffix, storing[i]) == 0)
			return CLI_HELPER_STORING;
	return CLI_HELPER_OTHER;
}

static void
read_helper(struct cli_helper *helper, const char *value, const char *origin)
{
	static const char file[] = "file:";
	const char *from = origin;

	if (strncmp(from, file, sizeof(file) - 1) == 0)
		from += sizeof(file) - 1;
	fc_text_join(helper->origin, sizeof(helper->origin), from, NULL);
	fc_strip_controls(helper->origin, strlen(helper->origin));
	if (value[0] == '!') {
		helper->kind = CLI_HELPER_SHELL;
		helper->by_path = false;
		fc_text_join(helper->name, sizeof(helper->name),
		             "a shell command", NULL);
		return;
	}
	helper->by_path = value[0] == '/';
	fc_printable(helper->name, sizeof(helper->name), value,
	             strcspn(value, " \t"));
	helper->kind = kind_of(helper->name, helper->by_path);
}

static void
add(struct cli_git_wiring *wiring, const char *value, const char *origin,
    bool for_host)
{
	struct cli_helper *helper = &wiring->helpers[wiring->count];

	if (!*value) {
		wiring->count = 0;
		wiring->more = false;
		return;
	}
	if (wiring->count == CLI_HELPERS_MAX) {
		wiring->more = true;
		return;
	}
	wiring->count++;
	read_helper(helper, value, origin);
	helper->for_host = for_host;
}

/* "ORIGIN NUL KEY LF VALUE NUL", again and again; a key without '=' has no
 * LF, and git refuses it. */
void
cli_git_wiring(const struct cli_git_config *config, const char *host,
               struct cli_git_wiring *wiring)
{
	static const char prefix[] = "credential.", suffix[] = ".helper";
	const char *at = fc_buf_str(&config->text);
	const char *end = at + config->text.len;

	wiring->count = 0;
	wiring->more = false;
	while (at < end) {
		const char *origin = at;
		const char *key = origin + strlen(origin) + 1;
		const char *pattern = key + sizeof(prefix) - 1;
		const char *value;
		size_t len;

		if (key >= end)
			break;
		at = key + strlen(key) + 1;
		len = strcspn(key, "\n");
		if (key[len] != '\n' || len < sizeof(prefix) - 1)
			continue;
		value = key + len + 1;
		len -= sizeof(prefix) - 1;
		if (len + 1 == sizeof(suffix) - 1)
			add(wiring, value, origin, false);
		else if (len >= sizeof(suffix) - 1 &&
		         pattern_matches(pattern, len - sizeof(suffix) + 1,
		                         host))
			add(wiring, value, origin, true);
	}
}

const struct cli_helper *
cli_git_wiring_ours(const struct cli_git_wiring *wiring)
{
	int i;

	for (i = 0; i < wiring->count; i++)
		if (wiring->helpers[i].kind == CLI_HELPER_OURS)
			return &wiring->helpers[i];
	return NULL;
}
