/* SPDX-License-Identifier: Apache-2.0 */
/* Access records: what they hold, what they are bound to, whom to trust. */
#include "record/access.h"
#include "record/cache.h"

#include "base/record.h"
#include "config/settings.h"
#include "vault/index.h"

#include "scratch.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT(literal) (literal), sizeof(literal) - 1
#define HOST "acme.example"
#define ALIAS "registry.example"
#define NOW 1700000000

static struct fc_paths paths;
static struct fc_cache cache = FC_CACHE_INIT;

static const char *
below(const char *directory, const char *name)
{
	static char path[4][2 * FC_PATH_SIZE];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", directory, name);
	return path[turn];
}

static void
put(const char *path, const char *text, size_t len)
{
	scratch_put(path, text, len, 0600);
}

static void
fill_stack(struct fc_stack *stack)
{
	struct fc_error err = FC_ERROR_INIT;

	snprintf(stack->host, sizeof(stack->host), HOST);
	snprintf(stack->asked, sizeof(stack->asked), HOST);
	if (!fc_setting_apply(stack, "client_id", "id", &err) ||
	    !fc_setting_apply(stack, "username", "robot", &err) ||
	    !fc_setting_defaults(stack, &err))
		exit(EXIT_FAILURE);
}

static void
test_places(void)
{
	struct fc_cache other = FC_CACHE_INIT;
	struct fc_paths elsewhere = paths;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	ok(fc_cache_open(&other, &elsewhere, false, &err) == FC_ABSENT,
	   "no cache before there is one");
	ok(fc_cache_open(&other, &elsewhere, true, &err) == FC_FOUND &&
	   other.dir.fleeting && stat(elsewhere.run, &st) == 0 &&
	   (st.st_mode & 07777) == 0700, "in the runtime directory, private");
	elsewhere.run[0] = '\0';
	ok(fc_cache_open(&other, &elsewhere, true, &err) == FC_FOUND &&
	   !other.dir.fleeting && stat(below(paths.home, "cache"), &st) == 0 &&
	   (st.st_mode & 07777) == 0700, "else in the home");
	fc_cache_close(&other);
	fc_cache_close(&other);
	chmod(below(paths.home, "cache"), 0777);
	ok(fc_cache_open(&other, &elsewhere, true, &err) == FC_FAILED,
	   "not in one that others can write: %s", err.text);
}

static void
test_round_trip(void)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_access access = FC_ACCESS_INIT, got = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	fill_stack(&stack);
	stack.git_auth = FC_GIT_AUTH_BEARER;
	stack.token[FC_PURPOSE_DOCKER] = FC_TOKEN_STATIC;
	access.token.issued_at = NOW;
	access.token.expires_at = NOW + 3600;
	snprintf(access.user, sizeof(access.user), "J\xc3\xb6rg = x");
	ok(fc_secret_set(&access.token.access, "access", 6, &err) &&
	   fc_secret_set(&access.previous, "previous", 8, &err) &&
	   fc_access_bind(&access, &stack, &paths, "a,b,c,*", NOW, &err) &&
	   fc_cache_put(&cache, HOST, &access, &err), "a record is written");
	ok(stat(below(paths.run, HOST), &st) == 0 &&
	   (st.st_mode & 07777) == 0600, "private");
	ok(fc_cache_get(&cache, HOST, &got, &err) == FC_FOUND, "and read");
	is(got.token.access.plain, "access", "its token");
	is(got.previous.plain, "previous", "the one before");
	ok(got.token.issued_at == NOW && got.token.expires_at == NOW + 3600,
	   "their times");
	is(got.user, access.user, "the account");
	is(got.username, "robot", "the name to answer");
	is(got.stamps, "a,b,c,*", "the stamps");
	ok(got.serves[FC_PURPOSE_GIT] && !got.serves[FC_PURPOSE_DOCKER] &&
	   got.serves[FC_PURPOSE_CLI], "whom it serves");
	ok(got.git_auth == FC_GIT_AUTH_BEARER, "how git gets it");
	is(fc_buf_str(&got.cache_key), fc_buf_str(&access.cache_key),
	   "what it is bound to");
	ok(fc_cache_get(&cache, "b.example", &got, &err) == FC_ABSENT &&
	   !got.token.access.plain, "another host has none");
	ok(fc_cache_forget(&cache, HOST, &err) &&
	   fc_cache_get(&cache, HOST, &got, &err) == FC_ABSENT, "forgotten");
	ok(fc_cache_forget(&cache, HOST, &err), "and what is not there, too");

	snprintf(access.user, sizeof(access.user), "a\naccess_token=evil");
	ok(!fc_cache_put(&cache, HOST, &access, &err) &&
	   fc_cache_get(&cache, HOST, &got, &err) == FC_ABSENT,
	   "an account with a line end makes no record: %s", err.text);
	fc_access_clear(&access);
	fc_access_clear(&got);
	fc_stack_clear(&stack);
}

static void
test_damage(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		bool found;
	} row[] = {
		{ "a token is enough", TEXT("access_token=t\n"), true },
		{ "unknown keys are a newer version's",
		  TEXT("colour=red\naccess_token=t\n"), true },
		{ "torn before its last line end", TEXT("access_token=t"),
		  true },
		{ "empty", TEXT(""), false },
		{ "no token", TEXT("issued_at=1\n"), false },
		{ "an empty token", TEXT("access_token=\n"), false },
		{ "a token with a blank", TEXT("access_token=a b\n"),
		  false },
		{ "a token beyond ASCII", TEXT("access_token=\xc3\xa4\n"),
		  false },
		{ "a previous token with a blank",
		  TEXT("previous_token=a b\naccess_token=t\n"), false },
		{ "a NUL", TEXT("access_token=t\0\n"), false },
		{ "a CR", TEXT("access_token=t\r\n"), false },
		{ "no '='", TEXT("rubbish\naccess_token=t\n"), false },
		{ "rubbish after it", TEXT("access_token=t\nrubbish\n"),
		  false },
		{ "a hole where the text was",
		  TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), false },
		{ "an empty line before the token",
		  TEXT("issued_at=1\n\naccess_token=t\n"), false },
		{ "a time in words",
		  TEXT("expires_at=never\naccess_token=t\n"), false },
		{ "a time before the epoch",
		  TEXT("issued_at=-1\naccess_token=t\n"), false },
		{ "a time past all times",
		  TEXT("expires_at=9223372036854775807\naccess_token=t\n"),
		  false },
		{ "a control byte in the cache key",
		  TEXT("stack=a\x01" "b\naccess_token=t\n"), false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_access got = FC_ACCESS_INIT;
		struct fc_error err = FC_ERROR_INIT;

		put(below(paths.run, HOST), row[i].text, row[i].len);
		ok(fc_cache_get(&cache, HOST, &got, &err) ==
		           (row[i].found ? FC_FOUND : FC_ABSENT) &&
		   err.kind == FC_ERR_NONE, "a record: %s", row[i].label);
		ok(row[i].found || (!got.token.access.plain && !got.user[0]),
		   "nothing half-read stays");
		ok(!*got.stamps, "without stamps it is never answered unread");
		fc_access_clear(&got);
	}
}

static void
test_sizes(void)
{
	static const struct {
		const char *label, *key;
		size_t len;
		bool found;
	} row[] = {
		{ "the longest token", "access_token", 65536, true },
		{ "a longer one", "access_token", 65537, false },
		{ "the longest account", "user", 255, true },
		{ "a longer one", "user", 256, false },
		{ "a longer user name", "username", 256, false },
		{ "stamps too long", "stamps", FC_FILE_STAMPS_SIZE, false },
		{ "a cache key too long", "scopes", FC_CACHE_KEY_MAX, false },
		{ "a line too long", "x", 131072, false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_access got = FC_ACCESS_INIT;
		struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;
		char *value = tap_alloc(row[i].len + 1);

		memset(value, 'x', row[i].len);
		value[row[i].len] = '\0';
		if (!fc_buf_addf(&text, &err, "access_token=t\n%s=%s\n",
		                 row[i].key, value))
			exit(EXIT_FAILURE);
		put(below(paths.run, HOST), text.data, text.len);
		ok(fc_cache_get(&cache, HOST, &got, &err) ==
		   (row[i].found ? FC_FOUND : FC_ABSENT), "a record: %s",
		   row[i].label);
		free(value);
		fc_buf_clear(&text);
		fc_access_clear(&got);
	}
	if (truncate(below(paths.run, HOST), 2 * FC_RECORD_MAX) == 0) {
		struct fc_access got = FC_ACCESS_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_cache_get(&cache, HOST, &got, &err) != FC_FOUND,
		   "2 MiB are no record");
		fc_access_clear(&got);
	}
	unlink(below(paths.run, HOST));
}

static void
test_trust(void)
{
	static const char whole[] = "access_token=t\n";
	struct fc_access got = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	put(below(paths.run, "real"), TEXT(whole));
	if (symlink("real", below(paths.run, HOST)) != 0)
		exit(EXIT_FAILURE);
	ok(fc_cache_get(&cache, HOST, &got, &err) == FC_FAILED &&
	   !got.token.access.plain && strstr(err.text, HOST),
	   "a symbolic link is refused by name: %s", err.text);
	unlink(below(paths.run, HOST));
	if (link(below(paths.run, "real"), below(paths.run, HOST)) != 0)
		exit(EXIT_FAILURE);
	ok(fc_cache_get(&cache, HOST, &got, &err) == FC_FAILED,
	   "so is a hard link: %s", err.text);
	unlink(below(paths.run, HOST));
	unlink(below(paths.run, "real"));

	put(below(paths.run, HOST), TEXT(whole));
	chmod(below(paths.run, HOST), 0666);
	ok(fc_cache_get(&cache, HOST, &got, &err) == FC_FOUND &&
	   stat(below(paths.run, HOST), &st) == 0 &&
	   (st.st_mode & 07777) == 0600, "a wide mode is made private");
	if (geteuid() == 0) {
		if (chown(below(paths.run, HOST), 12345, 0) != 0)
			exit(EXIT_FAILURE);
		ok(fc_cache_get(&cache, HOST, &got, &err) == FC_FAILED &&
		   !got.token.access.plain, "another user's is refused: %s",
		   err.text);
	}
	unlink(below(paths.run, HOST));
	mkdir(below(paths.run, HOST), 0700);
	ok(fc_cache_get(&cache, HOST, &got, &err) == FC_ABSENT &&
	   !fc_cache_prove(&cache, HOST, &err),
	   "a directory is no record, and none can be written: %s", err.text);
	ok(fc_cache_forget(&cache, HOST, &err), "nor is there one to forget");
	rmdir(below(paths.run, HOST));
	fc_access_clear(&got);
}

/* A record of ALIAS that points to HOST, as a helper leaves it. */
static void
put_alias(const char *client_id, bool by_name)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;

	fill_stack(&stack);
	snprintf(stack.asked, sizeof(stack.asked), ALIAS);
	stack.by_name = by_name;
	if (!fc_setting_apply(&stack, "client_id", client_id, &err) ||
	    !fc_setting_apply(&stack, "username", "of-alias", &err) ||
	    !fc_access_bind(&access, &stack, &paths, "s,s,s,*", NOW, &err) ||
	    !fc_cache_put(&cache, ALIAS, &access, &err))
		exit(EXIT_FAILURE);
	fc_access_clear(&access);
	fc_stack_clear(&stack);
}

static void
put_stack(void)
{
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;

	fill_stack(&stack);
	access.token.issued_at = NOW;
	access.token.expires_at = NOW + 3600;
	if (!fc_secret_set(&access.token.access, "access", 6, &err) ||
	    !fc_secret_set(&access.previous, "previous", 8, &err) ||
	    !fc_access_bind(&access, &stack, &paths, "o,o,o,*", NOW, &err) ||
	    !fc_cache_put(&cache, HOST, &access, &err))
		exit(EXIT_FAILURE);
	fc_access_clear(&access);
	fc_stack_clear(&stack);
}

/* An alias's record has no secret: the token is in that of its stack. */
static void
test_alias(void)
{
	struct fc_access got = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char text[4096] = "";
	FILE *file;

	put_alias("id", false);
	ok(fc_cache_follow(&cache, ALIAS, &got, &err) == FC_ABSENT,
	   "an alias of a stack without a record has none");
	put_stack();
	file = fopen(below(paths.run, ALIAS), "r");
	ok(file && fread(text, 1, sizeof(text) - 1, file) > 0 &&
	   !strstr(text, "token"), "there is no token in an alias's record");
	if (file)
		fclose(file);
	ok(fc_cache_get(&cache, ALIAS, &got, &err) == FC_ABSENT,
	   "by itself it is no access record");
	ok(fc_cache_follow(&cache, ALIAS, &got, &err) == FC_FOUND,
	   "it is followed to that of its stack");
	is(got.token.access.plain, "access", "whose token it is");
	is(got.previous.plain, "previous", "and the one before");
	ok(got.token.expires_at == NOW + 3600, "with its time");
	is(got.stamps, "s,s,s,*", "but its own stamps");
	is(got.username, "of-alias", "its own user name");
	is(got.repository, "of-alias", "for docker as well");
	ok(got.serves[FC_PURPOSE_GIT] && got.serves[FC_PURPOSE_DOCKER],
	   "it serves all");
	put_alias("id", true);
	ok(fc_cache_follow(&cache, ALIAS, &got, &err) == FC_FOUND &&
	   !got.serves[FC_PURPOSE_GIT] && !got.serves[FC_PURPOSE_CLI] &&
	   got.serves[FC_PURPOSE_DOCKER],
	   "one by its name alone serves docker alone");
	put_alias("other", false);
	ok(fc_cache_follow(&cache, ALIAS, &got, &err) == FC_ABSENT &&
	   !got.token.access.plain && !*got.stamps,
	   "not to a token of another cache key");
	ok(fc_cache_follow(&cache, HOST, &got, &err) == FC_FOUND &&
	   strcmp(got.stamps, "o,o,o,*") == 0, "a stack's own is itself");
	unlink(below(paths.run, HOST));
	unlink(below(paths.run, ALIAS));
	fc_access_clear(&got);
}

/* What leads nowhere is no record, and nothing is opened outside. */
static void
test_alias_damage(void)
{
	static const char *const row[] = {
		"", "stack=\n", "stack=" ALIAS "\n", "stack=../run/" HOST "\n",
		"stack=nobody.example\n", "home=/\nstack=" HOST "\n",
		"stack=ACME.example\n",
	};
	struct fc_access got = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	put_stack();
	for (i = 0; i < COUNT(row); i++) {
		put(below(paths.run, ALIAS), row[i], strlen(row[i]));
		ok(fc_cache_follow(&cache, ALIAS, &got, &err) == FC_ABSENT &&
		   !got.token.access.plain, "no record: \"%.20s\"",
		   row[i]);
	}
	unlink(below(paths.run, HOST));
	unlink(below(paths.run, ALIAS));
	fc_access_clear(&got);
}

/* What changes a cache key, and what does not. */
static void
test_cache_keys(void)
{
	static const struct {
		const char *label, *key, *value;
		bool same;
	} row[] = {
		{ "nothing", "username", "robot", true },
		{ "the client_id", "client_id", "other", false },
		{ "the scopes", "scopes", "offline_access api:read", false },
		{ "the grant", "grant", "client_credentials", false },
		{ "the user name", "username", "other", true },
		{ "the login mode", "login", "never", true },
		{ "who may have it", "docker_token", "static", true },
	};
	struct fc_stack first = FC_STACK_INIT;
	struct fc_buf before = FC_BUF_INIT(FC_CACHE_KEY_MAX);
	struct fc_paths elsewhere = paths;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	fill_stack(&first);
	if (!fc_cache_key_of(&first, &paths, &before, &err))
		exit(EXIT_FAILURE);
	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_buf cache_key = FC_BUF_INIT(FC_CACHE_KEY_MAX);

		fill_stack(&stack);
		if (!fc_setting_apply(&stack, row[i].key, row[i].value, &err))
			exit(EXIT_FAILURE);
		ok(fc_cache_key_of(&stack, &paths, &cache_key, &err) &&
		   (strcmp(fc_buf_str(&cache_key), fc_buf_str(&before)) == 0) ==
		           row[i].same,
		   "another record for another %s: %s", row[i].label,
		   row[i].same ? "no" : "yes");
		fc_buf_clear(&cache_key);
		fc_stack_clear(&stack);
	}
	snprintf(elsewhere.home, sizeof(elsewhere.home), "/elsewhere");
	{
		struct fc_buf cache_key = FC_BUF_INIT(FC_CACHE_KEY_MAX);

		ok(fc_cache_key_of(&first, &elsewhere, &cache_key, &err) &&
		   strcmp(fc_buf_str(&cache_key), fc_buf_str(&before)) != 0,
		   "another record for another FOUNDRY_HOME");
		snprintf(elsewhere.home, sizeof(elsewhere.home),
		         "/a\nstack=evil");
		ok(!fc_cache_key_of(&first, &elsewhere, &cache_key, &err),
		   "a home with a line end has no cache key");
		fc_buf_clear(&cache_key);
	}
	ok(fc_cache_key_has("stack") && fc_cache_key_has("home") &&
	   !fc_cache_key_has("access_token") && !fc_cache_key_has(""),
	   "which keys are of a cache key");
	fc_buf_clear(&before);
	fc_stack_clear(&first);
}

static void
test_stamps(void)
{
	static const char *const names[] = { "config", "tokens", "oauth" };
	char own[FC_FILE_STAMPS_SIZE], shared[FC_FILE_STAMPS_SIZE];
	size_t i;

	fc_file_stamps_now(&paths, false, own);
	fc_file_stamps_now(&paths, true, shared);
	ok(fc_file_stamps_hold(&paths, own) &&
	           fc_file_stamps_hold(&paths, shared),
	   "stamps of missing files hold while they are missing");
	for (i = 0; i < COUNT(names); i++) {
		fc_file_stamps_now(&paths, false, own);
		fc_file_stamps_now(&paths, true, shared);
		put(below(paths.home, names[i]), "", 0);
		ok(fc_file_stamps_hold(&paths, own) == (i == 2),
		   "a new %s %s", names[i],
		   i == 2 ? "concerns those of the shared file alone"
		          : "makes them another");
		ok(!fc_file_stamps_hold(&paths, shared), "all stamps tell");
		fc_file_stamps_now(&paths, true, shared);
		ok(fc_file_stamps_hold(&paths, shared), "new ones hold");
		chmod(below(paths.home, names[i]), 0640);
		ok(!fc_file_stamps_hold(&paths, shared),
		   "not even a mode can change unseen");
	}
	fc_file_stamps_now(&paths, false, own);
	put(paths.system, "", 0);
	ok(!fc_file_stamps_hold(&paths, own), "nor the system's file");
	ok(!fc_file_stamps_hold(&paths, "") &&
	           !fc_file_stamps_hold(&paths, ",") &&
	           !fc_file_stamps_hold(&paths, "-,-,-,*") &&
	           !fc_file_stamps_hold(&paths, ",*"),
	   "what is no stamp never holds");
	for (i = 0; i < COUNT(names); i++)
		unlink(below(paths.home, names[i]));
	unlink(paths.system);
}

/* As foundry-oauth does. */
static bool
load_config(struct fc_config *config, struct fc_error *err)
{
	return fc_config_read(config, &paths, err) &&
	       fc_index_make(&config->logins, &paths, err);
}

/* Those of a configuration are of what was read, not of what lies there. */
static void
test_stamps_of(void)
{
	static const char *const names[] = { "config", "oauth" };
	char own[FC_FILE_STAMPS_SIZE], shared[FC_FILE_STAMPS_SIZE];
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i <= COUNT(names); i++) {
		struct fc_config config = FC_CONFIG_INIT;
		const char *changed = i < COUNT(names) ? names[i] : "none";

		put(below(paths.home, "oauth"), "[a]\nb = c\n", 10);
		ok(load_config(&config, &err), "it is read");
		fc_file_stamps_of(&config, true, shared);
		ok(fc_file_stamps_hold(&paths, shared), "the stamps hold");
		if (i < COUNT(names))
			put(below(paths.home, changed), "", 0);
		fc_file_stamps_of(&config, false, own);
		fc_file_stamps_of(&config, true, shared);
		ok(fc_file_stamps_hold(&paths, own) == (i != 0) &&
		   fc_file_stamps_hold(&paths, shared) == (i == COUNT(names)),
		   "%s has changed since it was read", changed);
		fc_config_clear(&config);
	}
	for (i = 0; i < COUNT(names); i++)
		unlink(below(paths.home, names[i]));
}

/* A record without stamps is answered only after the files were read. */
static void
test_cache_key_modes(void)
{
	static const struct {
		const char *label, *key, *value;
		bool environment, alias, stamped;
	} row[] = {
		{ "read_write", "cache", "read_write", false, false, true },
		{ "reauth", "cache", "reauth", false, false, false },
		{ "noop", "cache", "noop", false, false, false },
		{ "changed by the environment", "cache", "read_write", true,
		  false, false },
		{ "asked for by an alias", "cache", "read_write", false, true,
		  true },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_access access = FC_ACCESS_INIT;

		fill_stack(&stack);
		if (!fc_setting_apply(&stack, row[i].key, row[i].value, &err))
			exit(EXIT_FAILURE);
		stack.from_environment = row[i].environment;
		if (row[i].alias)
			snprintf(stack.asked, sizeof(stack.asked),
			         "r.example");
		ok(fc_access_bind(&access, &stack, &paths, "s,s,s,*", NOW,
		                  &err) &&
		   (*access.stamps != '\0') == row[i].stamped,
		   "a stack that is %s: %s", row[i].label,
		   row[i].stamped ? "stamped" : "no stamps");
		fc_access_clear(&access);
		fc_stack_clear(&stack);
	}
}

/* A static token of the host is answered first: not from the record. */
static void
test_serving(void)
{
	static const struct {
		const char *label, *tokens;
		bool serves;
	} row[] = {
		{ "no static token", NULL, true },
		{ "one of this host", "[u@" HOST "]\ntoken = t\n", false },
		{ "one of another", "[u@b.example]\ntoken = t\n", true },
		{ "an expired one",
		  "[u@" HOST "]\nexpires_at = 1600000000\ntoken = t\n",
		  true },
		{ "a file that cannot be read", "rubbish\n", false },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_stack stack = FC_STACK_INIT;
		struct fc_access access = FC_ACCESS_INIT;

		fill_stack(&stack);
		stack.token[FC_PURPOSE_DOCKER] = FC_TOKEN_OAUTH;
		unlink(below(paths.home, "tokens"));
		if (row[i].tokens)
			put(below(paths.home, "tokens"), row[i].tokens,
			    strlen(row[i].tokens));
		ok(fc_access_bind(&access, &stack, &paths, "s,s,s,*", NOW,
		                  &err) &&
		   access.serves[FC_PURPOSE_GIT] == row[i].serves &&
		   access.serves[FC_PURPOSE_DOCKER],
		   "%s: git is %s from the record", row[i].label,
		   row[i].serves ? "answered" : "not answered");
		fc_access_clear(&access);
		fc_stack_clear(&stack);
	}
	unlink(below(paths.home, "tokens"));
}

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;

	scratch_make();
	snprintf(paths.home, sizeof(paths.home), "%s/home", scratch);
	snprintf(paths.run, sizeof(paths.run), "%s/run", scratch);
	snprintf(paths.config, sizeof(paths.config), "%s/home/config",
	         scratch);
	snprintf(paths.system, sizeof(paths.system), "%s/system", scratch);
	mkdir(paths.home, 0700);
	test_places();
	if (fc_cache_open(&cache, &paths, true, &err) != FC_FOUND)
		return EXIT_FAILURE;
	test_round_trip();
	test_damage();
	test_sizes();
	test_trust();
	test_alias();
	test_alias_damage();
	test_cache_keys();
	test_stamps();
	test_stamps_of();
	test_cache_key_modes();
	test_serving();
	fc_cache_close(&cache);
	return done();
}
