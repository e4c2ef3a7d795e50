/* SPDX-License-Identifier: Apache-2.0 */
/* What a client could not be told, kept for who asks: status and doctor. */
#ifndef FC_CREDENTIAL_UNSAID_H
#define FC_CREDENTIAL_UNSAID_H

#include "config/config.h"

/* Note the first message that base/log holds back, if there is one and the
 * stack's lock is free; never waits, never fails. */
void fc_note_unsaid(struct fc_config *config, const struct fc_stack *stack);

#endif
