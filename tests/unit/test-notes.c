/* SPDX-License-Identifier: Apache-2.0 */
/* Notes beside a record: kept, forgotten, and never believed blindly. */
#include "record/notes.h"

#include "scratch.h"
#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

#define HOST "127.0.0.1:8443"

static char path[128];
static struct fc_cache cache = FC_CACHE_INIT;

static void
put(const char *text, size_t len)
{
	scratch_put(path, text, len, 0600);
}

static bool
are_empty(const struct fc_notes *notes)
{
	static const struct fc_notes nothing;

	return memcmp(notes, &nothing, sizeof(nothing)) == 0;
}

static const struct fc_notes full = {
	.network_failure = 1,
	.unfinished_login = 2,
	.login_pause = 13,
	.refused = { 3, 4, 5 },
	.refused_refresh = 6,
	.refused_again = 14,
	.refused_times = 15,
	.taken = { 10, 11, 12 },
	.refresh_since = 7,
	.scopes_warned = 8,
	.unsaid_at = 9,
	.unsaid = "a = b",
};

static void
test_round_trip(void)
{
	struct fc_notes notes = full, got;
	static const struct fc_notes nothing;
	struct stat st;

	memset(&got, 1, sizeof(got));
	fc_notes_get(&cache, HOST, &got);
	ok(are_empty(&got), "missing notes are empty");
	fc_notes_put(&cache, HOST, &notes);
	ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600,
	   "notes lie beside the record, private");
	fc_notes_get(&cache, HOST, &got);
	ok(memcmp(&got, &notes, sizeof(got)) == 0, "they come back whole");
	notes.refused[FC_PURPOSE_GIT] = 0;
	fc_notes_put(&cache, HOST, &notes);
	fc_notes_get(&cache, HOST, &got);
	ok(memcmp(&got, &notes, sizeof(got)) == 0, "less one");
	fc_notes_get(&cache, "other.example", &got);
	ok(are_empty(&got), "another host has its own");
	fc_notes_put(&cache, HOST, &nothing);
	ok(stat(path, &st) != 0, "empty notes are no file");
	fc_notes_put(&cache, HOST, &nothing);
	ok(stat(path, &st) != 0, "even when there was none");
}

static void
test_damage(void)
{
	static const struct {
		const char *label, *text;
		time_t failure;
	} row[] = {
		{ "empty", "", 0 },
		{ "rubbish", "\xff\xfe rubbish", 0 },
		{ "whole", "network_failure=5\n", 5 },
		{ "without its line end", "network_failure=5", 5 },
		{ "an unknown key", "dance=1\nnetwork_failure=5\n", 5 },
		{ "rubbish after it", "network_failure=5\nrubbish\n", 5 },
		{ "rubbish before it", "rubbish\nnetwork_failure=5\n", 0 },
		{ "a time before the epoch", "network_failure=-5\n", 0 },
		{ "a time in words", "network_failure=now\n", 0 },
		{ "a time past all times",
		  "network_failure=99999999999999999999\n", 0 },
		{ "a fraction", "network_failure=5.5\n", 0 },
		{ "a CR", "network_failure=5\r\n", 0 },
		{ "twice: the last counts",
		  "network_failure=5\nnetwork_failure=6\n", 6 },
	};
	struct fc_notes got;
	size_t i;
	char *large;

	for (i = 0; i < COUNT(row); i++) {
		put(row[i].text, strlen(row[i].text));
		fc_notes_get(&cache, HOST, &got);
		ok(got.network_failure == row[i].failure &&
		   got.unfinished_login == 0, "notes: %s", row[i].label);
	}
	large = tap_alloc(100000);
	memset(large, 'x', 100000);
	put(large, 100000);
	free(large);
	fc_notes_get(&cache, HOST, &got);
	ok(are_empty(&got), "100 kB are no notes");
}

static void
test_no_file(void)
{
	struct fc_notes notes = full, got;
	struct stat st;

	unlink(path);
	if (symlink("/etc/passwd", path) != 0)
		exit(EXIT_FAILURE);
	fc_notes_get(&cache, HOST, &got);
	ok(are_empty(&got), "a link is not followed");
	fc_notes_put(&cache, HOST, &notes);
	ok(lstat(path, &st) == 0 && S_ISREG(st.st_mode),
	   "and replaced by writing");
	unlink(path);
	mkdir(path, 0700);
	fc_notes_get(&cache, HOST, &got);
	fc_notes_put(&cache, HOST, &notes);
	ok(are_empty(&got), "a directory in the way is no trouble");
	rmdir(path);
}

/* Of one host and another, whose names look alike. */
static void
test_names(void)
{
	static const char *const hosts[] = {
		"acme", "acme.notes", "acme.notes.notes", "notes",
		"acme.notes:8443", "acme:8443",
	};
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_notes got;
	size_t i, j;

	access.token.issued_at = 1;
	for (i = 0; i < COUNT(hosts); i++) {
		bool good = fc_secret_set(&access.token.access, "t", 1, &err) &&
		            fc_cache_put(&cache, hosts[i], &access, &err);

		for (j = 0; j < COUNT(hosts); j++)
			fc_notes_put(&cache, hosts[j], &full);
		good = good && fc_cache_get(&cache, hosts[i], &access, &err) ==
		                       FC_FOUND &&
		       fc_cache_forget(&cache, hosts[i], &err);
		for (j = 0; j < COUNT(hosts); j++) {
			fc_notes_get(&cache, hosts[j], &got);
			good = good && memcmp(&got, &full, sizeof(got)) == 0;
			memset(&got, 0, sizeof(got));
			fc_notes_put(&cache, hosts[j], &got);
		}
		ok(good, "the record of %s and all notes stand apart",
		   hosts[i]);
	}
	fc_access_clear(&access);
}

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;

	scratch_make();
	if (fc_dir_open(&cache.dir, scratch, false, &err) != FC_FOUND)
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/" HOST ".notes", scratch);
	test_round_trip();
	test_damage();
	test_no_file();
	test_names();
	fc_cache_close(&cache);
	return done();
}
