/* SPDX-License-Identifier: Apache-2.0 */
/* Access records: one small file per host with its access token. */
#include "record/cache.h"

#include "base/clock.h"
#include "base/draft.h"
#include "base/record.h"
#include "base/text.h"
#include "base/trace.h"
#include "record/cache_key.h"

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

static bool
keep_time(time_t *out, const char *value, struct fc_error *err)
{
	long long number;

	if (!fc_number_parse(value, 0, FC_TIME_MAX, &number))
		return fc_fail(err, FC_ERR_DATA, "a time is not a number");
	*out = (time_t)number;
	return true;
}

static bool
keep_token(struct fc_secret *out, const char *value, struct fc_error *err)
{
	if (!fc_token_is_wellformed(value, strlen(value)))
		return fc_fail(err, FC_ERR_DATA, "a token is malformed");
	return fc_secret_set(out, value, strlen(value), err);
}

static void
keep_purposes(bool purposes[FC_PURPOSE_COUNT], const char *value)
{
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		purposes[i] = fc_scopes_contain(value, fc_callers[i].name);
}

/* What is a text of the record and nothing else. */
static bool
keep_plain(struct fc_access *access, const char *key, const char *value,
           struct fc_error *err)
{
	const struct {
		const char *key;
		char *out;
		size_t size;
	} texts[] = {
		{ "user", access->user, sizeof(access->user) },
		{ "login", access->login, sizeof(access->login) },
		{ "stamps", access->stamps, sizeof(access->stamps) },
		{ "username", access->username, sizeof(access->username) },
		{ "repository", access->repository, sizeof(access->repository) },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (fc_record_key_is(key, texts[i].key))
			return fc_record_text(texts[i].out, texts[i].size,
			                      value, err);
	return true; /* unknown keys are a newer version's */
}

/* Whether it is one of these keys. */
static bool
keep_words(struct fc_access *access, const char *key, const char *value)
{
	const char *bearer = fc_git_auth_names[FC_GIT_AUTH_BEARER];

	if (fc_record_key_is(key, "serves"))
		keep_purposes(access->serves, value);
	else if (fc_record_key_is(key, "taken"))
		keep_purposes(access->taken, value);
	else if (fc_record_key_is(key, "refused"))
		access->refused = true;
	else if (fc_record_key_is(key, "git_auth"))
		access->git_auth = strcmp(value, bearer) == 0
		                           ? FC_GIT_AUTH_BEARER
		                           : FC_GIT_AUTH_BASIC;
	else
		return false;
	return true;
}

static bool
keep(struct fc_access *access, const char *key, const char *value,
     struct fc_error *err)
{
	if (fc_cache_key_has(key))
		return fc_record_put(&access->cache_key, key, value, err);
	if (fc_record_key_is(key, "access_token"))
		return keep_token(&access->token.access, value, err);
	if (fc_record_key_is(key, "previous_token"))
		return keep_token(&access->previous, value, err);
	if (fc_record_key_is(key, "issued_at"))
		return keep_time(&access->token.issued_at, value, err);
	if (fc_record_key_is(key, "expires_at"))
		return keep_time(&access->token.expires_at, value, err);
	if (fc_record_key_is(key, "clock"))
		return keep_time(&access->clock, value, err);
	if (fc_record_key_is(key, "granted")) {
		fc_buf_reset(&access->granted);
		return fc_buf_add_str(&access->granted, value, err);
	}
	return keep_words(access, key, value) ||
	       keep_plain(access, key, value, err);
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
	return result != FC_FAILED;
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
put_purposes(struct fc_buf *text, const char *key,
             const bool purposes[FC_PURPOSE_COUNT], struct fc_error *err)
{
	char list[64] = "";
	size_t len = 0;
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++) {
		if (!purposes[i])
			continue;
		fc_text_join(list + len, sizeof(list) - len, len ? " " : "",
		             fc_callers[i].name, NULL);
		len = strlen(list);
	}
	return (!*list && strcmp(key, "serves") != 0) ||
	       fc_record_put(text, key, list, err);
}

static bool
put_token(struct fc_buf *text, const struct fc_access *access,
          struct fc_error *err)
{
	const struct fc_token *token = &access->token;

	if (!token->access.plain)
		return true; /* an alias's */
	return fc_record_put_number(text, "issued_at", token->issued_at,
	                            err) &&
	       fc_record_put_number(text, "expires_at", token->expires_at,
	                            err) &&
	       (access->clock == 0 ||
	        fc_record_put_number(text, "clock", access->clock, err)) &&
	       (!access->previous.plain ||
	        fc_record_put(text, "previous_token", access->previous.plain,
	                      err)) &&
	       fc_record_put(text, "access_token", token->access.plain, err);
}

/* What is not known costs no line to read. */
static bool
put_known(struct fc_buf *text, const struct fc_access *access,
          struct fc_error *err)
{
	const char *const known[][2] = {
		{ "refused", access->refused ? "1" : "" },
		{ "username", access->username },
		{ "repository", access->repository },
		{ "user", access->user },
		{ "login", access->login },
		{ "granted", fc_buf_str(&access->granted) },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (*known[i][1] &&
		    !fc_record_put(text, known[i][0], known[i][1], err))
			return false;
	return true;
}

static bool
encode(struct fc_buf *text, const struct fc_access *access,
       struct fc_error *err)
{
	return fc_buf_add(text, fc_buf_str(&access->cache_key),
	                  access->cache_key.len, err) &&
	       fc_record_put(text, "stamps", access->stamps, err) &&
	       put_purposes(text, "serves", access->serves, err) &&
	       put_purposes(text, "taken", access->taken, err) &&
	       fc_record_put(text, "git_auth",
	                     fc_git_auth_names[access->git_auth], err) &&
	       put_known(text, access, err) && put_token(text, access, err);
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
