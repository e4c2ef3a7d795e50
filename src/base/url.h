/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and https URLs: what is taken for one, and its one spelling. */
#ifndef FC_BASE_URL_H
#define FC_BASE_URL_H

#include "base/buf.h"

/* A host with its port as a file name, with room for a suffix. */
#define FC_HOST_SIZE 240

/*
 * Normalise "host" or "host:port": lower case, port 443 dropped.
 *
 * False, and out untouched, for anything that is not [A-Za-z0-9-] labels
 * joined by single dots (or an IPv6 literal in brackets) with an optional
 * port from 1 to 65535 without leading zero: userinfo, '#', '?', '\', empty
 * or dotted labels, a trailing dot, control bytes, percent signs.
 */
FC_MUST_CHECK bool fc_host_parse(const char *text, char out[FC_HOST_SIZE]);

/*
 * Normalise a host or an "https://host[:port][/path]" (what a person types,
 * what FOUNDRY_HOSTNAME holds).  Other schemes, userinfo, query or fragment:
 * false.
 */
FC_MUST_CHECK bool fc_host_from_url(const char *text, char out[FC_HOST_SIZE]);

/* Narrow text[*from..*to) to what a person meant to paste: without blanks
 * around it, nor the quotes or brackets that mail and shells put there. */
void fc_unquote(const char *text, size_t *from, size_t *to);

/*
 * An absolute https URL fit to be an endpoint: host as above, no userinfo,
 * no fragment, no blanks or control bytes.  host_out may be NULL.
 */
FC_MUST_CHECK bool fc_url_is_https(const char *url,
                                   char host_out[FC_HOST_SIZE]);

/* Append text percent-encoded for application/x-www-form-urlencoded: all
 * but [A-Za-z0-9-._~] as %XX, space as %20 (RFC 3986 section 2.3). */
FC_MUST_CHECK bool fc_url_encode(struct fc_buf *out, const char *text,
                                 size_t len, struct fc_error *err);

/* Append text percent-decoded, '+' to a space when form is true.  Fails
 * (DATA) on a broken %XX and on %00. */
FC_MUST_CHECK bool fc_url_decode(struct fc_buf *out, const char *text,
                                 size_t len, bool form, struct fc_error *err);

#endif
