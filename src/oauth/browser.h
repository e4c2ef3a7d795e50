/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a page in the person's browser. */
#ifndef FC_OAUTH_BROWSER_H
#define FC_OAUTH_BROWSER_H

#include "base/error.h"
#include "base/text.h"

/*
 * Start $BROWSER (colon-separated commands, words split at spaces, no shell,
 * "%s" inside a word replaced by the URL, else the URL appended; the next
 * command only when exec fails), else xdg-open, wslview or open: detached
 * (double fork, setsid, null on 0-2, other descriptors closed, signals and
 * umask of the person restored, without our secrets in its environment) and
 * never waited for.  https URLs only.
 *
 * Fails (IO) when nothing could be started: the person then opens the URL.
 * DATA: not an https URL; nothing was started.
 */
FC_MUST_CHECK bool fc_browser_open(const char *url, struct fc_error *err);

/* The program that it would start, by its path: the first of the commands
 * that is there.  False: none. */
bool fc_browser_find(char path[FC_PATH_SIZE]);

#endif
