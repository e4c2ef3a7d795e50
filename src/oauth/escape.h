/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal can do beyond showing text: links, and its clipboard. */
#ifndef FC_OAUTH_ESCAPE_H
#define FC_OAUTH_ESCAPE_H

#include "base/buf.h"

/* Does the terminal of TERM know control strings, or drop those that it does
 * not know?  Never with NO_COLOR. */
bool fc_escape_is_known(void);

/* Append url (printable ASCII) as a link to itself (OSC 8). */
FC_MUST_CHECK bool fc_escape_link(struct fc_buf *text, const char *url,
                                  struct fc_error *err);

/* Append what asks the terminal to copy url (OSC 52).  It may refuse. */
FC_MUST_CHECK bool fc_escape_copy(struct fc_buf *text, const char *url,
                                  struct fc_error *err);

#endif
