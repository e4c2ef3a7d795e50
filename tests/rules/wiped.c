/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linked with --wrap into copies of the programs: tells of every block that
 * we free with part of a secret in it.  A secret is told by its bytes, which
 * scenes.py plants: "Q?7z", over and over.
 *
 * Only calls of our own objects are seen.  What libraries leave behind dies
 * with the process.
 */
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *block);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *block);

static const char kinds[] = "arscte";

static bool
is_unit(const char *at)
{
	return at[0] == 'Q' && at[2] == '7' && at[3] == 'z' && at[1] &&
	       strchr(kinds, at[1]);
}

static void
tell(const char *at, size_t offset, size_t size, void *caller)
{
	char line[160];
	int len;

	len = snprintf(line, sizeof(line),
	               "not wiped: %.4s at byte %zu of %zu, freed by %p\n", at,
	               offset, size, caller);
	if (write(STDERR_FILENO, line, (size_t)len) < 0)
		_exit(99);
}

/* What a library left in a block must not be taken for ours. */
static void *
emptied(void *block)
{
	if (block)
		memset(block, 0, malloc_usable_size(block));
	return block;
}

void *
__wrap_malloc(size_t size)
{
	return emptied(__real_malloc(size));
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return emptied(__real_calloc(count, size));
}

char *
__wrap_strdup(const char *text)
{
	size_t len = strlen(text);
	char *copy = __wrap_malloc(len + 1);

	if (copy)
		memcpy(copy, text, len + 1);
	return copy;
}

void
__wrap_free(void *block)
{
	size_t size = block ? malloc_usable_size(block) : 0;
	const char *bytes = block;
	size_t i;

	for (i = 0; i + 4 <= size; i++) {
		if (is_unit(bytes + i)) {
			tell(bytes + i, i, size, __builtin_return_address(0));
			break;
		}
	}
	__real_free(block);
}
