/* SPDX-License-Identifier: Apache-2.0 */
/* Notes: they are times, and written again they are read the same. */
#include "disk.h"
#include "fuzz.h"
#include "record/notes.h"

#include <string.h>

#define HOST "acme.palantirfoundry.com"
#define FOLDER "/run/foundry-credential"
#define NAME FOLDER "/" HOST ".notes"
#define YEAR_9999_END 253402300799LL

static const struct fc_paths paths = { .home = "/h", .run = FOLDER };

static bool
is_time(time_t time)
{
	return time >= 0 && time <= YEAR_9999_END;
}

static bool
are_same(const struct fc_notes *a, const struct fc_notes *b)
{
	return a->network_failure == b->network_failure &&
	       a->unfinished_login == b->unfinished_login &&
	       memcmp(a->refused, b->refused, sizeof(a->refused)) == 0 &&
	       a->refused_refresh == b->refused_refresh &&
	       a->refresh_since == b->refresh_since &&
	       a->scopes_warned == b->scopes_warned;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fc_notes none = { .network_failure = 0 };
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_notes notes, again;
	int i;

	hold(fc_cache_open(&cache, &paths, true, &err) == FC_FOUND);
	disk_put(NAME, (const char *)data, size);
	fc_notes_get(&cache, HOST, &notes);
	hold(is_time(notes.network_failure) &&
	     is_time(notes.unfinished_login) &&
	     is_time(notes.refused_refresh) && is_time(notes.refresh_since) &&
	     is_time(notes.scopes_warned));
	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		hold(is_time(notes.refused[i]));

	fc_notes_put(&cache, HOST, &notes);
	hold(are_same(&notes, &none) == (disk_get(NAME) == NULL));
	fc_notes_get(&cache, HOST, &again);
	hold(are_same(&notes, &again));
	fc_cache_close(&cache);
	disk_clear();
	return 0;
}
