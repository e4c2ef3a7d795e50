/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an access record to the configuration it was made under. */
#include "record/binding.h"

#include "base/record.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

static const char *const binding_keys[] = {
	"stack", "client_id", "scopes", "grant", "kind", "home", NULL
};

bool
fc_binding_has(const char *key)
{
	size_t i;

	for (i = 0; binding_keys[i]; i++)
		if (fc_record_key_is(key, binding_keys[i]))
			return true;
	return false;
}

bool
fc_binding_of(const struct fc_stack *stack, const struct fc_places *places,
              struct fc_buf *binding, struct fc_error *err)
{
	const char *id = stack->client_id ? stack->client_id : "";

	fc_buf_reset(binding);
	return fc_record_put(binding, "stack", stack->host, err) &&
	       fc_record_put(binding, "client_id", id, err) &&
	       fc_record_put(binding, "scopes", stack->scopes, err) &&
	       fc_record_put(binding, "grant", fc_grant_names[stack->grant],
	                     err) &&
	       fc_record_put(binding, "kind",
	                     fc_token_names[FC_TOKEN_OAUTH], err) &&
	       fc_record_put(binding, "home", places->home, err);
}

bool
fc_binding_stack(const struct fc_buf *binding, char stack[FC_HOST_SIZE])
{
	static const char key[] = "stack=";
	const char *at = fc_buf_str(binding), *end;
	char name[FC_HOST_SIZE];

	if (binding->len < sizeof(key) || memcmp(at, key, sizeof(key) - 1) != 0)
		return false;
	at += sizeof(key) - 1;
	end = strchr(at, '\n');
	return end &&
	       fc_text_slice(name, sizeof(name), at, (size_t)(end - at)) &&
	       fc_host_parse(name, stack);
}

bool
fc_binding_is_of_home(const struct fc_buf *binding,
                      const struct fc_places *places)
{
	static const char key[] = "\nhome=";
	const char *at = strstr(fc_buf_str(binding), key);
	const size_t len = strlen(places->home);

	if (!at)
		return false;
	at += sizeof(key) - 1;
	return fc_buf_str(binding) + binding->len - at > (ptrdiff_t)len &&
	       memcmp(at, places->home, len) == 0 && at[len] == '\n';
}

/* That of tokens, which is read after all others, is always the present
 * one. */
static void
join_stamps(const struct fc_places *places, const char *user,
            const char *system, const char *oauth, char out[FC_STAMPS_SIZE])
{
	char path[FC_PATH_SIZE], tokens[FC_STAMP_SIZE];

	fc_text_join(path, sizeof(path), places->home, "/tokens", NULL);
	fc_file_stamp(path, tokens);
	fc_text_join(out, FC_STAMPS_SIZE, user, ",", system, ",", tokens, ",",
	             oauth, NULL);
}

void
fc_stamps_now(const struct fc_places *places, bool shared,
              char out[FC_STAMPS_SIZE])
{
	char user[FC_STAMP_SIZE], system[FC_STAMP_SIZE];
	char oauth[FC_STAMP_SIZE] = "*", path[FC_PATH_SIZE];

	fc_file_stamp(places->config, user);
	fc_file_stamp(places->system, system);
	if (shared) {
		fc_text_join(path, sizeof(path), places->home, "/oauth",
		             NULL);
		fc_file_stamp(path, oauth);
	}
	join_stamps(places, user, system, oauth, out);
}

void
fc_stamps_of(const struct fc_config *config, bool shared,
             char out[FC_STAMPS_SIZE])
{
	char user[FC_STAMP_SIZE], system[FC_STAMP_SIZE];
	char oauth[FC_STAMP_SIZE] = "*";

	fc_stat_stamp(&config->user.seen, user);
	fc_stat_stamp(&config->system.seen, system);
	if (shared)
		fc_stat_stamp(&config->logins.seen, oauth);
	join_stamps(config->places, user, system, oauth, out);
}

bool
fc_stamps_hold(const struct fc_places *places, const char *stamps)
{
	char now[FC_STAMPS_SIZE];
	const size_t len = strlen(stamps);

	if (len < 2)
		return false;
	fc_stamps_now(places, strcmp(stamps + len - 2, ",*") != 0, now);
	return strcmp(now, stamps) == 0;
}
