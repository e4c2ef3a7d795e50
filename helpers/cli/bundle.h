/* SPDX-License-Identifier: Apache-2.0 */
/* What a maintainer wants to see, in one file without a secret. */
#ifndef HELPERS_CLI_BUNDLE_H
#define HELPERS_CLI_BUNDLE_H

#include "cli/doctor/doctor.h"

/*
 * Write a new file, 0600, with versions, what doctor has found (and why it
 * could not go on, if fault says so), the status of the host ("": each), the
 * configuration by its keys, and the end of FOUNDRY_TRACE's file.  Values are
 * shown where ours alone can stand, and none that looks like a secret; tokens
 * are masked wherever they are.  Asks git, docker and podman for their
 * versions, 2 s at most each.  Fails (IO) when the file is there already.
 */
FC_MUST_CHECK bool cli_bundle(const struct cli_doctor *doctor,
                              const char *host, const struct fc_error *fault,
                              const char *path, struct fc_error *err);

#endif
