/* SPDX-License-Identifier: Apache-2.0 */
/* What git is told: git-credential(1) output format. */
#ifndef HELPERS_GIT_ANSWER_H
#define HELPERS_GIT_ANSWER_H

#include "credential/get.h"
#include "request.h"

/*
 * Append the answer to a get: the capability first when the caller has it,
 * then username, password and expiry, or (git_auth = bearer, or a server that
 * offers nothing else, and the capability) authtype and credential, marked
 * ephemeral.
 *
 * password_expiry_utc is left out when the expiry is not known: git takes 0
 * for "never" (credential.c).
 */
FC_MUST_CHECK bool git_answer_format(struct fc_buf *out,
                                     const struct git_request *request,
                                     const struct fc_answer *answer,
                                     struct fc_error *err);

#endif
