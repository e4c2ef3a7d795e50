/* SPDX-License-Identifier: Apache-2.0 */
/* What has the same form in every file: URLs with a password, headers, names
 * with a value, JSON Web Tokens. */
#include "cli/sweep/scan.h"

#include "base/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* What ends a word in any of the formats. */
#define ENDS " \t\r\n\v\f\"'`<>|,;()\\{}"

/* Before a token no part of a URL is longer. */
#define NEAR 2048

static bool
is_end(char byte)
{
	return byte == '\0' || strchr(ENDS, byte);
}

static size_t
word_end(const struct fc_buf *text, size_t from, size_t to)
{
	while (from < to && !is_end(text->data[from]))
		from++;
	return from;
}

void
cli_scan_beside(const struct cli_scan *scan, size_t from, size_t to,
                struct cli_sweep_beside *beside)
{
	const char *text = scan->text.data + from;
	char host[FC_HOST_SIZE];

	if (cli_sweep_hosts_find(scan->hosts, text, to - from, host)) {
		memcpy(beside->host, host, sizeof(beside->host));
		beside->foreign = false;
	} else if (memmem(text, to - from, "//", 2)) {
		beside->host[0] = '\0';
		beside->foreign = true;
	}
}

/* --- URLs ----------------------------------------------------------------- */

/* "SCHEME://NAME:SECRET@HOST"; without a colon the name is the secret, if that
 * has the form of a token: a name alone is none. */
static void
look_at_userinfo(struct cli_scan *scan, size_t from, size_t at,
                 struct cli_sweep_beside *beside, const char *what)
{
	const char *text = scan->text.data;
	const char *colon = memchr(text + from, ':', at - from);
	struct fc_buf plain = FC_BUF_INIT(FC_TOKEN_MAX);
	struct fc_error ignored = FC_ERROR_INIT;

	beside->secret = colon != NULL;
	beside->encoded = false;
	if (colon)
		from = (size_t)(colon - text) + 1;
	/* git clone's page writes it encoded twice. */
	if (memchr(text + from, '%', at - from) &&
	    fc_url_decode(&plain, text + from, at - from, false, &ignored))
		cli_scan_value(scan, from, fc_buf_str(&plain), plain.len,
		               beside, what);
	else
		cli_scan_value(scan, from, text + from, at - from, beside,
		               what);
	fc_buf_clear(&plain);
}

/* conda's "https://HOST/t/TOKEN/". */
static void
look_at_path(struct cli_scan *scan, size_t from, size_t to,
             struct cli_sweep_beside *beside, const char *what)
{
	const char *text = scan->text.data;
	const char *slash;

	if (to - from < 4 || memcmp(text + from, "/t/", 3) != 0)
		return;
	from += 3;
	slash = memchr(text + from, '/', to - from);
	beside->secret = true;
	beside->encoded = false;
	cli_scan_value(scan, from, text + from,
	               (slash ? (size_t)(slash - text) : to) - from, beside,
	               what);
}

/* We are asked for no other URLs. */
static bool
is_https(const char *text, size_t behind)
{
	static const char scheme[] = "https://";
	const size_t len = sizeof(scheme) - 1;

	return behind >= len &&
	       strncasecmp(text + behind - len, scheme, len) == 0;
}

/* Byte for byte what we would be asked for: the port counts. */
static bool
is_host(const char *text, size_t len, const char *host)
{
	char plain[FC_HOST_SIZE], parsed[FC_HOST_SIZE];

	return fc_text_slice(plain, sizeof(plain), text, len) &&
	       fc_host_parse(plain, parsed) && strcmp(parsed, host) == 0;
}

/* What goes with the userinfo of a URL: that alone, or the whole line. */
static void
plan_cut(struct cli_scan *scan, size_t from, size_t host)
{
	const char *text = scan->text.data;
	size_t start = from - (sizeof("https://") - 1), next;

	if (scan->scanner == cli_scan_git) {
		cli_scan_cut(scan, from, host - from);
	} else if (scan->scanner == cli_scan_store &&
	           (start == 0 || text[start - 1] == '\n')) {
		(void)cli_scan_line_end(&scan->text, from, &next);
		cli_scan_cut(scan, start, next - start);
	}
}

static void
look_at_url(struct cli_scan *scan, size_t from, size_t to,
            const struct cli_sweep_beside *around, const char *what)
{
	struct cli_sweep_beside beside = *around;
	const char *text = scan->text.data;
	const char *at;
	size_t path = from, host = from;

	while (path < to && !strchr("/?#", text[path]))
		path++;
	at = memrchr(text + from, '@', path - from);
	if (at)
		host = (size_t)(at - text) + 1;
	beside.host[0] = '\0';
	beside.foreign = !cli_sweep_hosts_know(scan->hosts, text + host,
	                                       path - host, beside.host);
	if (at) {
		if (is_https(text, from) && !beside.foreign &&
		    is_host(text + host, path - host, beside.host))
			plan_cut(scan, from, host);
		look_at_userinfo(scan, from, host - 1, &beside, what);
		cli_scan_cut(scan, 0, 0);
	}
	if (!beside.foreign)
		look_at_path(scan, path, to, &beside, what);
}

static void
look_at_urls(struct cli_scan *scan, size_t from, size_t to,
             const struct cli_sweep_beside *beside, const char *what)
{
	const char *text = scan->text.data, *sign;

	while (from < to &&
	       (sign = memmem(text + from, to - from, "://", 3))) {
		const size_t start = (size_t)(sign - text) + 3;

		from = word_end(&scan->text, start, to);
		look_at_url(scan, start, from, beside, what);
	}
}

/* --- headers -------------------------------------------------------------- */

static void
look_at_scheme(struct cli_scan *scan, size_t from, size_t to,
               const struct cli_sweep_beside *around, const char *scheme)
{
	struct cli_sweep_beside beside = *around;
	const char *text = scan->text.data;
	const size_t len = strlen(scheme);

	beside.secret = true;
	beside.encoded = scheme[1] == 'a';
	for (; from + len < to; from++) {
		if (strncasecmp(text + from, scheme, len) != 0)
			continue;
		from += len;
		cli_scan_value(scan, from, text + from,
		               word_end(&scan->text, from, to) - from,
		               &beside, "Authorization header");
	}
}

static void
look_at_headers(struct cli_scan *scan, size_t from, size_t to,
                const struct cli_sweep_beside *beside)
{
	static const char word[] = "uthorization";

	if (!memmem(scan->text.data + from, to - from, word,
	            sizeof(word) - 1))
		return;
	look_at_scheme(scan, from, to, beside, "bearer ");
	look_at_scheme(scan, from, to, beside, "basic ");
}

/* --- JSON Web Tokens ------------------------------------------------------ */

/* Is it in a URL?  Then that URL's host is the one beside it. */
static void
beside_in_url(const struct cli_scan *scan, size_t from, size_t at, size_t to,
              struct cli_sweep_beside *beside)
{
	const char *text = scan->text.data;
	size_t start = at;

	if (at - from > NEAR)
		from = at - NEAR;
	if (to - at > NEAR)
		to = at + NEAR;
	while (start > from && !is_end(text[start - 1]))
		start--;
	if (memmem(text + start, at - start, "//", 2))
		cli_scan_beside(scan, start, word_end(&scan->text, at, to),
		                beside);
}

static void
look_for_jwts(struct cli_scan *scan, size_t from, size_t to,
              const struct cli_sweep_beside *around, const char *what)
{
	size_t at = from, len;

	while (cli_sweep_next_jwt(scan->text.data, to, &at, &len)) {
		struct cli_sweep_beside beside = *around;

		beside.encoded = false;
		beside_in_url(scan, from, at, to, &beside);
		cli_scan_value(scan, at, scan->text.data + at, len, &beside,
		               what);
		at += len;
	}
}

void
cli_scan_part(struct cli_scan *scan, size_t from, size_t to,
              const struct cli_sweep_beside *around, const char *what)
{
	struct cli_sweep_beside beside = *around;

	cli_scan_beside(scan, from, to, &beside);
	look_at_urls(scan, from, to, &beside, what ? what : "URL");
	look_at_headers(scan, from, to, &beside);
	look_for_jwts(scan, from, to, &beside, what ? what : "token");
}
