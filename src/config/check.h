/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the configuration, and where. */
#ifndef FC_CONFIG_CHECK_H
#define FC_CONFIG_CHECK_H

#include "config/config.h"

/*
 * What is wrong with the files as far as this host is concerned: a broken
 * file that names it, an unknown key in its section or in [DEFAULT].  alias:
 * its section says "foundry = ...".  Unknown keys of the system's file are
 * warnings, and doctor's.
 */
FC_MUST_CHECK bool fc_config_check(const struct fc_config *config,
                                   const char *host, bool alias,
                                   struct fc_error *err);

/* The first key of a file that nobody knows, in the host's section or in
 * [DEFAULT]: CONFIG, with its line and the nearest known word. */
FC_MUST_CHECK bool fc_config_check_keys(const struct fc_config_file *file,
                                        const char *host, bool alias,
                                        struct fc_error *err);

/* A client_secret in a file that others can read is an error. */
FC_MUST_CHECK bool fc_config_check_secret(const struct fc_config_file *file,
                                          struct fc_error *err);

/* The line on which file says key for host or by default, 0: nowhere. */
size_t fc_config_line(const struct fc_config_file *file, const char *host,
                      const char *key);

/* Put "reading FILE: line N: " before what err says.  Returns false. */
bool fc_config_fail_at(struct fc_error *err,
                       const struct fc_config_file *file, size_t line);

#endif
