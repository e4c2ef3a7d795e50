/* SPDX-License-Identifier: Apache-2.0 */
/* What libcurl knows of a reply, and of how it was got. */
#ifndef FC_OAUTH_HTTP_REPLY_H
#define FC_OAUTH_HTTP_REPLY_H

#include "oauth/reply.h"

#include <curl/curl.h>

/* Status, Retry-After and Content-Type of the reply that is complete. */
void fc_http_read_reply(CURL *curl, struct fc_http_reply *reply);

/* Make libcurl keep what a sight shows.  False: it cannot. */
FC_MUST_CHECK bool fc_http_prepare_sight(CURL *curl);

/* How the last request went, also one that failed: what is not known of it
 * is empty. */
void fc_http_read_sight(CURL *curl, struct fc_http_sight *sight);

#endif
