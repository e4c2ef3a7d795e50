/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read of an INI text that cannot be read as a whole. */
#ifndef FC_BASE_INI_REPAIR_H
#define FC_BASE_INI_REPAIR_H

#include "base/ini.h"

/*
 * How good is this section, the only one of its text?  Of several of one name
 * the first of the best is kept.
 */
typedef int fc_ini_rank(const struct fc_ini *one, const char *section,
                        void *arg);

/*
 * Build a text that fc_ini_parse takes of what it understood of one that it
 * refused: each section once, each key once in it (the first), and no line
 * that is neither.  What is taken keeps its bytes, but for indentation;
 * comments between the keys are left out.
 *
 * Who writes beside another writes over it, from the beginning: the end of a
 * longer version stays behind the shorter one.  It begins anywhere, and what
 * stands before its first header is not of the section that it seems to be in.
 * So a section ends at an empty line behind which there is half a line, or a
 * key again.
 *
 * text is appended to.  False: no memory, or past its cap.
 */
FC_MUST_CHECK bool fc_ini_repair(const struct fc_ini *broken,
                                 fc_ini_rank *rank, void *arg,
                                 struct fc_buf *text, struct fc_error *err);

#endif
