/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs do, step by step, for whoever sets FOUNDRY_TRACE. */
#include "base/trace.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* As far to the right as git begins its own. */
#define COLUMN 40
/* Above those that are handed to children. */
#define LOW_FD 10

static const char *program_name = "foundry-credential";
int fc_trace_fd = -1;
static long long opened_at;

/* Only a file of this user's: anything else may hang, or be read by others. */
static int
open_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
	                    O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	              S_IRUSR | S_IWUSR);
	int high = -1;
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0)
		high = -1;
	else if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		errno = EPERM;
	else
		high = fcntl(fd, F_DUPFD_CLOEXEC, LOW_FD);
	close(fd);
	return high;
}

static bool
is_off(const char *value)
{
	return !*value || strcmp(value, "0") == 0 ||
	       strcmp(value, "false") == 0;
}

static void
open_trace(const char *program, bool joins)
{
	const char *value = getenv("FOUNDRY_TRACE");

	program_name = program;
	if (!value || is_off(value))
		return;
	opened_at = fc_clock_ms();
	if (strcmp(value, "1") == 0 || strcmp(value, "true") == 0)
		fc_trace_fd = STDERR_FILENO;
	else if (value[0] == '/')
		fc_trace_fd = open_file(value);
	if (fc_trace_fd >= 0 || joins)
		return;
	if (value[0] != '/')
		fc_warn("FOUNDRY_TRACE: neither 1, true nor an absolute path, "
		        "so nothing is traced");
	else
		fc_warn("FOUNDRY_TRACE: nothing is traced: %s: %s", value,
		        errno == ELOOP ? "a link is not followed"
		                       : strerror(errno));
}

void
fc_trace_open(const char *program)
{
	open_trace(program, false);
}

void
fc_trace_join(const char *program)
{
	open_trace(program, true);
}

void
fc_trace_verb(const char *verb)
{
	fc_trace("version %s: %.40s", PACKAGE_VERSION, verb ? verb : "");
}

bool
fc_trace_is_on_stderr(void)
{
	return fc_trace_fd == STDERR_FILENO;
}

void
fc_trace_leave_stderr(void)
{
	if (fc_trace_fd == STDERR_FILENO)
		fc_trace_fd = -1;
}

long
fc_trace_ms(void)
{
	return (long)(fc_clock_ms() - opened_at);
}

bool
fc_trace_wanted(void)
{
	return fc_trace_fd >= 0;
}

/* So many digits. */
static char *
put_digits(char *at, long number, int digits)
{
	int i;

	for (i = digits - 1; i >= 0; i--) {
		at[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return at + digits;
}

/* "12:34:56.123456 program[pid] ", padded. */
static size_t
add_columns(char *line, size_t size)
{
	struct timespec now = { 0, 0 };
	struct tm local = { .tm_hour = 0 };
	char pid[FC_NUMBER_SIZE], *at = line;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);
	at = put_digits(at, local.tm_hour, 2);
	*at++ = ':';
	at = put_digits(at, local.tm_min, 2);
	*at++ = ':';
	at = put_digits(at, local.tm_sec, 2);
	*at++ = '.';
	at = put_digits(at, now.tv_nsec / 1000, 6);
	*at = '\0';
	fc_text_join(at, size - (size_t)(at - line), " ", program_name, "[",
	             fc_text_number(pid, getpid()), "] ", NULL);
	for (len = strlen(line); len < COLUMN; len++)
		line[len] = ' ';
	return len;
}

/* Apart, as its room is dear to whoever is not told. */
__attribute__((noinline)) FC_PRINTF(1, 0)
static void
tell(const char *fmt, va_list args)
{
	char line[3 * FC_ERROR_TEXT_SIZE] = "";
	size_t from = add_columns(line, sizeof(line)), len;

	vsnprintf(line + from, sizeof(line) - from - 1, fmt, args);
	len = from + strlen(line + from);
	fc_strip_controls(line + from, len - from);
	fc_strip_for_terminal(line, len);
	line[len++] = '\n';
	if (write(fc_trace_fd, line, len) < 0)
		fc_trace_fd = -1; /* nobody is left to be told */
}

void
fc_trace_tell(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(fmt, args);
	va_end(args);
}
