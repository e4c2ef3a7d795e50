/* SPDX-License-Identifier: Apache-2.0 */
/* The secrets that last: refresh tokens and static tokens. */
#include "vault/vault.h"

#include "vault/kept.h"

#include <string.h>

void
fc_vault_section(const struct fc_logins_file *logins,
                 const struct fc_stack *stack, char name[FC_HOST_SIZE + 8])
{
	const struct fc_ini_section *section =
		fc_host_section(&logins->ini, stack->host);

	if (section)
		fc_text_slice(name, FC_HOST_SIZE + 8, section->name,
		              section->name_len);
	else
		fc_text_join(name, FC_HOST_SIZE + 8, stack->host, NULL);
}

static bool
get_refresh(const struct fc_logins_file *logins, const struct fc_stack *stack,
            struct fc_secret *refresh, struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	char name[FC_HOST_SIZE + 8];
	bool done = false;

	fc_vault_section(logins, stack, name);
	if (fc_ini_get(&logins->ini, name, "refresh_token", &value, err) !=
	    FC_FOUND)
		goto out;
	if (!fc_token_is_wellformed(fc_buf_str(&value), value.len)) {
		fc_fail(err, FC_ERR_DATA, "the saved refresh_token of %s is "
		        "malformed", stack->host);
		fc_error_hint(err, "run: foundry-credential login %s",
		              stack->host);
		goto out;
	}
	done = fc_secret_set(refresh, value.data, value.len, err);
out:
	fc_buf_clear(&value);
	return done;
}

enum fc_lookup
fc_vault_find(const struct fc_logins_file *logins,
              const struct fc_stack *stack, struct fc_saved_login *saved,
              struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	enum fc_lookup result, found;

	result = fc_logins_file_have(logins, stack, &saved->foreign, err);
	if (result == FC_FAILED)
		goto out;
	found = fc_logins_file_find(logins, stack->host, &entry, err);
	if (found != FC_FOUND) {
		result = found;
		goto out;
	}
	if (entry.has_refresh_token)
		memcpy(saved->mark, entry.mark, sizeof(saved->mark));
	fc_buf_move(&saved->client_id, &entry.client_id);
	fc_buf_move(&saved->scopes, &entry.scopes);
	if (result == FC_FOUND &&
	    !get_refresh(logins, stack, &saved->refresh, err))
		result = FC_FAILED;
out:
	fc_login_entry_clear(&entry);
	return result;
}

enum fc_lookup
fc_vault_file_read(const struct fc_vault *vault, const struct fc_stack *stack,
                   struct fc_saved_login *saved, struct fc_error *err)
{
	struct fc_logins_file logins = FC_LOGINS_FILE_INIT;
	struct fc_lease lease = FC_LEASE_INIT;
	enum fc_lookup result = FC_FAILED;

	fc_saved_login_clear(saved);
	if (fc_vault_read_logins(vault, &logins, &lease, err))
		result = fc_vault_find(&logins, stack, saved, err);
	else
		fc_logins_hint(err, stack->host);
	fc_lease_end(&lease);
	fc_logins_file_clear(&logins);
	return result;
}

void
fc_saved_login_clear(struct fc_saved_login *saved)
{
	fc_secret_clear(&saved->refresh);
	fc_buf_clear(&saved->scopes);
	fc_buf_clear(&saved->client_id);
	saved->mark[0] = '\0';
	saved->foreign = false;
}

bool
fc_vault_file_probe(const struct fc_paths *paths,
                    const struct fc_stack *stack, struct fc_error *err)
{
	struct fc_vault vault = FC_VAULT_INIT;
	struct fc_kept kept = FC_KEPT_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	bool waits;

	if (!fc_logins_is_kept(paths, stack->host))
		return true;
	waits = fc_vault_open(&vault, paths, &ignored) &&
	        fc_logins_kept_name(stack->host, name, &ignored) &&
	        fc_kept_read(&vault, stack->host, &kept, &ignored) ==
	                FC_FOUND;
	fc_kept_clear(&kept);
	fc_vault_close(&vault);
	if (!waits)
		return true;
	fc_fail(err, FC_ERR_IO, "a new token that could not be saved waits in "
	        "%s/%s", paths->home, name);
	fc_error_hint(err, "mend what is wrong with the files, then: "
	              "foundry-credential refresh %s", stack->host);
	return false;
}

/* What the changes below are about. */
struct change {
	const struct fc_stack *stack;
	const struct fc_secret *refused; /* NULL: whichever */
};

static enum fc_lookup
forget(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	const struct change *change = arg;
	const struct fc_secret *refused = change->refused;
	struct fc_saved_login now = FC_SAVED_LOGIN_INIT;
	char name[FC_HOST_SIZE + 8];
	enum fc_lookup result;

	result = fc_vault_find(logins, change->stack, &now, err);
	if (result == FC_FOUND && refused &&
	    !fc_secret_equals(&now.refresh, refused->plain, refused->len))
		result = FC_ABSENT;
	fc_vault_section(logins, change->stack, name);
	if (result == FC_FOUND &&
	    !fc_ini_unset(&logins->ini, name, "refresh_token", err))
		result = FC_FAILED;
	fc_saved_login_clear(&now);
	return result;
}

static enum fc_lookup
log_out(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	const struct fc_stack *stack = ((const struct change *)arg)->stack;
	struct fc_saved_login now = FC_SAVED_LOGIN_INIT;
	char name[FC_HOST_SIZE + 8];
	enum fc_lookup result;

	result = fc_vault_find(logins, stack, &now, err);
	if (result == FC_FAILED && err->kind != FC_ERR_DATA)
		goto out;
	fc_vault_section(logins, stack, name);
	result = FC_ABSENT;
	if (stack->client_id && !now.foreign && now.client_id.len > 0 &&
	    strcmp(fc_buf_str(&now.client_id), stack->client_id) == 0)
		result = fc_ini_remove(&logins->ini, name, err) ? FC_FOUND
		                                                : FC_FAILED;
out:
	fc_saved_login_clear(&now);
	return result;
}

/* By the very draft that a refresh of this stack would have: one that a
 * killed refresh has left behind goes with it. */
static bool
edit(const struct fc_vault *vault, const struct fc_stack *stack,
     const struct fc_secret *refused, fc_vault_change *what,
     struct fc_error *err)
{
	struct change change = { .stack = stack, .refused = refused };
	struct fc_draft draft = FC_DRAFT_INIT;
	bool done;

	done = fc_vault_edit(vault, &draft, stack->host, false, what, &change,
	                     err);
	fc_draft_clear(&draft);
	return done;
}

bool
fc_vault_file_forget(const struct fc_vault *vault,
                     const struct fc_stack *stack,
                     const struct fc_secret *refused, struct fc_error *err)
{
	return edit(vault, stack, refused, forget, err);
}

bool
fc_vault_logout(const struct fc_vault *vault, const struct fc_stack *stack,
                struct fc_error *err)
{
	struct fc_error later = FC_ERROR_INIT;
	bool done = edit(vault, stack, NULL, log_out, err);

	if (fc_vault_sweep(vault, stack, &later) &&
	    fc_kept_forget(vault, stack->host, &later))
		return done;
	*err = later;
	return false;
}
