/* SPDX-License-Identifier: Apache-2.0 */
/* Names of sections and keys: looked up, and found to come twice. */
#ifndef FC_BASE_INI_NAMES_H
#define FC_BASE_INI_NAMES_H

#include "base/ini.h"

/*
 * Tells each section and key whether it comes again.  Sets *twice to the first
 * line that repeats the section or the key of an earlier one, 0 when none
 * does.  Time grows with the number of names alone.  False without memory.
 */
FC_MUST_CHECK bool fc_ini_names_check(struct fc_ini *ini, size_t *twice,
                                      struct fc_error *err);

/* Make ini->index, unless there are few sections.  False without memory. */
FC_MUST_CHECK bool fc_ini_names_index(struct fc_ini *ini,
                                      struct fc_error *err);

/* The next section of the very same name, or NULL. */
const struct fc_ini_section *
fc_ini_names_next(const struct fc_ini *ini,
                  const struct fc_ini_section *section);

/* fc_ini_entry for a key that is not a string of its own. */
const struct fc_ini_entry *fc_ini_find(const struct fc_ini_section *section,
                                       const char *key, size_t len);

#endif
