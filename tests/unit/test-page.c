/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that a browser is shown at our port. */
#include "oauth/page.h"

#include "tap.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

static const struct fc_page hostile = {
	.program = "<iframe>",
	.host = "<script>alert(1)</script>",
	.user = "\"><img src=x onerror='x'>",
	.title = "</title><script>",
	.what = "a & b &amp; </style>",
	.reason = "'\"<b>",
	.advice = "<a href=\"javascript:x\">",
	.next = "<!-- ",
};

static size_t
count(const char *text, const char *what)
{
	size_t found = 0;

	while ((text = strstr(text, what)) != NULL) {
		found++;
		text += strlen(what);
	}
	return found;
}

static void
test_escaping(const char *html)
{
	static const char *const absent[] = {
		"<script", "<iframe", "<img", "<a ", "<b>", "<!--", "http:", "https:",
		"//", "url(", "@import",
	};
	size_t i;

	for (i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		ok(!strstr(html, absent[i]), "no \"%s\" in the page",
		   absent[i]);
	ok(count(html, "</title>") == 1 && count(html, "</style>") == 1,
	   "title and style end once");
	ok(strstr(html, "<dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>") !=
	   NULL, "the host is shown as text");
	ok(strstr(html, "a &amp; b &amp;amp; &lt;/style&gt;") != NULL,
	   "ampersands are escaped once");
}

/* A browser would show the page without style if the hash were stale. */
static void
test_policy(const char *html)
{
	const char *start = strstr(html, "<style>") + strlen("<style>");
	const char *end = strstr(html, "</style>");
	unsigned char digest[32];
	gnutls_datum_t raw = { digest, sizeof(digest) };
	gnutls_datum_t text = { NULL, 0 };
	char want[128] = "";

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, start, (size_t)(end - start),
	                     digest) == 0 &&
	    gnutls_base64_encode2(&raw, &text) == 0)
		snprintf(want, sizeof(want), "style-src 'sha256-%.*s'",
		         (int)text.size, (const char *)text.data);
	gnutls_free(text.data);
	ok(*want && strstr(fc_page_policy, want),
	   "the policy allows this very style: %s", want);
	ok(strstr(fc_page_policy, "default-src 'none'") != NULL,
	   "and nothing else");
	ok(!strstr(html, " style="), "no style outside of it");
}

static void
test_contents(void)
{
	const struct fc_page page = {
		.mark = FC_PAGE_GOOD,
		.program = "git, through foundry-credential",
		.host = "acme.palantirfoundry.com",
		.title = "You are logged in",
		.what = "what",
		.user = "",
		.advice = "",
		.next = "next",
	};
	struct fc_buf html = FC_BUF_INIT(FC_PAGE_MAX);
	struct fc_buf small = FC_BUF_INIT(512);
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_page_write(&html, &page, &err), "a page is written");
	ok(strstr(html.data, "acme.palantirfoundry.com") &&
	   strstr(html.data, "foundry-credential") &&
	   strstr(html.data, "prefers-color-scheme:dark") &&
	   strstr(html.data, "width=device-width"),
	   "it names stack and program, and suits dark and narrow screens");
	ok(!strstr(html.data, "Account") && !strstr(html.data, "Reason") &&
	   !strstr(html.data, "Advice"),
	   "nothing is shown for what is not known");
	ok(!fc_page_write(&small, &page, &err), "a full buffer is an error");
	fc_buf_clear(&small);
	fc_buf_clear(&html);
}

int
main(void)
{
	struct fc_buf html = FC_BUF_INIT(FC_PAGE_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (!ok(fc_page_write(&html, &hostile, &err),
	        "a page of hostile texts is written"))
		return done();
	test_escaping(html.data);
	test_policy(html.data);
	test_contents();
	fc_buf_clear(&html);
	return done();
}
