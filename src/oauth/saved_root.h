/* SPDX-License-Identifier: Apache-2.0 */
/* The one certificate of a large CA bundle that a stack's chain ends in. */
#ifndef FC_OAUTH_SAVED_ROOT_H
#define FC_OAUTH_SAVED_ROOT_H

#include "config/stack.h"
#include "record/cache.h"

#include <curl/curl.h>

/* Parsing all of a bundle takes longer than all else of a refresh. */
struct fc_saved_root {
	struct fc_cache cache; /* closed: nothing is read or kept */
	struct fc_buf head;    /* how a file about this version begins */
	const char *host;      /* the stack's, borrowed */
	const char *bundle;    /* borrowed */
	int fd;                /* the file that is trusted instead, or -1 */
	bool done;             /* looked for, once in a process */
};

#define FC_SAVED_ROOT_INIT { .cache = FC_CACHE_INIT, \
	.head = FC_BUF_INIT(2 * FC_PATH_SIZE), .fd = -1 }

/*
 * Before the first request of curl, which trusts the stack's bundle so far:
 * from now on it trusts the root that was kept of this very version of the
 * bundle alone, if one was, and if nobody else can have written it.  For
 * servers: a proxy is still judged by the bundle.
 *
 * Only under cache = read_write, with a runtime directory, with all endpoints
 * on the stack's own host, and with one bundle that is worth it.  What goes
 * wrong costs the time of parsing, and nothing else.
 */
void fc_saved_root_use(struct fc_saved_root *root,
                       const struct fc_paths *paths,
                       const struct fc_stack *stack, CURL *curl);

/*
 * A transfer has ended with code, and nothing was sent: was that for the saved
 * root, so that it is to be tried again?  The bundle is trusted then.
 */
bool fc_saved_root_gives_way(struct fc_saved_root *root, CURL *curl,
                             CURLcode code);

/*
 * In a callback of libcurl's that has a verified connection: keep the entry of
 * the bundle that signed its chain, unless it was verified by that already.
 */
void fc_saved_root_keep(struct fc_saved_root *root, CURL *curl);

/* Release what it holds; the file stays.  Safe twice. */
void fc_saved_root_close(struct fc_saved_root *root);

/* Remove what is kept of a stack.  Absence is fine. */
FC_MUST_CHECK bool fc_saved_root_forget(const struct fc_cache *cache,
                                        const char *host,
                                        struct fc_error *err);

#endif
