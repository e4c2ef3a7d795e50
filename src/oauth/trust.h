/* SPDX-License-Identifier: Apache-2.0 */
/* Whose certificates are believed. */
#ifndef FC_OAUTH_TRUST_H
#define FC_OAUTH_TRUST_H

#include "base/error.h"

#include <curl/curl.h>

/* Can this CA file be read?  NULL is fine.  libcurl would only say so at the
 * first request, and less well.  Fails with CONFIG. */
FC_MUST_CHECK bool fc_trust_check(const char *ca_file, struct fc_error *err);

/* The one file that fc_trust_set trusts, borrowed; NULL: there is none, or a
 * directory counts as well. */
const char *fc_trust_bundle(const char *ca_file);

/*
 * Trust the certificates in ca_file and no others; with NULL the system's
 * bundle, and SSL_CERT_DIR when the environment has it.  False: no memory.
 */
FC_MUST_CHECK bool fc_trust_set(CURL *curl, const char *ca_file);

#endif
