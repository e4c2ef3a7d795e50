/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser is told at our port about a login. */
#include "oauth/login_page.h"

#include "oauth/page.h"

#define OK 200
#define FORBIDDEN 403
#define BAD_GATEWAY 502

static const char *
program(const struct fc_stack *stack)
{
	return fc_callers[stack->purpose].prompts
	       ? "git, through foundry-credential, on this computer"
	       : "foundry-credential, on this computer";
}

bool
fc_login_page_stray(struct fc_buf *html, const struct fc_stack *stack,
                    const struct fc_error *why, bool over)
{
	const struct fc_page page = {
		.mark = FC_PAGE_STRAY,
		.program = program(stack),
		.host = stack->host,
		.title = "This is not the answer to the login",
		.what = "This request was turned away.",
		.reason = why->text,
		.next = over ? "The login is over. You can close this page, "
		               "and start another."
		             : "The login still waits. Go on where you log "
		               "in, or start it again.",
	};
	struct fc_error ignored;

	return fc_page_write(html, &page, &ignored);
}

static void
explain_failure(struct fc_page *page, const struct fc_error *why, bool saved)
{
	page->mark = FC_PAGE_BAD;
	page->title = saved ? "This login has failed"
	                    : "You are not logged in";
	page->what = why->kind == FC_ERR_DENIED ? "The login was refused."
	             : "The login could not be finished.";
	page->reason = why->text;
	page->advice = why->hint;
	page->next = saved ? "The login from before still counts. You can "
	                     "close this page."
	                   : "You can close this page and go back to where "
	                     "you started.";
}

unsigned
fc_login_page_end(struct fc_buf *html, const struct fc_stack *stack,
                  const char *user, const struct fc_error *why, bool saved)
{
	struct fc_page page = {
		.mark = FC_PAGE_GOOD,
		.program = program(stack),
		.host = stack->host,
		.user = user,
		.title = "You are logged in",
		.what = "The login has reached the program that asked for it.",
		.next = "You can close this page and go on with your work.",
	};
	struct fc_error ignored;

	if (why)
		explain_failure(&page, why, saved);
	if (!fc_page_write(html, &page, &ignored))
		return 0;
	if (!why)
		return OK;
	return why->kind == FC_ERR_DENIED ? FORBIDDEN : BAD_GATEWAY;
}
