/* SPDX-License-Identifier: Apache-2.0 */
/* Static tokens, written: $FOUNDRY_HOME/tokens. */
#include "vault/vault.h"

#include "record/static_tokens.h"

#include <stdio.h>
#include <string.h>

static bool
read_static_tokens(const struct fc_vault *vault, struct fc_ini *ini,
                   struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error what = FC_ERROR_INIT;
	enum fc_lookup result;
	bool done;

	result = fc_file_read_secret(&vault->home, FC_STATIC_TOKENS_FILE, &text,
	                             NULL, err);
	done = result != FC_FAILED;
	if (done && !fc_ini_parse(ini, &text, &what))
		done = fc_fail(err, FC_ERR_DATA, "reading %.200s/%s: %.200s",
		               vault->home.path, FC_STATIC_TOKENS_FILE,
		               what.text);
	fc_buf_clear(&text);
	return done;
}

static bool
write_static_tokens(const struct fc_vault *vault, const struct fc_ini *ini,
                    struct fc_error *err)
{
	return fc_file_write(&vault->home, FC_STATIC_TOKENS_FILE,
	                     fc_buf_str(&ini->text), ini->text.len, err);
}

static bool
put_static(struct fc_ini *ini, const char *section, bool any_user,
           const struct fc_secret *token, time_t expires_at,
           struct fc_error *err)
{
	char expires[FC_NUMBER_SIZE];

	fc_text_number(expires, expires_at);
	return fc_ini_remove(ini, section, err) &&
	       (!any_user || fc_ini_set(ini, section, "any_user", "1", err)) &&
	       (expires_at == 0 ||
	        fc_ini_set(ini, section, "expires_at", expires, err)) &&
	       (token->plain
	                ? fc_ini_set(ini, section, "token", token->plain, err)
	                : fc_ini_set(ini, section, "token", "", err));
}

/* A name that is handed over again takes no token away: it is the last one. */
static bool
move_last(struct fc_ini *ini, const char *section, struct fc_error *err)
{
	static const char *const keys[] = { "any_user", "expires_at",
		                            "token" };
	struct fc_buf values[] = { FC_BUF_INIT(64), FC_BUF_INIT(64),
		                   FC_BUF_INIT(FC_TOKEN_MAX) };
	const size_t count = sizeof(keys) / sizeof(keys[0]);
	bool has[sizeof(keys) / sizeof(keys[0])], done = true;
	size_t i;

	for (i = 0; i < count; i++) {
		enum fc_lookup found = fc_ini_get(ini, section, keys[i],
		                                  &values[i], err);

		has[i] = found == FC_FOUND;
		done = done && found != FC_FAILED;
	}
	done = done && fc_ini_remove(ini, section, err);
	for (i = 0; i < count; i++)
		done = done && (!has[i] ||
		                fc_ini_set(ini, section, keys[i],
		                           fc_buf_str(&values[i]), err));
	for (i = 0; i < count; i++)
		fc_buf_clear(&values[i]);
	return done;
}

bool
fc_vault_store_static(const struct fc_vault *vault, const char *host,
                      const char *user, bool any_user,
                      const struct fc_secret *token, time_t expires_at,
                      struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_ini ini = FC_INI_INIT;
	char section[FC_STATIC_TOKEN_SECTION_SIZE];
	bool done = false;

	if (!fc_static_token_section(host, user, section)) {
		fc_fail(err, FC_ERR_DATA, "%s: the user name is too long",
		        host);
		goto out;
	}
	done = fc_vault_lock(vault, FC_VAULT_LOCK_MS, &lock, err) &&
	       read_static_tokens(vault, &ini, err) &&
	       (!token->plain && fc_ini_section(&ini, section)
	                ? move_last(&ini, section, err)
	                : put_static(&ini, section, any_user, token,
	                             expires_at, err)) &&
	       write_static_tokens(vault, &ini, err);
out:
	fc_ini_clear(&ini);
	fc_lock_release(&lock);
	return done;
}

/* Does this section go?  name is filled when it does. */
static bool
matches(const struct fc_ini *ini, const struct fc_ini_section *section,
        const char *host, const char *wanted, const struct fc_secret *secret,
        char name[FC_STATIC_TOKEN_SECTION_SIZE])
{
	struct fc_buf token = FC_BUF_INIT(FC_TOKEN_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	const char *at;
	bool does;

	if (section->name_len >= FC_STATIC_TOKEN_SECTION_SIZE)
		return false;
	memcpy(name, section->name, section->name_len);
	name[section->name_len] = '\0';
	at = strchr(name, '@');
	if (!at || strcmp(at + 1, host) != 0 ||
	    (wanted && strcmp(wanted, name) != 0))
		return false;
	if (!secret || !secret->plain)
		return true;
	does = fc_ini_get(ini, name, "token", &token, &ignored) == FC_FOUND &&
	       fc_secret_equals(secret, fc_buf_str(&token), token.len);
	fc_buf_clear(&token);
	return does;
}

static bool
remove_static_tokens(struct fc_ini *ini, const char *host, const char *wanted,
                     const struct fc_secret *secret, bool *changed,
                     struct fc_error *err)
{
	size_t i = 0;

	while (i < ini->section_count) {
		char name[FC_STATIC_TOKEN_SECTION_SIZE];

		if (!matches(ini, &ini->sections[i], host, wanted, secret,
		             name)) {
			i++;
			continue;
		}
		if (!fc_ini_remove(ini, name, err))
			return false;
		*changed = true;
		i = 0;
	}
	return true;
}

bool
fc_vault_erase_static(const struct fc_vault *vault, const char *host,
                      const char *user, const struct fc_secret *secret,
                      struct fc_error *err)
{
	struct fc_lock lock = FC_LOCK_INIT;
	struct fc_ini ini = FC_INI_INIT;
	char wanted[FC_STATIC_TOKEN_SECTION_SIZE] = "";
	bool changed = false;
	bool done = true;

	if (user && !fc_static_token_section(host, user, wanted))
		goto out; /* no such entry can exist */
	done = fc_vault_lock(vault, FC_VAULT_LOCK_MS, &lock, err) &&
	       read_static_tokens(vault, &ini, err) &&
	       remove_static_tokens(&ini, host, user ? wanted : NULL, secret,
	                            &changed, err) &&
	       (changed ? write_static_tokens(vault, &ini, err)
	                : fc_draft_forget(&vault->home, FC_STATIC_TOKENS_FILE,
	                                  NULL, err));
out:
	fc_ini_clear(&ini);
	fc_lock_release(&lock);
	return done;
}
