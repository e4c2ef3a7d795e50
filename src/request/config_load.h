/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as every program but foundry-oauth loads it: both files,
 * and the index of the shared file.
 */
#ifndef FC_REQUEST_CONFIG_LOAD_H
#define FC_REQUEST_CONFIG_LOAD_H

#include "config/config.h"

/* fc_config_read and fc_logins_load.  Of a client_secret in the files only
 * its place is kept. */
FC_MUST_CHECK bool fc_config_load(struct fc_config *config,
                                  const struct fc_paths *paths,
                                  struct fc_error *err);

/* The same for who only looks: an index that is made is not written down. */
FC_MUST_CHECK bool fc_config_look(struct fc_config *config,
                                  const struct fc_paths *paths,
                                  struct fc_error *err);

/*
 * What is known of the logins, in place of what was.  Without a shared file,
 * nothing.  Where no index is of that file as it is now, foundry-oauth is run
 * to make it anew; what it finds wrong with the file, or what keeps it from
 * looking, is kept as broken.
 */
void fc_logins_load(struct fc_logins *logins, const struct fc_paths *paths);

#endif
