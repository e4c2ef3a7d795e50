/* SPDX-License-Identifier: Apache-2.0 */
/* RUN/.netrc.HOST.PID: the netrc file of one command of exec's. */
#ifndef FC_RECORD_NETRC_FILE_H
#define FC_RECORD_NETRC_FILE_H

#include "record/cache.h"

/* It is there as long as somebody holds its lock, which is that of an open
 * descriptor: what a killed process has left is anybody's to remove. */
struct fc_netrc_file {
	struct fc_cache cache;
	int fd; /* -1: none */
	char name[NAME_MAX + 1];
};

#define FC_NETRC_FILE_INIT { .cache = FC_CACHE_INIT, .fd = -1 }

/*
 * Make one for this process, empty, and remove those that nobody holds any
 * more.  Do that before a token is asked for: a logout removes it by its name,
 * and what is written after that lies nowhere.  Fails (IO) without a runtime
 * directory that can be written.
 */
FC_MUST_CHECK bool fc_netrc_file_make(struct fc_netrc_file *file,
                                      const struct fc_paths *paths,
                                      const char *host,
                                      struct fc_error *err);

/* Its contents, once. */
FC_MUST_CHECK bool fc_netrc_file_fill(const struct fc_netrc_file *file,
                                      const struct fc_buf *text,
                                      struct fc_error *err);

/* Remove it, if it is there. */
void fc_netrc_file_remove(struct fc_netrc_file *file);

/* Remove every one that is for host, whoever holds it. */
FC_MUST_CHECK bool fc_netrc_file_forget(const struct fc_cache *cache,
                                        const char *host,
                                        struct fc_error *err);

#endif
