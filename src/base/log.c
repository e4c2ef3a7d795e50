/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the person: errors, warnings, and FOUNDRY_TRACE=1. */
#include "base/log.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program_name = "foundry-credential";
static bool tracing;

void
fc_log_open(const char *program)
{
	const char *trace = getenv("FOUNDRY_TRACE");

	program_name = program;
	tracing = trace && strcmp(trace, "1") == 0;
}

/* One write per message: those of several processes do not mix. */
static void
say(const char *text, const char *hint)
{
	char lines[3 * FC_ERROR_TEXT_SIZE];

	fc_text_join(lines, sizeof(lines), program_name, ": ", text, "\n",
	             hint, *hint ? "\n" : NULL, NULL);
	if (write(STDERR_FILENO, lines, strlen(lines)) < 0)
		return; /* nobody is left to be told */
}

void
fc_warn(const char *fmt, ...)
{
	char text[FC_ERROR_TEXT_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	say(text, "");
}

void
fc_trace(const char *fmt, ...)
{
	char text[FC_ERROR_TEXT_SIZE];
	va_list args;

	if (!tracing)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	say(text, "");
}

void
fc_error_report(const struct fc_error *err)
{
	say(err->text, err->hint);
}
