/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times whole processes against each other: in every round each case runs
 * once, in a new order, so that what the machine does meanwhile falls on all
 * of them alike.
 *
 *   timer ROUNDS SEED <PLAN        medians: NAME, ns, KiB, page faults; and
 *                                  failures, by line
 *   timer --burst N DIRECTORY <PLAN     N at once of the first case, each
 *                                  with its answer in DIRECTORY/I; prints ns
 *
 * PLAN, by line: "case NAME", and for it "arg WORD", "env NAME=VALUE",
 * "stdin FILE", "status N" (how it is to end: 0), "remove FILE" (before each
 * run, untimed).
 *
 * Memory is the kernel's ru_maxrss, which knows no less than this program
 * has itself when it starts another: link it statically.  Page faults are all
 * that were served without a disk, those of what goes on when the first
 * process has ended among them; that is waited for, and not timed.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CASES_MAX 64
#define WORDS_MAX 32
#define BURST_MAX 1000
#define ROUNDS_MAX 10000
#define WARM_UP 10

struct bench_case {
	char *name;
	char *argv[WORDS_MAX + 1];
	char *env[WORDS_MAX + 1];
	size_t argc, envc;
	const char *in, *remove;
	int64_t *ns, *kib, *faults;
	int status, failures;
};

static struct bench_case cases[CASES_MAX];
static size_t case_count;

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
take_word(char *words[], size_t *count, char *word)
{
	if (*count == WORDS_MAX)
		die("too many words");
	words[(*count)++] = word;
}

static void
take_line(char *line)
{
	struct bench_case *last = &cases[case_count ? case_count - 1 : 0];
	char *value = strchr(line, ' ');

	if (!value)
		die("a line without a value");
	*value++ = '\0';
	if (strcmp(line, "case") == 0) {
		if (case_count == CASES_MAX)
			die("too many cases");
		cases[case_count].in = "/dev/null";
		cases[case_count++].name = value;
	} else if (strcmp(line, "arg") == 0) {
		take_word(last->argv, &last->argc, value);
	} else if (strcmp(line, "env") == 0) {
		take_word(last->env, &last->envc, value);
	} else if (strcmp(line, "stdin") == 0) {
		last->in = value;
	} else if (strcmp(line, "status") == 0) {
		last->status = (int)strtol(value, NULL, 10);
	} else if (strcmp(line, "remove") == 0) {
		last->remove = value;
	} else {
		die(line);
	}
}

static void
read_plan(void)
{
	static char text[1 << 18];
	size_t len = fread(text, 1, sizeof(text) - 1, stdin);
	char *line = text, *end;

	text[len] = '\0';
	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (*line)
			take_line(line);
	}
}

static int64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static pid_t
start(const struct bench_case *one, const char *out)
{
	posix_spawn_file_actions_t files;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, one->in, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, out,
	                                 O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, one->argv[0], &files, NULL, one->argv,
	                one->env) != 0)
		die(one->argv[0]);
	posix_spawn_file_actions_destroy(&files);
	return pid;
}

/* What it has left behind, which is ours as we are its reaper. */
static long
wait_for_the_rest(void)
{
	struct rusage usage;
	long faults = 0;

	while (wait4(-1, NULL, 0, &usage) > 0)
		faults += usage.ru_minflt;
	return faults;
}

static void
run(struct bench_case *one, int round)
{
	struct rusage usage;
	int64_t before, ns;
	int status;
	long rest;

	if (one->remove)
		unlink(one->remove);
	before = now_ns();
	if (wait4(start(one, "/dev/null"), &status, 0, &usage) < 0)
		die("wait4");
	ns = now_ns() - before;
	rest = wait_for_the_rest();
	if (round < 0)
		return;
	one->ns[round] = ns;
	one->kib[round] = usage.ru_maxrss;
	one->faults[round] = usage.ru_minflt + rest;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != one->status)
		one->failures++;
}

static void
shuffle(size_t order[])
{
	size_t i;

	for (i = case_count - 1; i > 0; i--) {
		size_t j = (size_t)random() % (i + 1), swap = order[i];

		order[i] = order[j];
		order[j] = swap;
	}
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t
median(int64_t values[], int count)
{
	qsort(values, (size_t)count, sizeof(values[0]), compare);
	return values[count / 2];
}

static void
run_rounds(int rounds)
{
	size_t order[CASES_MAX] = { 0 }, i;
	int round;

	for (i = 0; i < case_count; i++) {
		order[i] = i;
		cases[i].ns = calloc((size_t)rounds, sizeof(int64_t));
		cases[i].kib = calloc((size_t)rounds, sizeof(int64_t));
		cases[i].faults = calloc((size_t)rounds, sizeof(int64_t));
		if (!cases[i].ns || !cases[i].kib || !cases[i].faults)
			die("calloc");
	}
	for (round = -WARM_UP; round < rounds; round++) {
		shuffle(order);
		for (i = 0; i < case_count; i++)
			run(&cases[order[i]], round);
	}
	for (i = 0; i < case_count; i++)
		printf("%s\t%lld\t%lld\t%lld\t%d\n", cases[i].name,
		       (long long)median(cases[i].ns, rounds),
		       (long long)median(cases[i].kib, rounds),
		       (long long)median(cases[i].faults, rounds),
		       cases[i].failures);
}

static void
run_burst(int count, const char *directory)
{
	static pid_t pids[BURST_MAX];
	char out[4096];
	int64_t before;
	int i;

	if (cases[0].remove)
		unlink(cases[0].remove);
	before = now_ns();
	for (i = 0; i < count; i++) {
		snprintf(out, sizeof(out), "%s/%d", directory, i);
		pids[i] = start(&cases[0], out);
	}
	for (i = 0; i < count; i++)
		waitpid(pids[i], NULL, 0);
	printf("%lld\n", (long long)(now_ns() - before));
}

int
main(int argc, char **argv)
{
	bool burst = argc == 4 && strcmp(argv[1], "--burst") == 0;
	long count = argc > 2 ? strtol(argv[burst ? 2 : 1], NULL, 10) : 0;

	if (argc != (burst ? 4 : 3) || count < 1 ||
	    count > (burst ? BURST_MAX : ROUNDS_MAX)) {
		fprintf(stderr, "usage: timer ROUNDS SEED | "
		                "--burst N DIRECTORY <PLAN\n");
		return 2;
	}
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		die("prctl");
	read_plan();
	if (case_count == 0)
		die("an empty plan");
	if (burst) {
		run_burst((int)count, argv[3]);
	} else {
		srandom((unsigned int)strtol(argv[2], NULL, 10));
		run_rounds((int)count);
	}
	return 0;
}
