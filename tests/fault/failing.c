/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linked with --wrap into copies of the programs: in the one that FC_FAIL_IN
 * names, the allocation of our own objects whose number FC_FAIL_AT holds finds
 * no memory, and says so by making the file FC_FAILED_FILE.  Libraries get
 * what they ask for.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
char *__wrap_strdup(const char *text);

static bool ended;

/* What is allocated later is not ours: the counters of "make coverage". */
__attribute__((destructor))
static void
stop_failing(void)
{
	ended = true;
}

static bool
fails_now(void)
{
	static long count;
	const char *at = getenv("FC_FAIL_AT");
	const char *in = getenv("FC_FAIL_IN");
	const char *file = getenv("FC_FAILED_FILE");
	int fd;

	if (ended || !at || !in || !file ||
	    strcmp(in, program_invocation_short_name) != 0 ||
	    ++count != strtol(at, NULL, 10))
		return false;
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	errno = ENOMEM;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : __real_calloc(count, size);
}

char *
__wrap_strdup(const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = fails_now() ? NULL : __real_malloc(len);

	return copy ? memcpy(copy, text, len) : NULL;
}
