/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration (design.md, "Configuration"), one row each. */
#include "config/settings.h"

#include "base/nearest.h"
#include "base/record.h"
#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SCOPES_MAX 16384
#define TIMEOUT_MAX 86400
/* What a record holds of one; see struct fc_access. */
#define USERNAME_MAX 255
/* Longer than a slip of the pen: perhaps a token in the wrong place. */
#define SHOWN_MAX 32

struct setting;

struct setting {
	const char *name;
	bool (*apply)(const struct setting *setting, struct fc_stack *stack,
	              const char *value, struct fc_error *err);
	size_t offset;            /* of the field in struct fc_stack */
	const char *const *words; /* of an enumeration */
	bool alias;               /* fits the section of an alias */
};

static bool
set_text(struct fc_stack *stack, size_t offset, const char *value,
         struct fc_error *err)
{
	char **field = (char **)((char *)stack + offset);
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

static bool
apply_text(const struct setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	if (!*value || !is_clean(value))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must not be empty or have control "
		               "characters in it", setting->name);
	return set_text(stack, setting->offset, value, err);
}

static bool
apply_client_id(const struct setting *setting, struct fc_stack *stack,
                const char *value, struct fc_error *err)
{
	if (!fc_token_is_wellformed(value, strlen(value)))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be visible characters without blanks",
		               setting->name);
	return set_text(stack, setting->offset, value, err);
}

/* Kept out of the stack: only foundry-oauth reads it, for one request. */
static bool
check_secret(const struct setting *setting, struct fc_stack *stack,
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
apply_username(const struct setting *setting, struct fc_stack *stack,
               const char *value, struct fc_error *err)
{
	if (strchr(value, ':') || strlen(value) > USERNAME_MAX)
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must not contain a colon or be longer than "
		               "%d bytes", setting->name, USERNAME_MAX);
	return apply_text(setting, stack, value, err);
}

static bool
apply_path(const struct setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	if (*value != '/')
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be an absolute path", setting->name);
	return apply_text(setting, stack, value, err);
}

static bool
apply_uri(const struct setting *setting, struct fc_stack *stack,
          const char *value, struct fc_error *err)
{
	if (!fc_url_is_https(value, NULL))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be an https URL", setting->name);
	return set_text(stack, setting->offset, value, err);
}

static bool
apply_proxy(const struct setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	if (value[strcspn(value, " \t")])
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be one URL", setting->name);
	return apply_text(setting, stack, value, err);
}

static void
hint_words(const struct setting *setting, struct fc_error *err)
{
	char *hint = err->hint;
	const size_t size = sizeof(err->hint);
	int i;

	fc_text_join(hint, size, "known values: ", setting->words[0], NULL);
	for (i = 1; setting->words[i]; i++)
		fc_text_join(hint + strlen(hint), size - strlen(hint), ", ",
		             setting->words[i], NULL);
}

static bool
apply_word(const struct setting *setting, struct fc_stack *stack,
           const char *value, struct fc_error *err)
{
	int *field = (int *)((char *)stack + setting->offset);
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
	if (nearest)
		fc_error_hint(err, "did you mean \"%s\"?", nearest);
	else
		hint_words(setting, err);
	return false;
}

/* "token" is for all; a purpose's own key comes later in the table. */
static bool
apply_token(const struct setting *setting, struct fc_stack *stack,
            const char *value, struct fc_error *err)
{
	int i;

	if (!apply_word(setting, stack, value, err))
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
apply_scopes(const struct setting *setting, struct fc_stack *stack,
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
	done = set_text(stack, setting->offset, fc_buf_str(&scopes), err);
out:
	fc_buf_clear(&scopes);
	return done;
}

static bool
apply_seconds(const struct setting *setting, struct fc_stack *stack,
              const char *value, struct fc_error *err)
{
	int *field = (int *)((char *)stack + setting->offset);
	long long number;

	if (!fc_number_parse(value, 1, TIMEOUT_MAX, &number))
		return fc_fail(err, FC_ERR_CONFIG,
		               "%s must be whole seconds from 1 to %d",
		               setting->name, TIMEOUT_MAX);
	*field = (int)number;
	return true;
}

static bool
apply_ports(const struct setting *setting, struct fc_stack *stack,
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

/* Done in config.c, which knows the other sections. */
static bool
apply_nothing(const struct setting *setting, struct fc_stack *stack,
              const char *value, struct fc_error *err)
{
	(void)setting;
	(void)stack;
	(void)value;
	(void)err;
	return true;
}

#define FIELD(name) offsetof(struct fc_stack, name)
#define TOKEN(purpose) (FIELD(token) + (purpose) * sizeof(enum fc_token_kind))

static const struct setting settings[] = {
	{ "client_id", apply_client_id, FIELD(client_id), NULL, false },
	{ "client_secret", check_secret, 0, NULL, false },
	{ "client_secret_file", apply_path, FIELD(client_secret_file), NULL,
	  false },
	{ "client_secret_command", apply_text, FIELD(client_secret_command),
	  NULL, false },
	{ "scopes", apply_scopes, FIELD(scopes), NULL, false },
	{ "grant", apply_word, FIELD(grant), fc_grant_names, false },
	{ "login", apply_word, FIELD(login), fc_login_names, false },
	{ "cache", apply_word, FIELD(cache), fc_cache_names, false },
	{ "token", apply_token, TOKEN(FC_PURPOSE_CLI), fc_token_names, true },
	{ "git_token", apply_word, TOKEN(FC_PURPOSE_GIT), fc_token_names,
	  true },
	{ "docker_token", apply_word, TOKEN(FC_PURPOSE_DOCKER),
	  fc_token_names, true },
	{ "git_auth", apply_word, FIELD(git_auth), fc_git_auth_names, true },
	{ "foundry", apply_nothing, 0, NULL, true },
	{ "username", apply_username, FIELD(username), NULL, true },
	{ "ports", apply_ports, 0, NULL, false },
	{ "authorize_uri", apply_uri, FIELD(authorize_uri), NULL, false },
	{ "token_uri", apply_uri, FIELD(token_uri), NULL, false },
	{ "revoke_uri", apply_uri, FIELD(revoke_uri), NULL, false },
	{ "redirect_uri", apply_uri, FIELD(redirect_uri), NULL, false },
	{ "me_uri", apply_uri, FIELD(me_uri), NULL, false },
	{ "ca_file", apply_path, FIELD(ca_file), NULL, false },
	{ "proxy", apply_proxy, FIELD(proxy), NULL, false },
	{ "login_timeout", apply_seconds, FIELD(login_timeout_s), NULL,
	  false },
	{ "network_timeout", apply_seconds, FIELD(network_timeout_s), NULL,
	  false },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

const char *const fc_setting_names[] = {
	"client_id", "client_secret", "client_secret_file",
	"client_secret_command", "scopes", "grant", "login", "cache", "token",
	"git_token", "docker_token", "git_auth", "foundry", "username",
	"ports", "authorize_uri", "token_uri", "revoke_uri", "redirect_uri",
	"me_uri", "ca_file", "proxy", "login_timeout", "network_timeout",
	NULL
};

static const struct setting *
find_setting(const char *key)
{
	size_t i;

	for (i = 0; i < SETTING_COUNT; i++)
		if (strcmp(settings[i].name, key) == 0)
			return &settings[i];
	return NULL;
}

bool
fc_setting_fits_alias(const char *key)
{
	const struct setting *setting = find_setting(key);

	return setting && setting->alias;
}

bool
fc_setting_apply(struct fc_stack *stack, const char *key, const char *value,
                 struct fc_error *err)
{
	const struct setting *setting = find_setting(key);

	if (!setting)
		return fc_fail(err, FC_ERR_INTERNAL, "no such key: %s", key);
	return setting->apply(setting, stack, value, err);
}

/* A Multipass endpoint of the stack, unless the files name another. */
static bool
default_uri(struct fc_stack *stack, size_t offset, const char *path,
            struct fc_error *err)
{
	char **field = (char **)((char *)stack + offset);
	char uri[FC_HOST_SIZE + 64];

	if (*field)
		return true;
	fc_text_join(uri, sizeof(uri), "https://", stack->host,
	             "/multipass/api/", path, NULL);
	return set_text(stack, offset, uri, err);
}

bool
fc_setting_defaults(struct fc_stack *stack, struct fc_error *err)
{
	if (!stack->scopes &&
	    !set_text(stack, FIELD(scopes), "offline_access", err))
		return false;
	if (stack->port_first == 0) {
		stack->port_first = 8888;
		stack->port_last = 8987;
	}
	if (stack->login_timeout_s == 0)
		stack->login_timeout_s = 300;
	if (stack->network_timeout_s == 0)
		stack->network_timeout_s = 30;
	return default_uri(stack, FIELD(authorize_uri), "oauth2/authorize",
	                   err) &&
	       default_uri(stack, FIELD(token_uri), "oauth2/token", err) &&
	       default_uri(stack, FIELD(revoke_uri), "oauth2/revoke_token",
	                   err) &&
	       default_uri(stack, FIELD(redirect_uri), "oauth2/callback",
	                   err) &&
	       default_uri(stack, FIELD(me_uri), "me", err);
}
