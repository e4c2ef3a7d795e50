/* SPDX-License-Identifier: Apache-2.0 */
/* What a login tells the person: on the terminal, stderr where there is
 * none. */
#ifndef FC_OAUTH_ANNOUNCE_H
#define FC_OAUTH_ANNOUNCE_H

#include "oauth/console.h"

#include "base/buf.h"

/* Show text, which is made fit for the terminal and wrapped to its width.
 * console may be NULL. */
void fc_announce(struct fc_console *console, struct fc_buf *text);

/* The same; url in it is a link where the terminal has them. */
void fc_announce_page(struct fc_console *console, struct fc_buf *text,
                      const char *url);

/* Can the terminal be asked to copy? */
bool fc_announce_can_copy(const struct fc_console *console);

/* Ask it to copy url, and say so. */
void fc_announce_copy(struct fc_console *console, const char *url);

#endif
