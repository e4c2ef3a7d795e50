/* SPDX-License-Identifier: Apache-2.0 */
/* What a login tells the person: on the terminal, stderr where there is
 * none. */
#include "oauth/announce.h"

#include "base/controls.h"
#include "base/wrap.h"
#include "oauth/escape.h"
#include "oauth/login_messages.h"

#include <string.h>
#include <unistd.h>

static void
make_fit(const struct fc_console *console, struct fc_buf *text)
{
	fc_strip_for_terminal(text->data, text->len);
	fc_wrap_for_terminal(text->data, console ? fc_console_fd(console)
	                                         : STDERR_FILENO);
}

static void
show(struct fc_console *console, const struct fc_buf *text)
{
	if (console)
		fc_console_print(console, fc_buf_str(text));
	else if (write(STDERR_FILENO, fc_buf_str(text), text->len) < 0)
		return; /* nobody is left to be told */
}

void
fc_announce(struct fc_console *console, struct fc_buf *text)
{
	make_fit(console, text);
	show(console, text);
}

bool
fc_announce_can_copy(const struct fc_console *console)
{
	return console && fc_escape_is_known();
}

void
fc_announce_page(struct fc_console *console, struct fc_buf *text,
                 const char *url)
{
	struct fc_buf linked = FC_BUF_INIT(2 * FC_LOGIN_MESSAGE_MAX);
	struct fc_error ignored;
	const char *at;

	make_fit(console, text);
	at = fc_announce_can_copy(console) ? strstr(text->data, url) : NULL;
	if (at && fc_buf_add(&linked, text->data, (size_t)(at - text->data),
	                     &ignored) &&
	    fc_escape_link(&linked, url, &ignored) &&
	    fc_buf_add_str(&linked, at + strlen(url), &ignored))
		show(console, &linked);
	else
		show(console, text);
	fc_buf_clear(&linked);
}

void
fc_announce_copy(struct fc_console *console, const char *url)
{
	struct fc_buf text = FC_BUF_INIT(2 * FC_LOGIN_MESSAGE_MAX);
	struct fc_error ignored;

	if (fc_escape_copy(&text, url, &ignored) &&
	    fc_buf_add_str(&text, "Copied, if this terminal lets programs "
	                   "do that.\n", &ignored))
		show(console, &text);
	fc_buf_clear(&text);
}
