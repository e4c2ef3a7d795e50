/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Bazel and its kin ask: {"uri":"https://HOST/PATH"} on standard input,
 * answered by {"headers":{...},"expires":"..."}
 * (github.com/EngFlow/credential-helper-spec).
 */
#ifndef HELPERS_CLI_COMMON_URI_REQUEST_H
#define HELPERS_CLI_COMMON_URI_REQUEST_H

#include "base/buf.h"
#include "base/url.h"

/* Is it one, or the beginning of one? */
bool cli_uri_request_is(const struct fc_buf *text);

/*
 * The host that it asks about; other members than "uri" are let be.  Fails
 * (DATA) with what is no such request, and (CONFIG) with a URI of another kind
 * than https or grpcs, or with a user name, which no answer would be right for.
 */
FC_MUST_CHECK bool cli_uri_request_host(const struct fc_buf *text,
                                        char host[FC_HOST_SIZE],
                                        struct fc_error *err);

#endif
