/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts are of a Foundry: those that are configured, and those below
 * Palantir's domains. */
#ifndef HELPERS_CLI_SWEEP_HOSTS_H
#define HELPERS_CLI_SWEEP_HOSTS_H

#include "config/config.h"

struct cli_sweep_hosts {
	struct fc_buf names; /* FC_HOST_SIZE bytes each, with a NUL */
};

#define CLI_SWEEP_HOSTS_INIT { FC_BUF_INIT(64 * 1024 * 1024) }

/* Take those of the configuration, aliases among them, and FOUNDRY_HOSTNAME. */
FC_MUST_CHECK bool cli_sweep_hosts_load(struct cli_sweep_hosts *hosts,
                                        const struct fc_config *config,
                                        struct fc_error *err);

/* Is this text the name of one?  host is its normal form; a name without a
 * port is also that of a configured host with one. */
bool cli_sweep_hosts_know(const struct cli_sweep_hosts *hosts,
                          const char *text, size_t len,
                          char host[FC_HOST_SIZE]);

/* The first one that stands in a text, as a word. */
bool cli_sweep_hosts_find(const struct cli_sweep_hosts *hosts,
                          const char *text, size_t len,
                          char host[FC_HOST_SIZE]);

void cli_sweep_hosts_clear(struct cli_sweep_hosts *hosts);

#endif
