/* SPDX-License-Identifier: Apache-2.0 */
/* What FOUNDRY_TRACE tells of a request. */
#ifndef FC_OAUTH_HTTP_TRACE_H
#define FC_OAUTH_HTTP_TRACE_H

#include "base/buf.h"
#include "config/stack.h"

#include <curl/curl.h>

/* Before it.  Of the form, or NULL, the grant_type alone is told, which stands
 * first in it. */
void fc_http_trace_request(const struct fc_stack *stack, const char *url,
                           const struct fc_buf *form);

/* Once TLS is agreed upon: in a callback of libcurl's. */
void fc_http_trace_connection(CURL *curl, const char *ip, int port);

/* After it: who signed, the answer or why there is none. */
void fc_http_trace_result(CURL *curl, CURLcode code);

#endif
