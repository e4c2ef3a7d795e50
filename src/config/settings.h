/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration (design.md, "Configuration"), one row each. */
#ifndef FC_CONFIG_SETTINGS_H
#define FC_CONFIG_SETTINGS_H

#include "config/stack.h"

/* Every key, NULL-terminated. */
extern const char *const fc_setting_names[];

/* May the section of an alias ("foundry = ...") have this key? */
bool fc_setting_fits_alias(const char *key);

/*
 * Check a value and put it into the stack.  Fails (CONFIG) with a text that
 * says what is wrong with the value and a hint with the nearest known word.
 * A client_secret is checked and not kept: oauth/client.h reads it.
 */
FC_MUST_CHECK bool fc_setting_apply(struct fc_stack *stack, const char *key,
                                    const char *value, struct fc_error *err);

/* Fill in what no file and no variable has said.  stack->host is set. */
FC_MUST_CHECK bool fc_setting_defaults(struct fc_stack *stack,
                                       struct fc_error *err);

#endif
