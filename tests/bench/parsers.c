/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long each parser and masker takes for the worst that it can be given.
 *
 * usage: parsers                      a table: milliseconds of processor time
 *        parsers --list               the names of the rows
 *        parsers BYTES BYTES          the first row with so large an input;
 *                                     then each with it and with the other
 *
 * tests/bench/test-growth.py counts what each call of run_row() costs: twice
 * the input may cost twice as much, not four times.
 */
#include "parsers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WORST ((size_t)1024 * 1024)
#define TIMES 5
#define COUNTER '\1'
#define ZERO '\2'

/* The unit with the number of its turn for COUNTER, and NUL for ZERO. */
static void
add_unit(struct fc_buf *text, const char *unit, size_t turn)
{
	struct fc_error err = FC_ERROR_INIT;
	char number[FC_NUMBER_SIZE], byte;
	bool done = true;

	for (; *unit && done; unit++) {
		byte = (char)(*unit == ZERO ? '\0' : *unit);
		if (byte == COUNTER)
			done = fc_buf_add_str(text, fc_text_number(number,
				(long long)turn), &err);
		else
			done = fc_buf_add(text, &byte, 1, &err);
	}
	if (!done)
		exit(EXIT_FAILURE);
}

static void
make(struct fc_buf *text, const struct worst *worst, size_t size)
{
	size_t turn, tail = strlen(worst->tail) + 32;

	fc_buf_reset(text);
	add_unit(text, worst->head, 0);
	for (turn = 1; text->len + strlen(worst->unit) + tail < size; turn++)
		add_unit(text, worst->unit, turn);
	add_unit(text, worst->tail, 0);
}

static size_t
size_of(const struct worst *worst, size_t size)
{
	return worst->cap && worst->cap < size ? worst->cap : size;
}

static double
measure(const struct worst *worst, size_t size)
{
	struct fc_buf text = FC_BUF_INIT(4 * WORST);
	double best = 1e9;
	int i;

	for (i = 0; i < TIMES; i++) {
		struct timespec from, to;
		double ms;

		make(&text, worst, size_of(worst, size));
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		worst->run(&text);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
		ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
		     (double)(to.tv_nsec - from.tv_nsec) / 1e6;
		if (ms < best)
			best = ms;
	}
	fc_buf_clear(&text);
	return best;
}

static void
print_table(void)
{
	const struct worst *worst;

	printf("| parser | of what | from | KiB | ms |\n"
	       "|---|---|---|---:|---:|\n");
	for (worst = parsers; worst->name; worst++)
		printf("| %s | %s | %s | %zu | %.1f |\n", worst->name,
		       worst->what, worst->from, size_of(worst, WORST) / 1024,
		       measure(worst, WORST));
}

static void
print_list(void)
{
	const struct worst *worst;

	for (worst = parsers; worst->name; worst++)
		printf("%s: %s\n", worst->name, worst->what);
}

/* Callgrind knows it by its name. */
__attribute__((noinline))
static void
run_row(const struct worst *worst, const char *size)
{
	struct fc_buf text = FC_BUF_INIT(4 * WORST);

	make(&text, worst, strtoul(size, NULL, 10));
	worst->run(&text);
	fc_buf_clear(&text);
}

int
main(int argc, char **argv)
{
	const struct worst *worst;

	if (argc == 3) {
		run_row(parsers, argv[1]);
		for (worst = parsers; worst->name; worst++) {
			run_row(worst, argv[1]);
			run_row(worst, argv[2]);
		}
	} else if (argc == 2) {
		print_list();
	} else {
		print_table();
	}
	return EXIT_SUCCESS;
}
