/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration (design.md, "Configuration"), one row each. */
#ifndef FC_CONFIG_SETTINGS_H
#define FC_CONFIG_SETTINGS_H

#include "config/stack.h"

#include <stddef.h>

/* What a value must be, and with that how the stack holds it: a string where
 * nothing else is said. */
enum fc_setting_type {
	FC_SETTING_TEXT,    /* no control characters; as the next five */
	FC_SETTING_VISIBLE, /* nor blanks */
	FC_SETTING_SECRET,  /* checked and not held: oauth/client.h reads it */
	FC_SETTING_PATH,    /* absolute */
	FC_SETTING_URI,     /* https */
	FC_SETTING_PROXY,
	FC_SETTING_SCOPES,
	FC_SETTING_CHOICE, /* one of words; an enumeration, 0 by default */
	FC_SETTING_TOKEN,  /* the same, for every purpose */
	FC_SETTING_STACK,  /* a host; not held: config.h, fc_config_alias */
	FC_SETTING_USERNAME,
	FC_SETTING_PORTS,   /* a range; two ints */
	FC_SETTING_SECONDS, /* an int */
};

/* How much of a value others may see. */
enum fc_setting_shown {
	FC_SHOWN,
	FC_SHOWN_HOST,    /* of a URL: a password may stand before it */
	FC_SHOWN_PROGRAM, /* of a command: a secret may be among its words */
	FC_SHOWN_NOT,
};

struct fc_setting {
	const char *name;
	enum fc_setting_type type;
	size_t offset;            /* of the field in struct fc_stack */
	const char *const *words; /* of a choice */
	const char *fallback;     /* of a URI, its place at Multipass */
	const char *variable;     /* of the environment, before the files */
	bool for_one; /* that one is for the stack that is meant alone */
	bool alias;   /* has a place beside "foundry = ..." */
	enum fc_setting_shown shown;
};

/* All of them, in the order in which they are applied; the last one has no
 * name. */
extern const struct fc_setting fc_settings[];

/* The field of a stack that holds its value, of the type that it has there. */
void *fc_setting_field(const struct fc_setting *setting,
                       const struct fc_stack *stack);

/* The one of that name, or NULL. */
const struct fc_setting *fc_setting_find(const char *key);

/* The name that was meant by a key that is none, or NULL. */
const char *fc_setting_nearest(const char *key);

/* The variable that says ca_file where no file does, or NULL. */
const char *fc_ca_variable(void);

/*
 * Check a value and put it into the stack.  Fails (CONFIG) with a text that
 * says what is wrong with the value and a hint with the nearest known word.
 */
FC_MUST_CHECK bool fc_setting_apply(struct fc_stack *stack, const char *key,
                                    const char *value, struct fc_error *err);

/* Fill in what no file and no variable has said.  stack->host is set. */
FC_MUST_CHECK bool fc_setting_defaults(struct fc_stack *stack,
                                       struct fc_error *err);

#endif
