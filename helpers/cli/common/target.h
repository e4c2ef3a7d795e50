/* SPDX-License-Identifier: Apache-2.0 */
/* The stack that a verb means. */
#ifndef HELPERS_CLI_COMMON_TARGET_H
#define HELPERS_CLI_COMMON_TARGET_H

#include "cli/common/options.h"
#include "config/config.h"
#include "credential/get.h"

/* The host of a word that a person typed: a host or an https URL.  Fails with
 * USAGE, and does not repeat the word, which may be a token. */
FC_MUST_CHECK bool cli_host_parse(const char *name, char host[FC_HOST_SIZE],
                                  struct fc_error *err);

/* As of "acme" for acme.palantirfoundry.com; localhost is a whole name. */
bool cli_host_is_one_word(const char *host);

/*
 * The host of the operand (a host or an https URL), else FOUNDRY_HOSTNAME's,
 * else the only stack that is known, else the one that the person chooses at
 * the terminal.  Fails with USAGE (no host, several stacks), CANCELLED or
 * CONFIG (none is configured).
 */
FC_MUST_CHECK bool cli_target_host(const struct cli_arguments *arguments,
                                   char host[FC_HOST_SIZE],
                                   struct fc_error *err);

/* A configured stack and all that belongs to it. */
struct cli_target {
	struct fc_paths paths;
	struct fc_config config;
	struct fc_stack stack;
};

#define CLI_TARGET_INIT { .config = FC_CONFIG_INIT, .stack = FC_STACK_INIT }

/* Open the target: as above, or CONFIG when the host is not configured. */
FC_MUST_CHECK bool cli_target_open(struct cli_target *target,
                                   const struct cli_arguments *arguments,
                                   struct fc_error *err);

void cli_target_clear(struct cli_target *target);

/* A token for the host that was named, as fc_credential_get, and without a
 * login.  The caller clears answer. */
FC_MUST_CHECK bool cli_target_token(const struct cli_target *target,
                                    struct fc_answer *answer,
                                    struct fc_error *err);

/* *all: does the person mean each stack that is known?  Fails with USAGE when
 * one is named besides. */
FC_MUST_CHECK bool cli_target_all(const struct cli_arguments *arguments,
                                  bool *all, struct fc_error *err);

/* Tell what went wrong with one of all, which does not stop the others; worst
 * keeps what has the highest exit status. */
void cli_keep_worst(struct fc_error *worst, const struct fc_error *err);

/* What a broken file names is not seen, which is not kept quiet about: false
 * with what is wrong with the first. */
FC_MUST_CHECK bool cli_files_check(const struct fc_config *config,
                                   struct fc_error *err);

/*
 * The end of a verb for all.  False when one failed, err being text, or when
 * a broken file hides some, unless that is what worst says already.
 */
FC_MUST_CHECK bool cli_all_done(const struct fc_config *config,
                                const struct fc_error *worst,
                                const char *text, struct fc_error *err);

/* "no such stack", naming the host, a configured one that may have been meant,
 * and what to do; "no stack is configured". */
void cli_unknown_host(struct fc_error *err, const char *host);
void cli_no_stack(struct fc_error *err, const struct fc_config *config);

#endif
