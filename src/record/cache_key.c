/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an access record to the configuration it was made under. */
#include "record/cache_key.h"

#include "base/record.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

static const char *const cache_key_names[] = {
	"stack", "client_id", "scopes", "grant", "kind", "home", NULL
};

bool
fc_cache_key_has(const char *key)
{
	size_t i;

	for (i = 0; cache_key_names[i]; i++)
		if (fc_record_key_is(key, cache_key_names[i]))
			return true;
	return false;
}

bool
fc_cache_key_of(const struct fc_stack *stack, const struct fc_paths *paths,
                struct fc_buf *cache_key, struct fc_error *err)
{
	const char *id = stack->client_id ? stack->client_id : "";

	fc_buf_reset(cache_key);
	return fc_record_put(cache_key, "stack", stack->host, err) &&
	       fc_record_put(cache_key, "client_id", id, err) &&
	       fc_record_put(cache_key, "scopes", stack->scopes, err) &&
	       fc_record_put(cache_key, "grant", fc_grant_names[stack->grant],
	                     err) &&
	       fc_record_put(cache_key, "kind",
	                     fc_token_names[FC_TOKEN_OAUTH], err) &&
	       fc_record_put(cache_key, "home", paths->home, err);
}

bool
fc_cache_key_stack(const struct fc_buf *cache_key, char stack[FC_HOST_SIZE])
{
	static const char key[] = "stack=";
	const char *at = fc_buf_str(cache_key), *end;
	char name[FC_HOST_SIZE];

	if (cache_key->len < sizeof(key) ||
	    memcmp(at, key, sizeof(key) - 1) != 0)
		return false;
	at += sizeof(key) - 1;
	end = strchr(at, '\n');
	return end &&
	       fc_text_slice(name, sizeof(name), at, (size_t)(end - at)) &&
	       fc_host_parse(name, stack);
}

bool
fc_cache_key_is_of_home(const struct fc_buf *cache_key,
                        const struct fc_paths *paths)
{
	static const char key[] = "\nhome=";
	const char *at = strstr(fc_buf_str(cache_key), key);
	const size_t len = strlen(paths->home);

	if (!at)
		return false;
	at += sizeof(key) - 1;
	return fc_buf_str(cache_key) + cache_key->len - at > (ptrdiff_t)len &&
	       memcmp(at, paths->home, len) == 0 && at[len] == '\n';
}

/* That of tokens, which is read after all others, is always the present
 * one. */
static void
join_stamps(const struct fc_paths *paths, const char *user, const char *system,
            const char *oauth, char out[FC_FILE_STAMPS_SIZE])
{
	char path[FC_PATH_SIZE], tokens[FC_FILE_STAMP_SIZE];

	fc_text_join(path, sizeof(path), paths->home, "/tokens", NULL);
	fc_file_stamp(path, tokens);
	fc_text_join(out, FC_FILE_STAMPS_SIZE, user, ",", system, ",", tokens,
	             ",", oauth, NULL);
}

void
fc_file_stamps_now(const struct fc_paths *paths, bool shared,
                   char out[FC_FILE_STAMPS_SIZE])
{
	char user[FC_FILE_STAMP_SIZE], system[FC_FILE_STAMP_SIZE];
	char oauth[FC_FILE_STAMP_SIZE] = "*", path[FC_PATH_SIZE];

	fc_file_stamp(paths->config, user);
	fc_file_stamp(paths->system, system);
	if (shared) {
		fc_text_join(path, sizeof(path), paths->home, "/oauth",
		             NULL);
		fc_file_stamp(path, oauth);
	}
	join_stamps(paths, user, system, oauth, out);
}

void
fc_file_stamps_of(const struct fc_config *config, bool shared,
                  char out[FC_FILE_STAMPS_SIZE])
{
	char user[FC_FILE_STAMP_SIZE], system[FC_FILE_STAMP_SIZE];
	char oauth[FC_FILE_STAMP_SIZE] = "*";

	fc_stat_stamp(&config->user.seen, user);
	fc_stat_stamp(&config->system.seen, system);
	if (shared)
		fc_stat_stamp(&config->logins.seen, oauth);
	join_stamps(config->paths, user, system, oauth, out);
}

bool
fc_file_stamps_hold(const struct fc_paths *paths, const char *stamps)
{
	char now[FC_FILE_STAMPS_SIZE];
	const size_t len = strlen(stamps);

	if (len < 2)
		return false;
	fc_file_stamps_now(paths, strcmp(stamps + len - 2, ",*") != 0, now);
	return strcmp(now, stamps) == 0;
}
