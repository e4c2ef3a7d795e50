/* SPDX-License-Identifier: Apache-2.0 */
/* The stack that a verb means. */
#ifndef HELPERS_CLI_TARGET_H
#define HELPERS_CLI_TARGET_H

#include "options.h"
#include "store/broker.h"
#include "store/config.h"

/*
 * The host of the operand (a host or an https URL), else FOUNDRY_HOSTNAME's,
 * else the only stack that is known.  Fails with USAGE (no host, several
 * stacks) or CONFIG (none is configured).
 */
FC_MUST_CHECK bool cli_target_host(const struct cli_arguments *arguments,
                                   char host[FC_HOST_SIZE],
                                   struct fc_error *err);

/* A configured stack and all that belongs to it. */
struct cli_target {
	struct fc_places places;
	struct fc_config config;
	struct fc_stack stack;
};

#define CLI_TARGET_INIT { .config = FC_CONFIG_INIT, .stack = FC_STACK_INIT }

/* Open the target: as above, or CONFIG when the host is not configured. */
FC_MUST_CHECK bool cli_target_open(struct cli_target *target,
                                   const struct cli_arguments *arguments,
                                   struct fc_error *err);

void cli_target_clear(struct cli_target *target);

/* A token for the host that was named, as fc_broker_get with life_s and
 * no_person.  The caller clears answer. */
FC_MUST_CHECK bool cli_target_token(const struct cli_target *target,
                                    int life_s, bool no_person,
                                    struct fc_answer *answer,
                                    struct fc_error *err);

/* "no such stack", naming the host and what to do. */
void cli_unknown_host(struct fc_error *err, const char *host);

#endif
