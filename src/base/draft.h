/* SPDX-License-Identifier: Apache-2.0 */
/* The next contents of a file, on disk before they are known. */
#ifndef FC_BASE_DRAFT_H
#define FC_BASE_DRAFT_H

#include "base/file.h"

/*
 * The next contents of a file, on disk beside it before they are known:
 * space can be reserved first, so that nothing has to fail later.  One
 * writer at a time per name (the caller holds the lock that guards it).
 */
struct fc_draft {
	const struct fc_dir *dir; /* borrowed */
	int fd;
	char name[NAME_MAX + 1]; /* the file */
	char temporary[NAME_MAX + 1];
};

#define FC_DRAFT_INIT { .fd = -1 }

/*
 * Could a draft take the place of this file?  Not if the name is a mount of
 * its own, as of a file that is mounted into a container alone: there a
 * rename fails, or the name means a file that has been replaced where it
 * came from.  Nor if file or directory are marked immutable or append-only.
 * Whether the directory can be written, the draft itself shows.
 */
FC_MUST_CHECK bool fc_draft_may_replace(const struct fc_dir *dir,
                                        const char *name,
                                        struct fc_error *err);

/*
 * Create the temporary file ".NAME.new" (mode 0600), or ".NAME.TAG.new" with
 * a tag.  An older leftover of the same name is removed first.
 */
FC_MUST_CHECK bool fc_draft_open(struct fc_draft *draft,
                                 const struct fc_dir *dir, const char *name,
                                 const char *tag, struct fc_error *err);

/* The same with a name of its own for the temporary file. */
FC_MUST_CHECK bool fc_draft_open_as(struct fc_draft *draft,
                                    const struct fc_dir *dir,
                                    const char *name, const char *temporary,
                                    struct fc_error *err);

/*
 * Create ".NAME.new" for what several may write at once and no lock guards:
 * it is its own lock, and is used again when a killed writer has left it.
 * FC_ABSENT: somebody else writes it now.
 */
FC_MUST_CHECK enum fc_lookup fc_draft_try(struct fc_draft *draft,
                                          const struct fc_dir *dir,
                                          const char *name,
                                          struct fc_error *err);

/*
 * Fill a draft that has just been opened with so many bytes that they really
 * take up disk space, also where the file system compresses, or promises more
 * than it has.  When that fails, the temporary file is removed.
 */
FC_MUST_CHECK bool fc_draft_reserve(struct fc_draft *draft, size_t size,
                                    struct fc_error *err);

/* Write the contents, in the place of those before; with sync, fsync.  It
 * stays a draft, also when that fails. */
FC_MUST_CHECK bool fc_draft_put(const struct fc_draft *draft,
                                const char *bytes, size_t len, bool sync,
                                struct fc_error *err);

/* Write the contents and, but for a fleeting directory, fsync.  When that
 * fails, the temporary file is removed. */
FC_MUST_CHECK bool fc_draft_fill(struct fc_draft *draft, const char *bytes,
                                 size_t len, struct fc_error *err);

/* Then rename over the file, fsync the directory likewise.  With lease (or
 * NULL) the new file is under one from before it has its name. */
FC_MUST_CHECK bool fc_draft_place(struct fc_draft *draft,
                                  struct fc_lease *lease,
                                  struct fc_error *err);

/* Both at once. */
FC_MUST_CHECK bool fc_draft_commit(struct fc_draft *draft, const char *bytes,
                                   size_t len, struct fc_error *err);

/* Leave the temporary file under its name, with what was put there. */
void fc_draft_leave(struct fc_draft *draft);

/* Remove the temporary file unless committed or left.  Safe twice. */
void fc_draft_clear(struct fc_draft *draft);

#endif
