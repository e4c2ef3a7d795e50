/* SPDX-License-Identifier: Apache-2.0 */
/* The netrc files of other programs. */
#ifndef FC_BASE_NETRC_H
#define FC_BASE_NETRC_H

#include "base/buf.h"

/* Append a netrc file as it is, but for the entries of that machine: readers
 * differ in whether the first or the last one counts.  What makes no sense is
 * left as it is.  Fails as fc_buf_add. */
FC_MUST_CHECK bool fc_netrc_add_without(struct fc_buf *out, const char *text,
                                        size_t len, const char *machine,
                                        struct fc_error *err);

#endif
