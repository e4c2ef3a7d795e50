/* SPDX-License-Identifier: Apache-2.0 */
/* Why a transfer failed, in words for the person. */
#ifndef FC_OAUTH_HTTP_ERROR_H
#define FC_OAUTH_HTTP_ERROR_H

#include "config/stack.h"

#include <curl/curl.h>

#define FC_HTTP_TASK_SIZE (FC_HOST_SIZE + 64)

/* What a request is for: "asking acme.palantirfoundry.com for a token"; of one
 * that only looks, "reaching" it. */
void fc_http_name_task(char task[FC_HTTP_TASK_SIZE],
                       const struct fc_stack *stack, const char *url,
                       const char *host, bool looking);

/* Everything is borrowed. */
struct fc_http_error {
	const struct fc_stack *stack;
	const char *task; /* what we were doing: "asking HOST for a token" */
	CURL *curl;
	CURLcode code;      /* how the transfer ended, not CURLE_OK */
	const char *detail; /* libcurl's CURLOPT_ERRORBUFFER */
	const struct fc_error *refused; /* kind not NONE: we stopped reading */
	long timeout_ms;
	bool sent; /* the request itself was on its way */
};

/*
 * Fill err: "TASK: what went wrong", and what to do about it.  NETWORK;
 * CONFIG for a CA file without certificates, INTERNAL without memory.
 * Nothing of the request or the reply is in it.  Returns false.
 */
bool fc_http_error_explain(const struct fc_http_error *fault,
                           struct fc_error *err);

#endif
