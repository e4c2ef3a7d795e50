/* SPDX-License-Identifier: Apache-2.0 */
/* A refresh token that is not yet in the shared file, beside it. */
#include "vault/kept.h"

#include "base/record.h"
#include "base/trace.h"

#include <string.h>

/* A record with the longest token, and with all else at its longest. */
#define ROOM (FC_TOKEN_MAX + 32768)

bool
fc_kept_fill(struct fc_kept *kept, const struct fc_stack *stack,
             const struct fc_secret *sent, const char *from,
             const struct fc_secret *refresh, struct fc_error *err)
{
	kept->login = !sent;
	fc_text_join(kept->from, sizeof(kept->from), from, NULL);
	if (sent)
		fc_mark_of(kept->from, sent->plain, sent->len);
	return fc_buf_add_str(&kept->client_id, stack->client_id, err) &&
	       fc_buf_add_str(&kept->token_uri, stack->token_uri, err) &&
	       fc_buf_add_str(&kept->scopes, stack->scopes, err) &&
	       fc_secret_set(&kept->refresh, refresh->plain, refresh->len,
	                     err);
}

bool
fc_kept_reserve(const struct fc_vault *vault, const char *host,
                struct fc_draft *draft, struct fc_error *err)
{
	char name[NAME_MAX + 1];

	return fc_logins_kept_name(host, name, err) &&
	       fc_draft_open_as(draft, &vault->home, FC_LOGINS_FILE, name,
	                        err) &&
	       fc_draft_reserve(draft, ROOM, err);
}

/* "whole" comes last: without it a file was cut off, or is only reserved. */
static bool
spell(struct fc_buf *text, const char *host, const struct fc_kept *kept,
      struct fc_error *err)
{
	return fc_record_put(text, "stack", host, err) &&
	       fc_record_put(text, "client_id", fc_buf_str(&kept->client_id),
	                     err) &&
	       fc_record_put(text, "token_uri", fc_buf_str(&kept->token_uri),
	                     err) &&
	       fc_record_put(text, "scopes", fc_buf_str(&kept->scopes),
	                     err) &&
	       fc_record_put_number(text, "login", kept->login, err) &&
	       fc_record_put(text, "from", kept->from, err) &&
	       fc_record_put(text, "refresh_token", kept->refresh.plain,
	                     err) &&
	       fc_record_put_number(text, "whole", 1, err);
}

bool
fc_kept_put(const struct fc_draft *draft, const char *host,
            const struct fc_kept *kept, bool sync, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	bool done;

	done = spell(&text, host, kept, err) &&
	       fc_draft_put(draft, fc_buf_str(&text), text.len, sync, err);
	fc_buf_clear(&text);
	return done;
}

/* False: no such record was ever written by us. */
static bool
keep(struct fc_kept *kept, const char *key, const char *value,
     struct fc_error *err)
{
	if (strcmp(key, "client_id") == 0)
		return fc_buf_add_str(&kept->client_id, value, err);
	if (strcmp(key, "token_uri") == 0)
		return fc_buf_add_str(&kept->token_uri, value, err);
	if (strcmp(key, "scopes") == 0)
		return fc_buf_add_str(&kept->scopes, value, err);
	if (strcmp(key, "from") == 0)
		return fc_text_join(kept->from, sizeof(kept->from), value,
		                    NULL);
	if (strcmp(key, "refresh_token") == 0)
		return fc_token_is_wellformed(value, strlen(value)) &&
		       fc_secret_set(&kept->refresh, value, strlen(value),
		                     err);
	if (strcmp(key, "login") == 0)
		kept->login = strcmp(value, "1") == 0;
	return true;
}

static bool
parse(struct fc_kept *kept, const char *host, struct fc_buf *text,
      struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };
	const char *key, *value;
	bool ours = false, whole = false;

	/* What follows may be the room that was reserved. */
	while (!whole && fc_record_next(&cursor, FC_RECORD_LINE_MAX, &key,
	                                &value, err) == FC_FOUND) {
		if (!keep(kept, key, value, err))
			return false;
		ours = ours || (strcmp(key, "stack") == 0 &&
		                strcmp(value, host) == 0);
		whole = strcmp(key, "whole") == 0;
	}
	return whole && ours && kept->refresh.plain;
}

enum fc_lookup
fc_kept_read(const struct fc_vault *vault, const char *host,
             struct fc_kept *kept, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error what = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	enum fc_lookup result;

	fc_kept_clear(kept);
	if (!fc_logins_kept_name(host, name, err))
		return FC_FAILED;
	result = fc_file_read_secret(&vault->home, name, &text, NULL, err);
	if (result == FC_FOUND && !parse(kept, host, &text, &what)) {
		fc_trace("%s holds no token", name);
		result = what.kind == FC_ERR_INTERNAL ? FC_FAILED : FC_ABSENT;
		*err = what;
	}
	fc_buf_clear(&text);
	return result;
}

bool
fc_kept_forget(const struct fc_vault *vault, const char *host,
               struct fc_error *err)
{
	char name[NAME_MAX + 1];

	return fc_logins_kept_name(host, name, err) &&
	       fc_file_remove(&vault->home, name, err);
}

void
fc_kept_clear(struct fc_kept *kept)
{
	fc_buf_clear(&kept->client_id);
	fc_buf_clear(&kept->token_uri);
	fc_buf_clear(&kept->scopes);
	fc_secret_clear(&kept->refresh);
	*kept = (struct fc_kept)FC_KEPT_INIT;
}
