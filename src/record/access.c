/* SPDX-License-Identifier: Apache-2.0 */
/* An access record and the configuration that it is to be of. */
#include "record/access.h"

#include "base/text.h"
#include "record/static_tokens.h"
#include "record/username.h"

#include <string.h>

enum fc_lookup
fc_access_read(struct fc_cache *cache, const struct fc_paths *paths,
               const struct fc_stack *stack, struct fc_access *access,
               struct fc_error *err)
{
	struct fc_buf cache_key = FC_BUF_INIT(FC_CACHE_KEY_MAX);
	enum fc_lookup result = FC_ABSENT;

	if (stack->cache == FC_CACHE_NOOP)
		return FC_ABSENT;
	if (cache->dir.fd < 0)
		result = fc_cache_open(cache, paths, false, err);
	/* No directory, or none that can be opened: there is no record. */
	if (cache->dir.fd < 0)
		return err->sys ? FC_ABSENT : result;
	result = fc_cache_get(cache, stack->host, access, err);
	if (result != FC_FOUND)
		return result;
	if (!fc_cache_key_of(stack, paths, &cache_key, err)) {
		result = FC_FAILED;
	} else if (strcmp(fc_buf_str(&cache_key),
	                  fc_buf_str(&access->cache_key)) != 0) {
		fc_access_clear(access);
		result = FC_ABSENT;
	}
	fc_buf_clear(&cache_key);
	return result;
}

/* Would this purpose be answered by the access token of the stack itself? */
static bool
purpose_takes_oauth(const struct fc_stack *stack, enum fc_purpose purpose,
                    bool has_static)
{
	if (stack->by_name && !fc_callers[purpose].names_repository)
		return false;
	return stack->token[purpose] == FC_TOKEN_OAUTH ||
	       (stack->token[purpose] == FC_TOKEN_AUTO && !has_static);
}

bool
fc_access_bind(struct fc_access *access, const struct fc_stack *stack,
               const struct fc_paths *paths, const char *stamps, time_t now,
               struct fc_error *err)
{
	struct fc_static_token other = FC_STATIC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	bool has_static;
	int i;

	if (!fc_cache_key_of(stack, paths, &access->cache_key, err))
		return false;
	/* One that cannot be read counts: it is for the slow path to say. */
	has_static = fc_static_token_find(paths, stack->asked, NULL, now,
	                                  &other, &ignored) != FC_ABSENT;
	fc_static_token_clear(&other);
	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		access->serves[i] =
			purpose_takes_oauth(stack, (enum fc_purpose)i,
		                            has_static);
	access->git_auth = stack->git_auth;
	fc_text_join(access->username, sizeof(access->username),
	             stack->username ? stack->username : "", NULL);
	fc_registry_username(paths, stack, access->repository,
	                     sizeof(access->repository));
	access->stamps[0] = '\0';
	if (stack->cache == FC_CACHE_READ_WRITE && !stack->from_environment)
		fc_text_join(access->stamps, sizeof(access->stamps), stamps,
		             NULL);
	return true;
}
