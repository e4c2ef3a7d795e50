/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out of a buffer that is wiped, for answers with a secret in them. */
#ifndef FC_BASE_JSON_PUT_H
#define FC_BASE_JSON_PUT_H

#include "base/buf.h"

/*
 * Add "name":"value" to the object that out ends with, after the comma that
 * it needs: one that is begun with '{' and still open.  The name is taken as
 * it is; of the value, control bytes, '"' and '\' are escaped, and all else
 * should be UTF-8.  Fails as fc_buf_add.
 */
FC_MUST_CHECK bool fc_json_put(struct fc_buf *out, const char *name,
                               const char *value, struct fc_error *err);

/* Add "value" alone, as a member of an array has it. */
FC_MUST_CHECK bool fc_json_put_string(struct fc_buf *out, const char *value,
                                      struct fc_error *err);

#endif
