/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files in memory.  Linked before src/libbase.a, disk.c takes the place of
 * base/file.c: it has every function of base/file.h.
 */
#ifndef TESTS_FUZZ_DISK_H
#define TESTS_FUZZ_DISK_H

#include "base/file.h"

/* Put a file there; disk_clear removes them all. */
void disk_put(const char *path, const char *bytes, size_t len);
void disk_clear(void);

/* Its contents, or NULL.  Borrowed. */
const struct fc_buf *disk_get(const char *path);

#endif
