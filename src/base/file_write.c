/* SPDX-License-Identifier: Apache-2.0 */
/* A file written at once. */
#include "base/file.h"

#include "base/draft.h"

bool
fc_file_write(const struct fc_dir *dir, const char *name, const char *bytes,
              size_t len, struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	bool done;

	done = fc_draft_open(&draft, dir, name, NULL, err) &&
	       fc_draft_commit(&draft, bytes, len, err);
	fc_draft_clear(&draft);
	return done;
}
