/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access records: one that counts has a good token and times, and written
 * again it is read the same.
 */
#include "disk.h"
#include "fuzz.h"
#include "record/cache.h"

#include <stdlib.h>
#include <string.h>

#define HOST "acme.palantirfoundry.com"
#define YEAR_9999_END 253402300799LL

static const struct fc_paths paths = {
	.home = "/h",
	.run = "/run/foundry-credential",
};

static bool
secrets_are_same(const struct fc_secret *a, const struct fc_secret *b)
{
	return a->len == b->len && (a->plain == NULL) == (b->plain == NULL) &&
	       (a->len == 0 || memcmp(a->plain, b->plain, a->len) == 0);
}

static bool
are_same(const struct fc_access *a, const struct fc_access *b)
{
	return secrets_are_same(&a->token.access, &b->token.access) &&
	       secrets_are_same(&a->previous, &b->previous) &&
	       a->token.issued_at == b->token.issued_at &&
	       a->token.expires_at == b->token.expires_at &&
	       a->cache_key.len == b->cache_key.len &&
	       strcmp(fc_buf_str(&a->cache_key), fc_buf_str(&b->cache_key)) ==
	               0 &&
	       strcmp(a->stamps, b->stamps) == 0 &&
	       strcmp(a->user, b->user) == 0 &&
	       memcmp(a->serves, b->serves, sizeof(a->serves)) == 0 &&
	       a->git_auth == b->git_auth &&
	       strcmp(a->username, b->username) == 0 &&
	       strcmp(a->repository, b->repository) == 0 &&
	       strcmp(fc_buf_str(&a->granted), fc_buf_str(&b->granted)) == 0;
}

static void
hold_record(const struct fc_access *access)
{
	const struct fc_token *token = &access->token;

	hold(token->access.plain &&
	     fc_token_is_wellformed(token->access.plain, token->access.len));
	hold(!access->previous.plain ||
	     fc_token_is_wellformed(access->previous.plain,
	                            access->previous.len));
	hold(token->issued_at >= 0 && token->issued_at <= YEAR_9999_END);
	hold(token->expires_at >= 0 && token->expires_at <= YEAR_9999_END);
	hold(!strpbrk(access->user, "\r\n"));
	hold(!strpbrk(access->username, "\r\n"));
	hold(!strpbrk(access->repository, "\r\n"));
	/* Fresh is never over. */
	hold(!fc_token_is_fresh(token, 1700000000) ||
	     fc_token_is_alive(token, 1700000000));
}

static void
try_put(const struct fc_cache *cache, const struct fc_access *access)
{
	struct fc_access again = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (fc_cache_put(cache, HOST, access, &err)) {
		hold(fc_cache_get(cache, HOST, &again, &err) == FC_FOUND);
		hold(are_same(access, &again));
	} else {
		hold(fuzz_has_control(access->user) ||
		     fuzz_has_control(access->username) ||
		     fuzz_has_control(access->repository) ||
		     fuzz_has_control(access->stamps) ||
		     fuzz_has_control(fc_buf_str(&access->granted)));
	}
	fc_access_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	enum fc_lookup followed, result;

	hold(fc_cache_open(&cache, &paths, true, &err) == FC_FOUND);
	disk_put("/run/foundry-credential/" HOST, (const char *)data, size);
	/* There is no other record: following must end where it began. */
	followed = fc_cache_follow(&cache, HOST, &access, &err);
	hold(followed == FC_FOUND || !access.token.access.plain);
	result = fc_cache_get(&cache, HOST, &access, &err);
	hold(result == followed);
	switch (result) {
	case FC_FOUND:
		hold_record(&access);
		try_put(&cache, &access);
		break;
	case FC_ABSENT:
		hold(!access.token.access.plain);
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		break;
	}
	fc_access_clear(&access);
	fc_cache_close(&cache);
	disk_clear();
	return 0;
}
