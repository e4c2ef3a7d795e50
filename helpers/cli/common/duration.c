/* SPDX-License-Identifier: Apache-2.0 */
/* Lengths of time and moments, as a person writes and reads them. */
#include "cli/common/duration.h"

#include "base/record.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define HALF_YEAR_S (183 * 86400)
#define SECONDS_MAX (100LL * 365 * 86400)

static const struct {
	char letter;
	const char *name;
	time_t seconds;
} units[] = {
	{ 'd', "day", 86400 },
	{ 'h', "hour", 3600 },
	{ 'm', "minute", 60 },
	{ 's', "second", 1 },
};

#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

bool
cli_duration_parse(const char *word, time_t *seconds, struct fc_error *err)
{
	const size_t len = strlen(word);
	char digits[16], shown[64];
	long long number;
	size_t i;

	for (i = 0; len > 1 && len < sizeof(digits) && i < UNIT_COUNT; i++) {
		if (word[len - 1] != units[i].letter)
			continue;
		memcpy(digits, word, len - 1);
		digits[len - 1] = '\0';
		if (!fc_number_parse(digits, 0,
		                     SECONDS_MAX / units[i].seconds, &number))
			break;
		*seconds = (time_t)number * units[i].seconds;
		return true;
	}
	fc_printable(shown, sizeof(shown), word, len);
	return fc_fail(err, FC_ERR_USAGE, "\"%s\" is not a length of time: a "
	               "number with a unit, as 20d, 12h, 30m or 90s", shown);
}

const char *
cli_duration_words(char out[CLI_DURATION_SIZE], time_t seconds)
{
	size_t i = 0;
	long long count;

	while (i + 1 < UNIT_COUNT && seconds < 2 * units[i].seconds)
		i++;
	count = (long long)(seconds / units[i].seconds);
	snprintf(out, CLI_DURATION_SIZE, "%lld %s%s", count, units[i].name,
	         count == 1 ? "" : "s");
	return out;
}

const char *
cli_moment(char out[CLI_MOMENT_SIZE], time_t at)
{
	struct tm when;

	if (!localtime_r(&at, &when) ||
	    strftime(out, CLI_MOMENT_SIZE, "%Y-%m-%d %H:%M", &when) == 0)
		snprintf(out, CLI_MOMENT_SIZE, "%lld", (long long)at);
	return out;
}

const char *
cli_day(char out[CLI_MOMENT_SIZE], time_t at)
{
	struct tm when;

	if (!localtime_r(&at, &when) ||
	    strftime(out, CLI_MOMENT_SIZE, "%e %b", &when) == 0)
		snprintf(out, CLI_MOMENT_SIZE, "%lld", (long long)at);
	return out + strspn(out, " "); /* "%e" puts one before a digit */
}

const char *
cli_until(char out[CLI_MOMENT_SIZE], time_t at, time_t now)
{
	struct tm then = { 0 }, today = { 0 };
	char day[CLI_MOMENT_SIZE], hour[CLI_MOMENT_SIZE];
	const char *date = cli_day(day, at);
	size_t len;

	if (!localtime_r(&at, &then) || !localtime_r(&now, &today))
		return cli_moment(out, at);
	len = strftime(hour, sizeof(hour), "%H:%M", &then);
	if (at - now > HALF_YEAR_S || now - at > HALF_YEAR_S)
		len = strftime(hour, sizeof(hour), "%Y", &then);
	else if (then.tm_yday == today.tm_yday)
		date = "";
	if (len == 0)
		return cli_moment(out, at);
	fc_text_join(out, CLI_MOMENT_SIZE, date, *date ? " " : "", hour, NULL);
	return out;
}
