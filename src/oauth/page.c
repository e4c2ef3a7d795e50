/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that a browser is shown at our port. */
#include "oauth/page.h"

#include "base/controls.h"
#include "base/text.h"

#include <string.h>

/* fc_page_policy holds the hash of what stands between the tags. */
static const char style[] =
	":root{color-scheme:light;--ink:#1c2127;--soft:#5f6b7c;"
	"--back:#eef0f3;--card:#fff;--line:#d3d8de;--mark:#1c6e42}\n"
	".bad{--mark:#ac2f33}\n.stray{--mark:#8a5a00}\n"
	"@media screen and (prefers-color-scheme:dark){"
	":root{color-scheme:dark;--ink:#f0f2f5;--soft:#a9b4c2;"
	"--back:#15181c;--card:#20252b;--line:#3b434d;--mark:#4cc38a}\n"
	".bad{--mark:#fa8085}.stray{--mark:#e5b44c}}\n"
	"body{margin:0;background:var(--card);color:var(--ink);"
	"font:1rem/1.5 system-ui,sans-serif}\n"
	"main{box-sizing:border-box;padding:1.5rem 1.25rem;"
	"background:var(--card);border-top:.4rem solid var(--mark);"
	"overflow-wrap:anywhere}\n"
	"h1{margin:0 0 1rem;font-size:1.6rem;line-height:1.25;"
	"color:var(--mark);text-wrap:balance}\n"
	"p{margin:0 0 1rem}\n"
	"dl{margin:1.5rem 0;padding:1rem 0;"
	"border:solid var(--line);border-width:1px 0}\n"
	"dt{color:var(--soft)}\n"
	"dd{margin:0}\n"
	"dd+dt{margin-top:.75rem}\n"
	".next{margin:0;font-weight:600}\n"
	"@media(min-width:26rem){"
	"dl{display:grid;grid-template-columns:max-content 1fr;"
	"gap:.25rem 1.25rem}"
	"dd+dt{margin:0}}\n"
	"@media screen and (min-width:38rem){"
	"body{min-height:100vh;display:grid;place-items:center;"
	"background:var(--back)}"
	"main{width:36rem;padding:2.5rem 3rem;border-radius:.4rem;"
	"box-shadow:0 .1rem .6rem #0003}}\n";

const char fc_page_policy[] =
	"default-src 'none'; img-src data:; base-uri 'none'; "
	"form-action 'none'; frame-ancestors 'none'; "
	"style-src 'sha256-Uygyy1yMSVxIgsaMC9+oRjLRkIpCZW3Ve+tmEA6qYX0='";

static bool
add_escaped(struct fc_buf *html, const char *text, struct fc_error *err)
{
	for (; *text; text++) {
		const char *with = NULL;

		switch (*text) {
		case '&':
			with = "&amp;";
			break;
		case '<':
			with = "&lt;";
			break;
		case '>':
			with = "&gt;";
			break;
		case '"':
			with = "&quot;";
			break;
		case '\'':
			with = "&#39;";
			break;
		}
		if (with ? !fc_buf_add_str(html, with, err)
		         : !fc_buf_add(html, text, 1, err))
			return false;
	}
	return true;
}

static bool
add_between(struct fc_buf *html, const char *before, const char *text,
            const char *after, struct fc_error *err)
{
	return fc_buf_add_str(html, before, err) &&
	       add_escaped(html, text, err) &&
	       fc_buf_add_str(html, after, err);
}

/* data: as icon, or the browser asks us for /favicon.ico. */
static bool
add_head(struct fc_buf *html, const struct fc_page *page,
         struct fc_error *err)
{
	return fc_buf_add_str(html,
	           "<!DOCTYPE html>\n"
	           "<html lang=\"en\">\n"
	           "<head>\n"
	           "<meta charset=\"utf-8\">\n"
	           "<meta name=\"viewport\" "
	           "content=\"width=device-width, initial-scale=1\">\n"
	           "<meta name=\"robots\" content=\"noindex\">\n"
	           "<link rel=\"icon\" href=\"data:,\">\n", err) &&
	       add_between(html, "<title>", page->title,
	                   " - foundry-credential</title>\n", err) &&
	       fc_buf_add_str(html, "<style>", err) &&
	       fc_buf_add_str(html, style, err) &&
	       fc_buf_add_str(html, "</style>\n</head>\n", err);
}

/* One line of the list, nothing when there is no value. */
static bool
add_fact(struct fc_buf *html, const char *name, const char *value,
         struct fc_error *err)
{
	char shown[FC_ERROR_TEXT_SIZE];

	if (!value || !*value)
		return true;
	fc_text_join(shown, sizeof(shown), value, NULL);
	fc_strip_controls(shown, strlen(shown));
	return add_between(html, "<dt>", name, "</dt>", err) &&
	       add_between(html, "<dd>", shown, "</dd>\n", err);
}

static bool
add_facts(struct fc_buf *html, const struct fc_page *page,
          struct fc_error *err)
{
	return fc_buf_add_str(html, "<dl>\n", err) &&
	       add_fact(html, "Reason", page->reason, err) &&
	       add_fact(html, "Advice", page->advice, err) &&
	       add_fact(html, "Foundry", page->host, err) &&
	       add_fact(html, "Account", page->user, err) &&
	       add_fact(html, "Program", page->program, err) &&
	       fc_buf_add_str(html, "</dl>\n", err);
}

bool
fc_page_write(struct fc_buf *html, const struct fc_page *page,
              struct fc_error *err)
{
	static const char *const body[] = {
		[FC_PAGE_BAD] = "<body class=\"bad\">\n",
		[FC_PAGE_GOOD] = "<body>\n",
		[FC_PAGE_STRAY] = "<body class=\"stray\">\n",
	};

	return add_head(html, page, err) &&
	       fc_buf_add_str(html, body[page->mark], err) &&
	       add_between(html, "<main>\n<h1>", page->title, "</h1>\n",
	                   err) &&
	       add_between(html, "<p>", page->what, "</p>\n", err) &&
	       add_facts(html, page, err) &&
	       add_between(html, "<p class=\"next\">", page->next, "</p>\n",
	                   err) &&
	       fc_buf_add_str(html, "</main>\n</body>\n</html>\n", err);
}
