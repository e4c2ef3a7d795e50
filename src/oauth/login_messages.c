/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person is told while a login waits: lines to be wrapped (base/wrap.h);
 * a URL stands alone on its line, so that it can be picked up.
 */
#include "oauth/login_messages.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
fc_login_message_time(struct fc_buf *text, int seconds, struct fc_error *err)
{
	int count = seconds >= 60 ? seconds / 60 : seconds;

	return fc_buf_addf(text, err, "%d %s%s", count,
	                   seconds >= 60 ? "minute" : "second",
	                   count == 1 ? "" : "s");
}

static bool
add_waiting(struct fc_buf *text, const struct fc_stack *stack,
            struct fc_error *err)
{
	return fc_buf_add_str(text, "Waiting for it, ", err) &&
	       fc_login_message_time(text, stack->login_timeout_s, err) &&
	       fc_buf_add_str(text, " at most.", err);
}

static bool
add_copying(struct fc_buf *text, bool copying, struct fc_error *err)
{
	return fc_buf_add_str(text, copying ? " Type c and Enter to copy the "
	                      "address of the page.\n" : "\n", err);
}

bool
fc_login_message_webserver(struct fc_buf *text, const struct fc_stack *stack,
                           const char *url, bool pasting, bool copying,
                           struct fc_error *err)
{
	return fc_buf_addf(text, err, "foundry-credential: logging in to %s: "
	                   "this page opens in your browser; if not, open it "
	                   "yourself:\n%s\n", stack->host, url) &&
	       add_waiting(text, stack, err) &&
	       (!pasting ||
	        fc_buf_add_str(text, " You may also paste the address where "
	                       "your browser ends up, or the code.\n"
	                       "Press Enter alone if the page complains about "
	                       "redirect_uri; Ctrl-C cancels.", err)) &&
	       add_copying(text, copying, err);
}

bool
fc_login_message_console(struct fc_buf *text, const struct fc_stack *stack,
                         const char *url, bool copying, struct fc_error *err)
{
	return fc_buf_addf(text, err, "foundry-credential: logging in to %s: "
	                   "open this page in a browser and copy the code that "
	                   "it shows in the end:\n%s\n", stack->host, url) &&
	       add_waiting(text, stack, err) &&
	       add_copying(text, copying, err);
}

static bool
is_address(const char *text)
{
	unsigned char ignored[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, ignored) == 1 ||
	       inet_pton(AF_INET6, text, ignored) == 1;
}

bool
fc_login_message_ssh(struct fc_buf *text, const char *ssh_connection,
                     const char *user, int port, struct fc_error *err)
{
	char server[INET6_ADDRSTRLEN], digits[6], more;
	int ssh_port;

	/* "client port server port": sshd(8). */
	if (!ssh_connection ||
	    sscanf(ssh_connection, "%*s %*s %45s %5[0-9]%c", server, digits,
	           &more) != 2 || !is_address(server))
		return true;
	ssh_port = (int)strtol(digits, NULL, 10);
	if (ssh_port < 1 || ssh_port > 65535)
		return true;
	if (!fc_buf_addf(text, err,
	                 "If the browser is on another machine, run "
	                 "this there first:\n"
	                 "ssh -L %d:127.0.0.1:%d ", port, port))
		return false;
	if (ssh_port != 22 && !fc_buf_addf(text, err, "-p %d ", ssh_port))
		return false;
	return fc_buf_addf(text, err, "%s@%s\n", user, server);
}
