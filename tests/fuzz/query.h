/* SPDX-License-Identifier: Apache-2.0 */
/* A second reader of "name=value&...", as plain as can be, to compare. */
#ifndef TESTS_FUZZ_QUERY_H
#define TESTS_FUZZ_QUERY_H

#include "base/buf.h"

/* One stack and one login for all targets.  state is 43 bytes long. */
#define FUZZ_HOST "acme.palantirfoundry.com"
#define FUZZ_STATE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
extern const struct fc_stack fuzz_stack;
extern const struct fc_pkce fuzz_pkce;

/*
 * How many parameters of that name have a value that is not empty; value is
 * the last of them, decoded.  A broken escape counts as '%'.
 */
size_t fuzz_query_count(const char *query, size_t len, const char *name,
                        struct fc_buf *value);

#endif
