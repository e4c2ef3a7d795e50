/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, as a person asks for it. */
#ifndef FC_CREDENTIAL_LOGIN_H
#define FC_CREDENTIAL_LOGIN_H

#include "config/config.h"

/*
 * See to it that a person is logged in.  When a login is there that still
 * works, and neither reauth nor a mode other than AUTO is asked for, that is
 * enough: *already is set, and user (perhaps "") says whose it is.  Else
 * foundry-oauth speaks with the person and says who it was.  Waits for
 * login_timeout at most.
 */
FC_MUST_CHECK bool fc_credential_login(struct fc_config *config,
                                       const struct fc_stack *stack,
                                       enum fc_login_mode mode, bool reauth,
                                       bool *already, char user[256],
                                       struct fc_error *err);

/*
 * A new access token, also when the old one is still good: it keeps the saved
 * login alive, or asks anew for a service user's.  Never logs in:
 * LOGIN_NEEDED.  One that another process gets meanwhile will do.  Waits for
 * network_timeout at most, twice when another process is at work.
 */
FC_MUST_CHECK bool fc_credential_refresh(struct fc_config *config,
                                         const struct fc_stack *stack,
                                         struct fc_error *err);

/*
 * Revoke at the stack (3 s at most; failing is told, not fatal), then forget
 * all of the stack and its aliases on this machine.  *was: there was a login,
 * or an access token, to be forgotten.
 */
FC_MUST_CHECK bool fc_credential_logout(struct fc_config *config,
                                        const struct fc_stack *stack, bool *was,
                                        struct fc_error *err);

#endif
