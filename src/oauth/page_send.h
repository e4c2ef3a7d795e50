/* SPDX-License-Identifier: Apache-2.0 */
/* A page as the answer to a request at our port. */
#ifndef FC_OAUTH_PAGE_SEND_H
#define FC_OAUTH_PAGE_SEND_H

#include "base/buf.h"

#include <microhttpd.h>

/* Queue it, with the headers that keep it to itself; the connection is closed
 * after it.  MHD_NO, which closes it at once, when that fails. */
enum MHD_Result fc_page_send(struct MHD_Connection *connection,
                             unsigned status, const struct fc_buf *html);

#endif
