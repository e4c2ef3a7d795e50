/* SPDX-License-Identifier: Apache-2.0 */
/* Access records: one small file per host with its access token. */
#include "record/cache.h"

#include "base/clock.h"
#include "base/draft.h"
#include "base/record.h"
#include "base/text.h"
#include "base/trace.h"
#include "record/cache_key.h"
#include "record/fields.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Of the whole seconds that an origin is made of. */
#define ORIGIN_SLACK_S 2

enum fc_lookup
fc_cache_open(struct fc_cache *cache, const struct fc_paths *paths,
              bool create, struct fc_error *err)
{
	char path[FC_PATH_SIZE];
	enum fc_lookup result;

	cache->dir.fleeting = paths->run[0] != '\0';
	if (cache->dir.fleeting)
		return fc_dir_open(&cache->dir, paths->run, create, err);

	if (create) {
		result = fc_dir_open(&cache->dir, paths->home, true, err);
		if (result != FC_FOUND)
			return result;
	}
	fc_text_join(path, sizeof(path), paths->home, "/cache", NULL);
	return fc_dir_open(&cache->dir, path, create, err);
}

void
fc_cache_close(struct fc_cache *cache)
{
	fc_dir_close(&cache->dir);
}

#define FIELD(member, name) FC_FIELD(struct fc_access, member, name)

/* Behind the cache key.  What is not known costs no line to read. */
static const struct fc_field fields[] = {
	{ FIELD(stamps, "stamps"), .flags = FC_FIELD_ALWAYS },
	{ FIELD(serves, "serves"), .flags = FC_FIELD_ALWAYS },
	{ FIELD(taken, "taken") },
	{ FIELD(git_auth, "git_auth"), .words = fc_git_auth_names,
	  .flags = FC_FIELD_ALWAYS },
	{ FIELD(refused, "refused") },
	{ FIELD(username, "username") },
	{ FIELD(repository, "repository") },
	{ FIELD(user, "user") },
	{ FIELD(login, "login") },
	{ FIELD(granted, "granted") },
	{ FIELD(token.issued_at, "issued_at") },
	{ FIELD(token.expires_at, "expires_at"), .flags = FC_FIELD_ALWAYS },
	{ FIELD(clock, "clock") },
	{ FIELD(previous, "previous_token") },
	{ FIELD(token.access, "access_token") },
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* Unknown keys are a newer version's. */
static bool
keep(struct fc_access *access, const char *key, const char *value,
     struct fc_error *err)
{
	if (fc_cache_key_has(key))
		return fc_record_put(&access->cache_key, key, value, err);
	return fc_fields_take(fields, FIELD_COUNT, access, key, value, err) !=
	       FC_FAILED;
}

static bool
may_be_token(const struct fc_secret *secret)
{
	return !secret->plain ||
	       fc_token_is_wellformed(secret->plain, secret->len);
}

static bool
decode(struct fc_access *access, struct fc_buf *text, struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };
	const char *key, *value;
	enum fc_lookup result;

	while ((result = fc_record_next(&cursor, FC_RECORD_LINE_MAX, &key,
	                                &value, err)) == FC_FOUND)
		if (!keep(access, key, value, err))
			return false;
	if (result == FC_FAILED)
		return false;
	return (may_be_token(&access->token.access) &&
	        may_be_token(&access->previous)) ||
	       fc_fail(err, FC_ERR_DATA, "a token is malformed");
}

static time_t
earlier(time_t at, time_t by)
{
	return at > by ? at - by : 1; /* 0 would be "not known" */
}

/*
 * The clock was set back: by it the token would live longer than it does.
 * In a home, which outlives a start of the machine and may be another's too,
 * an origin says nothing.
 */
static void
follow_clock(const struct fc_cache *cache, struct fc_access *access)
{
	const time_t clock = access->clock;
	const bool lives = cache->dir.fleeting && clock;
	const time_t now = lives ? fc_clock_origin() : clock;
	struct fc_token *token = &access->token;

	if (clock - now <= ORIGIN_SLACK_S)
		return;
	token->issued_at = earlier(token->issued_at, clock - now);
	if (token->expires_at)
		token->expires_at = earlier(token->expires_at, clock - now);
	access->clock = now;
}

/* A stack's record or an alias's. */
static enum fc_lookup
read_record(const struct fc_cache *cache, const char *host,
            struct fc_access *access, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_error damage = FC_ERROR_INIT;
	char room[FC_CACHE_NAME_SIZE];
	const char *name = fc_cache_name(host, room);
	enum fc_lookup result;

	fc_access_clear(access);
	result = fc_file_read_secret(&cache->dir, name, &text, NULL, &damage);
	if (result == FC_FAILED &&
	    (damage.kind == FC_ERR_INTERNAL ||
	     fc_file_is_planted(&cache->dir, name))) {
		*err = damage;
		goto out;
	}
	/* A damaged record, or what is no file at all, counts as no record: a
	 * new token cures both, and nobody should have to delete it. */
	if (result == FC_FAILED ||
	    (result == FC_FOUND && !decode(access, &text, &damage))) {
		fc_trace("access record of %s: %s", host, damage.text);
		fc_access_clear(access);
		result = FC_ABSENT;
	}
	if (result == FC_FOUND)
		follow_clock(cache, access);
out:
	fc_buf_clear(&text);
	return result;
}

enum fc_lookup
fc_cache_get(const struct fc_cache *cache, const char *host,
             struct fc_access *access, struct fc_error *err)
{
	enum fc_lookup result = read_record(cache, host, access, err);

	if (result != FC_FOUND || access->token.access.plain)
		return result;
	fc_access_clear(access);
	return FC_ABSENT;
}

static enum fc_lookup
take_from_stack(const struct fc_cache *cache, struct fc_access *access,
                struct fc_error *err)
{
	struct fc_access of_stack = FC_ACCESS_INIT;
	char stack[FC_HOST_SIZE];
	enum fc_lookup result = FC_ABSENT;

	if (fc_cache_key_stack(&access->cache_key, stack))
		result = fc_cache_get(cache, stack, &of_stack, err);
	if (result == FC_FOUND &&
	    strcmp(fc_buf_str(&of_stack.cache_key),
	           fc_buf_str(&access->cache_key)) != 0)
		result = FC_ABSENT;
	if (result == FC_FOUND) {
		fc_token_move(&access->token, &of_stack.token);
		fc_secret_move(&access->previous, &of_stack.previous);
		memcpy(access->taken, of_stack.taken, sizeof(access->taken));
		access->refused = of_stack.refused;
	}
	fc_access_clear(&of_stack);
	return result;
}

enum fc_lookup
fc_cache_follow(const struct fc_cache *cache, const char *host,
                struct fc_access *access, struct fc_error *err)
{
	enum fc_lookup result = read_record(cache, host, access, err);

	if (result == FC_FOUND && !access->token.access.plain)
		result = take_from_stack(cache, access, err);
	if (result != FC_FOUND)
		fc_access_clear(access);
	return result;
}

static bool
encode(struct fc_buf *text, const struct fc_access *access,
       struct fc_error *err)
{
	return fc_buf_add(text, fc_buf_str(&access->cache_key),
	                  access->cache_key.len, err) &&
	       fc_fields_put(text, fields, FIELD_COUNT, access, err);
}

bool
fc_cache_prove(const struct fc_cache *cache, const char *host,
               struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	char room[FC_CACHE_NAME_SIZE];
	const char *name = fc_cache_name(host, room);
	struct stat st;
	bool done;

	if (fstatat(cache->dir.fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode)) {
		fc_fail(err, FC_ERR_IO, "writing %s/%s: it is a directory",
		        cache->dir.path, name);
		fc_error_hint(err, "move it away");
		return false;
	}
	done = fc_draft_open(&draft, &cache->dir, name, NULL, err) &&
	       fc_draft_reserve(&draft, FC_TOKEN_MAX, err);
	fc_draft_clear(&draft);
	return done;
}

bool
fc_cache_put(const struct fc_cache *cache, const char *host,
             const struct fc_access *access, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	char room[FC_CACHE_NAME_SIZE];
	bool done;

	done = encode(&text, access, err) &&
	       fc_file_write(&cache->dir, fc_cache_name(host, room), text.data,
	                     text.len, err);
	fc_buf_clear(&text);
	return done;
}

bool
fc_cache_forget(const struct fc_cache *cache, const char *host,
                struct fc_error *err)
{
	char room[FC_CACHE_NAME_SIZE];

	return fc_file_forget(&cache->dir, fc_cache_name(host, room), err);
}

void
fc_access_clear(struct fc_access *access)
{
	fc_token_clear(&access->token);
	fc_secret_clear(&access->previous);
	fc_buf_clear(&access->cache_key);
	fc_buf_clear(&access->granted);
	*access = (struct fc_access)FC_ACCESS_INIT;
}
