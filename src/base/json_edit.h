/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Editing a JSON text that belongs to somebody else: one member of one inner
 * object changes, every other byte (order, indentation, unknown members)
 * stays.  What comes out is compared with the same edit made by json-c.
 * The names of the object and the key are of bytes that JSON does not escape.
 */
#ifndef FC_BASE_JSON_EDIT_H
#define FC_BASE_JSON_EDIT_H

#include "base/buf.h"

/*
 * Set text's [object][key] to a string.  The object and the key are added
 * when missing, indented like their neighbours; an empty text becomes a file
 * indented by tabs, as docker writes it.
 *
 * Fails (DATA) on what is not one JSON object, on an [object] of another
 * type, and where the result would not be what json-c makes of it; text is
 * then as it was.
 */
FC_MUST_CHECK bool fc_json_text_set(struct fc_buf *text, const char *object,
                                    const char *key, const char *value,
                                    struct fc_error *err);

/* Remove [object][key], and the object too when drop_empty and nothing is
 * left in it; absence is no error.  Fails as above. */
FC_MUST_CHECK bool fc_json_text_unset(struct fc_buf *text, const char *object,
                                      const char *key, bool drop_empty,
                                      struct fc_error *err);

/*
 * The string [object][key] of a text.  value is appended to.
 * FC_ABSENT: no such object or member, or text is empty.
 * FC_FAILED (DATA): not JSON, or another type.
 */
FC_MUST_CHECK enum fc_lookup fc_json_text_get(const struct fc_buf *text,
                                              const char *object,
                                              const char *key,
                                              struct fc_buf *value,
                                              struct fc_error *err);

#endif
