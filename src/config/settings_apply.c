/* SPDX-License-Identifier: Apache-2.0 */
/* What the value of a key must be, and what becomes of it in a stack. */
#include "config/settings.h"

#include "base/nearest.h"
#include "base/record.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SCOPES_MAX 16384
#define TIMEOUT_MAX 86400
/* What a record holds of one; see struct fc_access. */
#define USERNAME_MAX 255
/* Longer than a slip of the pen: perhaps a token in the wrong place. */
#define SHOWN_MAX 32

static bool
set_text(const struct fc_setting *setting, struct fc_stack *stack,
         const char *value, struct fc_error *err)
{
	char **field = fc_setting_field(setting, stack);
	const size_t size = strlen(value) + 1;
	char *copy = malloc(size);

	if (!copy)
		return fc_fail_memory(err);
	memcpy(copy, value, size);
	free(*field);
	*field = copy;
	return true;
}

static bool
is_clean(const char *value)
{
	for (; *value; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

/* All that is done with a secret: only foundry-oauth keeps one, for one
 * request. */
static bool
check_text(const struct fc_setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	(void)stack;
	if (!*value || !is_clean(value))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must not be empty or have control "
		               "characters in it", setting->name);
	return true;
}

static bool
apply_text(const struct fc_setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	return check_text(setting, stack, value, err) &&
	       set_text(setting, stack, value, err);
}

static bool
apply_visible(const struct fc_setting *setting, struct fc_stack *stack,
              const char *value, struct fc_error *err)
{
	if (!fc_token_is_wellformed(value, strlen(value)))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be visible characters without blanks",
		               setting->name);
	return set_text(setting, stack, value, err);
}

static bool
apply_username(const struct fc_setting *setting, struct fc_stack *stack,
               const char *value, struct fc_error *err)
{
	if (strchr(value, ':') || strlen(value) > USERNAME_MAX)
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must not contain a colon or be longer than "
		               "%d bytes", setting->name, USERNAME_MAX);
	return apply_text(setting, stack, value, err);
}

static bool
apply_path(const struct fc_setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	if (*value != '/')
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be an absolute path", setting->name);
	return apply_text(setting, stack, value, err);
}

static bool
apply_uri(const struct fc_setting *setting, struct fc_stack *stack,
          const char *value, struct fc_error *err)
{
	if (!fc_url_is_https(value, NULL))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be an https URL", setting->name);
	return set_text(setting, stack, value, err);
}

static bool
apply_proxy(const struct fc_setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	if (value[strcspn(value, " \t")])
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be one URL", setting->name);
	return apply_text(setting, stack, value, err);
}

static bool
apply_choice(const struct fc_setting *setting, struct fc_stack *stack,
             const char *value, struct fc_error *err)
{
	int *field = fc_setting_field(setting, stack);
	const char *nearest;
	char shown[SHOWN_MAX + 1];
	int i;

	for (i = 0; setting->words[i]; i++) {
		if (strcmp(value, setting->words[i]) == 0) {
			*field = i;
			return true;
		}
	}
	fc_printable(shown, sizeof(shown), value, strlen(value));
	if (strlen(value) > SHOWN_MAX)
		fc_fail(err, FC_ERR_CONFIG, "unknown value for %s",
		        setting->name);
	else
		fc_fail(err, FC_ERR_CONFIG, "unknown value \"%s\" for %s",
		        shown, setting->name);
	nearest = fc_nearest(value, setting->words);
	if (nearest) {
		fc_error_hint(err, "did you mean \"%s\"?", nearest);
	} else {
		fc_error_hint(err, "known values: ");
		fc_text_list(err->hint, sizeof(err->hint), setting->words);
	}
	return false;
}

/* "token" is for all; a purpose's own key comes later in the table. */
static bool
apply_token(const struct fc_setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	int i;

	if (!apply_choice(setting, stack, value, err))
		return false;
	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		stack->token[i] = stack->token[FC_PURPOSE_CLI];
	return true;
}

/* RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) */
static bool
is_scope_byte(char c)
{
	return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static bool
is_gap(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\n';
}

static bool
apply_scopes(const struct fc_setting *setting, struct fc_stack *stack,
             const char *value, struct fc_error *err)
{
	struct fc_buf scopes = FC_BUF_INIT(SCOPES_MAX);
	bool done = false;

	while (*value) {
		size_t len;

		for (len = 0; value[len] && !is_gap(value[len]); len++) {
			if (!is_scope_byte(value[len])) {
				fc_fail(err, FC_ERR_CONFIG, "%s has a "
				        "character that no scope can have",
				        setting->name);
				goto out;
			}
		}
		if (len > 0 &&
		    ((scopes.len > 0 && !fc_buf_add(&scopes, " ", 1, err)) ||
		     !fc_buf_add(&scopes, value, len, err)))
			goto out;
		value += value[len] ? len + 1 : len;
	}
	done = set_text(setting, stack, fc_buf_str(&scopes), err);
out:
	fc_buf_clear(&scopes);
	return done;
}

static bool
apply_seconds(const struct fc_setting *setting, struct fc_stack *stack,
              const char *value, struct fc_error *err)
{
	int *field = fc_setting_field(setting, stack);
	long long number;

	if (!fc_number_parse(value, 1, TIMEOUT_MAX, &number))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be whole seconds from 1 to %d",
		               setting->name, TIMEOUT_MAX);
	*field = (int)number;
	return true;
}

static bool
apply_ports(const struct fc_setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	char text[16];
	char *dash;
	long long first, last;

	fc_text_join(text, sizeof(text), value, NULL);
	dash = strchr(text, '-');
	if (dash)
		*dash = '\0';
	if (strlen(value) >= sizeof(text) ||
	    !fc_number_parse(text, 1, 65535, &first) ||
	    !fc_number_parse(dash ? dash + 1 : text, first, 65535, &last))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be a range like 8888-8987",
		               setting->name);
	stack->port_first = (int)first;
	stack->port_last = (int)last;
	return true;
}

/* Looked at in resolve.c, which knows the other sections. */
static bool
apply_stack(const struct fc_setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	(void)setting;
	(void)stack;
	(void)value;
	(void)err;
	return true;
}

static bool (*const apply[])(const struct fc_setting *setting,
                             struct fc_stack *stack, const char *value,
                             struct fc_error *err) = {
	[FC_SETTING_TEXT] = apply_text,
	[FC_SETTING_VISIBLE] = apply_visible,
	[FC_SETTING_SECRET] = check_text,
	[FC_SETTING_PATH] = apply_path,
	[FC_SETTING_URI] = apply_uri,
	[FC_SETTING_PROXY] = apply_proxy,
	[FC_SETTING_SCOPES] = apply_scopes,
	[FC_SETTING_CHOICE] = apply_choice,
	[FC_SETTING_TOKEN] = apply_token,
	[FC_SETTING_STACK] = apply_stack,
	[FC_SETTING_USERNAME] = apply_username,
	[FC_SETTING_PORTS] = apply_ports,
	[FC_SETTING_SECONDS] = apply_seconds,
};

bool
fc_setting_apply(struct fc_stack *stack, const char *key, const char *value,
                 struct fc_error *err)
{
	const struct fc_setting *setting = fc_setting_find(key);

	if (!setting)
		return fc_fail(err, FC_ERR_INTERNAL, "no such key: %s", key);
	return apply[setting->type](setting, stack, value, err);
}

static bool
is_set(const struct fc_setting *setting, const struct fc_stack *stack)
{
	const void *at = fc_setting_field(setting, stack);

	if (setting->type == FC_SETTING_PORTS ||
	    setting->type == FC_SETTING_SECONDS)
		return *(const int *)at != 0;
	return *(char *const *)at != NULL;
}

static bool
apply_fallback(const struct fc_setting *setting, struct fc_stack *stack,
               struct fc_error *err)
{
	char uri[FC_HOST_SIZE + 64];

	if (setting->type != FC_SETTING_URI)
		return apply[setting->type](setting, stack, setting->fallback,
		                            err);
	fc_text_join(uri, sizeof(uri), "https://", stack->host,
	             "/multipass/api/", setting->fallback, NULL);
	return set_text(setting, stack, uri, err);
}

bool
fc_setting_defaults(struct fc_stack *stack, struct fc_error *err)
{
	const struct fc_setting *setting;

	for (setting = fc_settings; setting->name; setting++)
		if (setting->fallback && !is_set(setting, stack) &&
		    !apply_fallback(setting, stack, err))
			return false;
	return true;
}
