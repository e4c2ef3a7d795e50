/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person is told while a login waits: lines to be wrapped (base/wrap.h);
 * a URL stands alone on its line, so that it can be picked up.
 */
#ifndef FC_OAUTH_LOGIN_MESSAGES_H
#define FC_OAUTH_LOGIN_MESSAGES_H

#include "base/buf.h"
#include "config/stack.h"

#define FC_LOGIN_MESSAGE_MAX 32768

/* Typed alone: put the URL into the person's clipboard. */
#define FC_LOGIN_MESSAGE_COPY "c"

/* In the words of design.md, "Login at the terminal": tests and scripts look
 * for it. */
#define FC_LOGIN_MESSAGE_PROMPT "Enter the authorization code: "
#define FC_LOGIN_MESSAGE_PASTE_PROMPT "Paste here: "

/* Each appends to text. */

/* The browser opens url and comes back to our port.  pasting: there is a
 * terminal, where an answer may be pasted meanwhile; copying: and one that
 * copies for us. */
FC_MUST_CHECK bool fc_login_message_webserver(struct fc_buf *text,
                                              const struct fc_stack *stack,
                                              const char *url, bool pasting,
                                              bool copying,
                                              struct fc_error *err);

/* The page at url shows a code. */
FC_MUST_CHECK bool fc_login_message_console(struct fc_buf *text,
                                            const struct fc_stack *stack,
                                            const char *url, bool copying,
                                            struct fc_error *err);

/*
 * How the browser of the machine that the person sits at reaches our port:
 * nothing unless ssh_connection (the variable SSH_CONNECTION, or NULL) tells
 * of one.  user is the account on this machine.
 */
FC_MUST_CHECK bool fc_login_message_ssh(struct fc_buf *text,
                                        const char *ssh_connection,
                                        const char *user, int port,
                                        struct fc_error *err);

/* Time that is left, in words: "5 minutes", "1 minute", "10 seconds". */
FC_MUST_CHECK bool fc_login_message_time(struct fc_buf *text, int seconds,
                                         struct fc_error *err);

#endif
