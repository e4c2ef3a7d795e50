/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that this program runs with. */
#ifndef FC_OAUTH_VERSIONS_H
#define FC_OAUTH_VERSIONS_H

#include "base/buf.h"

/* Append their names and versions, as they are loaded, in one line:
 * "libcurl/8.14.1 GnuTLS/3.8.9 ... libmicrohttpd/1.0.1". */
FC_MUST_CHECK bool fc_versions_add(struct fc_buf *text, struct fc_error *err);

#endif
