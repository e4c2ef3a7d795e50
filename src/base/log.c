/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the person: errors and warnings. */
#include "base/log.h"

#include "base/controls.h"
#include "base/text.h"
#include "base/wrap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *program_name = "foundry-credential";

/* More than a few are never said in one run. */
#define HELD_MAX 4

static bool (*holds)(void); /* NULL: nothing */
static struct fc_error held[HELD_MAX];
static size_t held_count;

void
fc_log_open(const char *program)
{
	program_name = program;
}

/* A newline from outside would begin a line that is not ours. */
static void
add_line(char *lines, size_t size, const char *text)
{
	const size_t from = strlen(lines);
	size_t len;

	fc_text_join(lines + from, size - from, text, NULL);
	len = strlen(lines + from);
	fc_strip_controls(lines + from, len);
	fc_text_join(lines + from + len, size - from - len, "\n", NULL);
}

void
fc_log_hold_if(bool (*wanted)(void))
{
	holds = wanted;
}

bool
fc_log_is_held(void)
{
	return holds && holds();
}

const struct fc_error *
fc_log_held(size_t i)
{
	return i < held_count ? &held[i] : NULL;
}

static void
hold(const char *text, const char *hint)
{
	struct fc_error *one = &held[held_count];

	if (held_count == HELD_MAX)
		return;
	fc_text_join(one->text, sizeof(one->text), text, NULL);
	fc_text_join(one->hint, sizeof(one->hint), hint, NULL);
	held_count++;
}

/* One write per message: those of several processes do not mix. */
static void
say(const char *text, const char *hint)
{
	char lines[3 * FC_ERROR_TEXT_SIZE];

	if (fc_log_is_held()) {
		hold(text, hint);
		return;
	}
	fc_text_join(lines, sizeof(lines), program_name, ": ", NULL);
	add_line(lines, sizeof(lines), text);
	if (*hint)
		add_line(lines, sizeof(lines), hint);
	fc_strip_for_terminal(lines, strlen(lines));
	fc_wrap_for_terminal(lines, STDERR_FILENO);
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
fc_error_report(const struct fc_error *err)
{
	say(err->text, err->hint);
}
