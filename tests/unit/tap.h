/* SPDX-License-Identifier: Apache-2.0 */
/* The Test Anything Protocol, as much of it as our unit tests need. */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int tap_count;
static int tap_failures;

/* malloc() for a test, which has nothing to say without memory. */
__attribute__((unused, returns_nonnull)) static void *
tap_alloc(size_t size)
{
	void *memory = malloc(size);

	if (!memory)
		exit(EXIT_FAILURE);
	return memory;
}

/* One result.  The label says which behaviour held; returns good. */
__attribute__((format(printf, 2, 3), unused)) static bool
ok(bool good, const char *fmt, ...)
{
	va_list args;

	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	if (!good)
		tap_failures++;
	return good;
}

/* Two strings are equal; says both when not. */
__attribute__((unused)) static bool
is(const char *got, const char *want, const char *label)
{
	bool good = got && want ? strcmp(got, want) == 0 : got == want;

	ok(good, "%s", label);
	if (!good)
		printf("#  got: %s\n# want: %s\n", got ? got : "(null)",
		       want ? want : "(null)");
	return good;
}

/* The plan, and the exit status of main. */
__attribute__((unused)) static int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
