/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 (RFC 4648), decoded. */
#ifndef FC_BASE_BASE64_H
#define FC_BASE_BASE64_H

#include "base/buf.h"

/* Append what is encoded by the alphabet with '+' and '/', with its padding or
 * without.  Fails (DATA) on any other byte; out may then have a part of it. */
FC_MUST_CHECK bool fc_base64_decode(struct fc_buf *out, const char *text,
                                    size_t len, struct fc_error *err);

/* The same by the alphabet for URLs, with '-' and '_', and never padded. */
FC_MUST_CHECK bool fc_base64url_decode(struct fc_buf *out, const char *text,
                                       size_t len, struct fc_error *err);

#endif
