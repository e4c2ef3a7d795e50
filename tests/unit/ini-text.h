/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of base/ini share: a literal becomes an ini. */
#ifndef TESTS_UNIT_INI_TEXT_H
#define TESTS_UNIT_INI_TEXT_H

#include "base/ini.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* A text that may hold NULs, and its length. */
#define TEXT(literal) (literal), sizeof(literal) - 1

static bool
parse(struct fc_ini *ini, const char *bytes, size_t len, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool done = fc_buf_add(&text, bytes, len, err) &&
	            fc_ini_parse(ini, &text, err);

	fc_buf_clear(&text);
	return done;
}

#endif
