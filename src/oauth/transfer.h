/* SPDX-License-Identifier: Apache-2.0 */
/* A transfer of libcurl, whose end somebody may not wait for. */
#ifndef FC_OAUTH_TRANSFER_H
#define FC_OAUTH_TRANSFER_H

#include "config/stack.h"
#include "oauth/patience.h"

#include <curl/curl.h>

/* How each of ours is done: https alone, no redirects, the stack's proxy and
 * certificate authorities. */
bool fc_transfer_set_up(CURL *curl, const struct fc_stack *stack);

/*
 * Perform what is set in curl, as curl_easy_perform would; connections stay
 * in multi.  late, unless NULL, is called when late_ms are over and the
 * transfer is not, and again and again until it has returned true.  patience
 * has begun.
 */
CURLcode fc_transfer_run(CURLM *multi, CURL *curl,
                         struct fc_patience *patience, long late_ms,
                         bool (*late)(void *arg), void *arg);

#endif
