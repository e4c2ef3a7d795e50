/* SPDX-License-Identifier: Apache-2.0 */
/* For which URLs a section of git's configuration is (gitcredentials(7)). */
#include "cli/tools/git/pattern.h"

#include <string.h>
#include <strings.h>

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

/* What a pattern says of a URL.  git takes a URL and, for credentials, parts
 * of one, compared as they stand: "https://", "HOST" (credential.c,
 * match_partial_url). */
struct pattern {
	const char *user, *host, *path; /* path with its slash; NULL: unsaid */
	size_t user_len, host_len, path_len;
};

static bool
pattern_split(const char *text, size_t len, struct pattern *pattern)
{
	static const char scheme[] = "https://";
	const size_t scheme_len = sizeof(scheme) - 1;
	const char *end = text + len, *slash, *at;

	if (len < scheme_len || strncasecmp(text, scheme, scheme_len) != 0)
		return false;
	*pattern = (struct pattern){ .host = text + scheme_len };
	slash = memchr(pattern->host, '/', len - scheme_len);
	if (slash) {
		pattern->path = slash;
		pattern->path_len = (size_t)(end - slash);
		end = slash;
	}
	at = memrchr(pattern->host, '@', (size_t)(end - pattern->host));
	if (at) {
		pattern->user = pattern->host;
		pattern->user_len = (size_t)(at - pattern->host);
		pattern->host = at + 1;
	}
	while (pattern->path_len > 0 &&
	       pattern->path[pattern->path_len - 1] == '/')
		pattern->path_len--;
	pattern->host_len = (size_t)(end - pattern->host);
	return true;
}

/* Not a URL: the host itself, or all that is https. */
static bool
is_partial(const char *text, size_t len, const char *host)
{
	if (len == 8 && strncasecmp(text, "https://", len) == 0)
		return true;
	if (len > 0 && text[len - 1] == '/')
		len--;
	return len == strlen(host) && memcmp(text, host, len) == 0;
}

/* The path itself, or one below it. */
static bool
path_matches(const struct pattern *pattern, const char *path)
{
	const size_t len = pattern->path_len;

	return strncmp(path, pattern->path ? pattern->path : "", len) == 0 &&
	       (len == 0 || path[len] == '\0' || path[len] == '/');
}

bool
cli_git_pattern_is_for(const char *text, size_t len, const char *host,
                       const struct cli_git_place *place)
{
	struct pattern pattern;

	if (is_partial(text, len, host))
		return true;
	return pattern_split(text, len, &pattern) &&
	       host_matches(pattern.host, pattern.host_len, host) &&
	       (!pattern.user ||
	        (pattern.user_len == strlen(place->user) &&
	         memcmp(pattern.user, place->user, pattern.user_len) == 0)) &&
	       path_matches(&pattern, place->path);
}

bool
cli_git_pattern_concerns(const char *text, size_t len, const char *host)
{
	struct pattern pattern;

	return is_partial(text, len, host) ||
	       (pattern_split(text, len, &pattern) &&
	        host_matches(pattern.host, pattern.host_len, host));
}

bool
cli_git_pattern_place(const char *text, size_t len, const char *host,
                      struct cli_git_place *place)
{
	struct pattern pattern;

	return pattern_split(text, len, &pattern) &&
	       host_matches(pattern.host, pattern.host_len, host) &&
	       (!pattern.user ||
	        fc_text_slice(place->user, sizeof(place->user), pattern.user,
	                      pattern.user_len)) &&
	       (pattern.path_len == 0 ||
	        fc_text_slice(place->path, sizeof(place->path), pattern.path,
	                      pattern.path_len));
}
