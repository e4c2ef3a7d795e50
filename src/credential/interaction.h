/* SPDX-License-Identifier: Apache-2.0 */
/* May this process ask a person to log in?  (design.md, "Who may log
 * in".) */
#ifndef FC_CREDENTIAL_INTERACTION_H
#define FC_CREDENTIAL_INTERACTION_H

#include "config/stack.h"
#include "record/notes.h"

/* Is there a terminal of which we are the foreground? */
bool fc_has_terminal(void);

/* Does the variable CI say that nobody is there, whatever else does? */
bool fc_is_continuous_integration(void);

/* Is there a desktop (DISPLAY, WAYLAND_DISPLAY, WSL)? */
bool fc_has_desktop(void);

/*
 * May a login be started for who asks?  False: err (LOGIN_NEEDED) says
 * why not, and its hint what to run.  notes may be NULL (none are kept).
 * Runs "git config" once, last, and only when nothing else has said no.
 */
FC_MUST_CHECK bool fc_login_allowed(const struct fc_stack *stack,
                                    const struct fc_notes *notes, time_t now,
                                    struct fc_error *err);

/* What to run for a login; where none would be kept, so that this would lead
 * back here, what to set instead.  option: "" or FC_BY_CONSOLE. */
#define FC_BY_CONSOLE " --console"
void fc_hint_login(struct fc_error *err, const struct fc_stack *stack,
                   const char *option);

/* LOGIN_NEEDED with the command to run; why is "" or a reason. */
void fc_login_needed(struct fc_error *err, const struct fc_stack *stack,
                     const char *why);

#endif
