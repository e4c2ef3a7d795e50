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
#include <strings.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* As far to the right as git begins its own. */
#define COLUMN 40
/* Above those that are handed to children. */
#define LOW_FD 10

static const char *program_name = "foundry-credential";
static int trace_fd = -1;
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
	       strcasecmp(value, "false") == 0;
}

void
fc_trace_open(const char *program)
{
	const char *value = getenv("FOUNDRY_TRACE");

	program_name = program;
	if (!value || is_off(value))
		return;
	opened_at = fc_clock_ms();
	if (strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0)
		trace_fd = STDERR_FILENO;
	else if (value[0] != '/')
		fc_warn("FOUNDRY_TRACE: neither 1, true nor an absolute path, "
		        "so nothing is traced");
	else if ((trace_fd = open_file(value)) < 0)
		fc_warn("FOUNDRY_TRACE: nothing is traced: %s: %s", value,
		        errno == ELOOP ? "a link is not followed"
		                       : strerror(errno));
}

void
fc_trace_verb(const char *verb)
{
	fc_trace("version %s: %.40s", PACKAGE_VERSION, verb ? verb : "");
}

bool
fc_trace_is_on_stderr(void)
{
	return trace_fd == STDERR_FILENO;
}

void
fc_trace_leave_stderr(void)
{
	if (trace_fd == STDERR_FILENO)
		trace_fd = -1;
}

long
fc_trace_ms(void)
{
	return (long)(fc_clock_ms() - opened_at);
}

bool
fc_trace_wanted(void)
{
	return trace_fd >= 0;
}

/* "12:34:56.123456 program[pid]", padded. */
static size_t
add_columns(char *line, size_t size)
{
	struct timeval now = { 0, 0 };
	struct tm local = { .tm_hour = 0 };
	time_t seconds;
	int len;

	gettimeofday(&now, NULL);
	seconds = now.tv_sec;
	localtime_r(&seconds, &local);
	len = snprintf(line, size, "%02d:%02d:%02d.%06ld %s[%ld] ",
	               local.tm_hour, local.tm_min, local.tm_sec,
	               (long)now.tv_usec, program_name, (long)getpid());
	for (; len < COLUMN; len++)
		line[len] = ' ';
	return (size_t)len;
}

void
fc_trace(const char *fmt, ...)
{
	char line[3 * FC_ERROR_TEXT_SIZE];
	va_list args;
	size_t from, len;

	if (trace_fd < 0)
		return;
	from = add_columns(line, sizeof(line));
	va_start(args, fmt);
	vsnprintf(line + from, sizeof(line) - from - 1, fmt, args);
	va_end(args);
	len = from + strlen(line + from);
	fc_strip_controls(line + from, len - from);
	fc_strip_for_terminal(line, len);
	line[len++] = '\n';
	if (write(trace_fd, line, len) < 0)
		trace_fd = -1; /* nobody is left to be told */
}
