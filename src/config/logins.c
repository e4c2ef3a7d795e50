/* SPDX-License-Identifier: Apache-2.0 */
/* Which logins $FOUNDRY_HOME/oauth holds, by the index without secrets. */
#include "config/logins.h"

#include "base/record.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define HOST "\nhost="
#define NAMES "\nnames="

/* --- the index ------------------------------------------------------------ */

/* Not the device: the same directory may be mounted in several places. */
void
fc_index_stamp(const struct stat *st, char out[FC_INDEX_STAMP_SIZE])
{
	char text[6][FC_NUMBER_SIZE];

	if (st->st_ino == 0) {
		fc_text_join(out, FC_INDEX_STAMP_SIZE, "-", NULL);
		return;
	}
	fc_text_number(text[0], (long long)st->st_ino);
	fc_text_number(text[1], (long long)st->st_size);
	fc_text_number(text[2], (long long)st->st_mtim.tv_sec);
	fc_text_number(text[3], (long long)st->st_mtim.tv_nsec);
	fc_text_number(text[4], (long long)st->st_ctim.tv_sec);
	fc_text_number(text[5], (long long)st->st_ctim.tv_nsec);
	fc_text_join(out, FC_INDEX_STAMP_SIZE, text[0], ".", text[1], ".",
	             text[2], ".", text[3], ".", text[4], ".", text[5], NULL);
}

/* The lines before the first host, or those of one host. */
struct part {
	char stamp[FC_INDEX_STAMP_SIZE];
	struct fc_login_entry entry;
	struct fc_error what;
};

#define PART_INIT { .stamp = "", .entry = FC_LOGIN_ENTRY_INIT }

static bool
keep_text(char *out, size_t size, const char *value, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_LINE_MAX);
	bool done = fc_url_decode(&text, value, strlen(value), false, err);

	if (done && !fc_text_join(out, size, fc_buf_str(&text), NULL))
		done = fc_fail(err, FC_ERR_DATA, "a value is too long");
	fc_buf_clear(&text);
	return done;
}

static bool
keep_kind(enum fc_error_kind *kind, const char *value, struct fc_error *err)
{
	long long number;

	if (!fc_number_parse(value, FC_ERR_NONE, FC_ERR_DATA, &number))
		return fc_fail(err, FC_ERR_DATA, "a kind that is none");
	*kind = (enum fc_error_kind)number;
	return true;
}

static bool
keep(struct part *part, const char *key, const char *value,
     struct fc_error *err)
{
	struct fc_login_entry *entry = &part->entry;
	const size_t len = strlen(value);

	if (strcmp(key, "client_id") == 0)
		return fc_url_decode(&entry->client_id, value, len, false,
		                     err);
	if (strcmp(key, "token_uri") == 0)
		return fc_url_decode(&entry->token_uri, value, len, false,
		                     err);
	if (strcmp(key, "scopes") == 0)
		return fc_url_decode(&entry->scopes, value, len, false, err);
	if (strcmp(key, "kind") == 0)
		return keep_kind(&part->what.kind, value, err);
	if (strcmp(key, "error") == 0)
		return keep_text(part->what.text, sizeof(part->what.text),
		                 value, err);
	if (strcmp(key, "hint") == 0)
		return keep_text(part->what.hint, sizeof(part->what.hint),
		                 value, err);
	if (strcmp(key, "stamp") == 0)
		return keep_text(part->stamp, sizeof(part->stamp), value, err);
	if (strcmp(key, "client_secret") == 0)
		entry->has_client_secret = true;
	if (strcmp(key, "login") != 0)
		return true;
	entry->has_refresh_token = true;
	return keep_text(entry->mark, sizeof(entry->mark), value, err);
}

/* at: behind the first line of the part, in a whole index. */
static bool
read_part(const char *at, struct part *part, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INDEX_MAX);
	struct fc_record_cursor cursor = { &text, 0 };
	const char *end = strstr(at - 1, HOST);
	const char *key, *value;
	enum fc_lookup result = FC_FAILED;

	if (!end)
		end = strstr(at - 1, FC_INDEX_END);
	if (!end || !fc_buf_add(&text, at, (size_t)(end + 1 - at), err))
		goto out;
	while ((result = fc_record_next(&cursor, FC_RECORD_LINE_MAX, &key,
	                                &value, err)) == FC_FOUND &&
	       keep(part, key, value, err))
		continue;
out:
	fc_buf_clear(&text);
	return result == FC_ABSENT;
}

/* The order of hosts that end with their line. */
static int
compare(const void *a, const void *b)
{
	const unsigned char *one = *(const unsigned char *const *)a;
	const unsigned char *other = *(const unsigned char *const *)b;

	while (*one == *other && *one > '\n') {
		one++;
		other++;
	}
	return *one - *other;
}

static const char *
next_host(const char *at)
{
	at = strstr(at, HOST);
	return at ? at + strlen(HOST) : NULL;
}

static bool
sort_hosts(struct fc_logins *logins)
{
	const char *const text = fc_buf_str(&logins->index);
	const char *at;
	size_t count = 0;

	for (at = text; (at = next_host(at)) != NULL;)
		count++;
	logins->hosts = calloc(count + 1, sizeof(logins->hosts[0]));
	if (!logins->hosts)
		return false;
	for (at = text; (at = next_host(at)) != NULL;)
		logins->hosts[logins->host_count++] = at;
	qsort(logins->hosts, count, sizeof(logins->hosts[0]), compare);
	return true;
}

bool
fc_logins_take(struct fc_logins *logins, struct fc_buf *index)
{
	struct part head = PART_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	const char *text = fc_buf_str(index);
	const size_t first = strlen(FC_INDEX_VERSION), last = strlen(FC_INDEX_END);
	bool whole;

	fc_logins_clear(logins);
	whole = index->len > first + last && strlen(text) == index->len &&
	        strncmp(text, FC_INDEX_VERSION, first) == 0 &&
	        strcmp(text + index->len - last, FC_INDEX_END) == 0 &&
	        read_part(text + first, &head, &ignored) && *head.stamp;
	if (whole) {
		fc_buf_move(&logins->index, index);
		logins->broken = head.what;
		whole = sort_hosts(logins);
	}
	fc_login_entry_clear(&head.entry);
	return whole;
}

bool
fc_logins_are_of(const struct fc_logins *logins, const struct stat *st)
{
	static const char key[] = FC_INDEX_VERSION "stamp=";
	char stamp[FC_INDEX_STAMP_SIZE];
	const size_t len = strlen(key);

	fc_index_stamp(st, stamp);
	return logins->index.len > len + strlen(stamp) &&
	       strncmp(logins->index.data + len, stamp, strlen(stamp)) == 0 &&
	       logins->index.data[len + strlen(stamp)] == '\n';
}

/* What is said of a host, or NULL. */
static const char *
look_up(const struct fc_logins *logins, const char *host)
{
	char line[FC_HOST_SIZE + 1];
	const char *key = line, *const *at = NULL;

	if (fc_text_join(line, sizeof(line), host, "\n", NULL) &&
	    logins->host_count > 0)
		at = bsearch(&key, logins->hosts, logins->host_count,
		             sizeof(logins->hosts[0]), compare);
	return at ? *at + strlen(line) : NULL;
}

bool
fc_logins_names(const struct fc_logins *logins, const char *host)
{
	char line[sizeof(NAMES) + FC_HOST_SIZE];

	return look_up(logins, host) ||
	       (fc_text_join(line, sizeof(line), NAMES, host, "\n", NULL) &&
	        strstr(fc_buf_str(&logins->index), line));
}

enum fc_lookup
fc_logins_find(const struct fc_logins *logins, const char *host,
               struct fc_login_entry *entry, struct fc_error *err)
{
	struct part part = PART_INIT;
	const char *at = look_up(logins, host);

	if (!at)
		return FC_ABSENT;
	if (!read_part(at, &part, err))
		goto out;
	if (part.what.kind == FC_ERR_NONE) {
		fc_login_entry_clear(entry);
		*entry = part.entry;
		return FC_FOUND;
	}
	*err = part.what;
out:
	fc_login_entry_clear(&part.entry);
	return FC_FAILED;
}

void
fc_logins_each(const struct fc_logins *logins,
               bool (*visit)(const char *host, void *arg), void *arg)
{
	struct fc_buf index = FC_BUF_INIT(FC_INDEX_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	const char *at = fc_buf_str(&logins->index);
	char host[FC_HOST_SIZE];

	/* A visitor may have the logins read anew. */
	if (fc_buf_add_str(&index, at, &ignored))
		at = fc_buf_str(&index);
	while ((at = next_host(at)) != NULL)
		if (fc_text_slice(host, sizeof(host), at, strcspn(at, "\n")) &&
		    !visit(host, arg))
			break;
	fc_buf_clear(&index);
}

/* --- what is asked of it -------------------------------------------------- */

void
fc_logins_hint(struct fc_error *err, const char *host)
{
	if (err->kind == FC_ERR_DATA)
		fc_error_hint(err, "mend that line, or run: "
		              "foundry-credential login %s --repair", host);
}

bool
fc_logins_configure(const struct fc_logins *logins, const char *host)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char of[FC_HOST_SIZE];
	bool does;

	does = fc_logins_find(logins, host, &entry, &ignored) == FC_FOUND &&
	       entry.client_id.len > 0 &&
	       fc_url_is_https(fc_buf_str(&entry.token_uri), of) &&
	       strcmp(of, host) == 0;
	fc_login_entry_clear(&entry);
	return does;
}

enum fc_lookup
fc_logins_have(const struct fc_logins *logins, const struct fc_stack *stack,
               bool *foreign, struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	enum fc_lookup result;

	*foreign = false;
	if (logins->broken.kind != FC_ERR_NONE) {
		*err = logins->broken;
		fc_logins_hint(err, stack->host);
		return FC_FAILED;
	}
	result = fc_logins_find(logins, stack->host, &entry, err);
	if (result == FC_FOUND)
		result = fc_login_is_of(&entry, stack, foreign);
	fc_login_entry_clear(&entry);
	return result;
}

bool
fc_logins_kept_name(const char *host, char name[NAME_MAX + 1],
                    struct fc_error *err)
{
	return fc_text_join(name, NAME_MAX + 1, "." FC_LOGINS_FILE ".", host,
	                    ".kept", NULL) ||
	       fc_fail(err, FC_ERR_INTERNAL, "%s: name too long", host);
}

bool
fc_logins_is_kept(const struct fc_paths *paths, const char *host)
{
	char name[NAME_MAX + 1], path[2 * FC_PATH_SIZE];
	struct fc_error ignored = FC_ERROR_INIT;
	struct stat st;

	return fc_logins_kept_name(host, name, &ignored) &&
	       fc_text_join(path, sizeof(path), paths->home, "/", name,
	                    NULL) &&
	       fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void
fc_logins_clear(struct fc_logins *logins)
{
	fc_buf_clear(&logins->index);
	free(logins->hosts);
	*logins = (struct fc_logins)FC_LOGINS_INIT;
}
