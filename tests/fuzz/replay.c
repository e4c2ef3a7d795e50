/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds a target what the fuzzer once found worth keeping: every file of
 * tests/fuzz/corpus/NAME, or of the directories given.  A crash names the
 * file: it is on the last line.  A file cve-YEAR-NUMBER-... is an attack of
 * that shape, and must be refused.
 */
#include "fuzz.h"
#include "../unit/tap.h"

#include <dirent.h>
#include <libgen.h>

#define PREFIX "replay-"
#define FILE_MAX (1024 * 1024)

static bool
replay(const char *path)
{
	static char bytes[FILE_MAX];
	FILE *file = fopen(path, "rb");
	size_t len;
	char *exact;

	if (!file)
		return false;
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	/* A block of just that size, as libFuzzer gives it. */
	exact = malloc(len ? len : 1);
	if (!exact)
		return false;
	memcpy(exact, bytes, len);
	LLVMFuzzerTestOneInput((const uint8_t *)exact, len);
	free(exact);
	return true;
}

static int
is_no_dot_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
replay_all(const char *folder)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_no_dot_file, alphasort);
	int i;

	ok(count > 0, "there is a corpus");
	for (i = 0; i < count; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder,
		         entries[i]->d_name);
		printf("# %s\n", path);
		fflush(stdout);
		fuzz_refusals = 0;
		ok(replay(path), "%s", entries[i]->d_name);
		if (strncmp(entries[i]->d_name, "cve-", 4) == 0)
			ok(fuzz_refusals > 0, "%s is refused",
			   entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char *argv[])
{
	const char *top = getenv("top_srcdir");
	const char *name = strstr(basename(argv[0]), PREFIX);
	char folder[4096];
	int i;

	for (i = 1; i < argc; i++)
		replay_all(argv[i]);
	if (argc == 1 && name) {
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
		         top ? top : ".", name + strlen(PREFIX));
		replay_all(folder);
	}
	return done();
}
