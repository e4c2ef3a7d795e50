/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that callers hand over to keep, design.md, "Store". */
#ifndef FC_CREDENTIAL_STORE_H
#define FC_CREDENTIAL_STORE_H

#include "credential/credential.h"

/*
 * Keep a secret if it is one to keep; everything else is acknowledged and
 * dropped.  FC_FOUND: kept or dropped; FC_ABSENT: the host is not ours;
 * FC_FAILED: it should have been kept.  Runs foundry-oauth only to keep one.
 */
FC_MUST_CHECK enum fc_lookup
fc_credential_store(const struct fc_credential *given, struct fc_error *err);

#endif
