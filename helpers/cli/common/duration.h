/* SPDX-License-Identifier: Apache-2.0 */
/* Lengths of time and moments, as a person writes and reads them. */
#ifndef HELPERS_CLI_COMMON_DURATION_H
#define HELPERS_CLI_COMMON_DURATION_H

#include "base/error.h"

#include <time.h>

/* "20d", "12h", "30m", "90s" as seconds, 100 years at most.  Fails (USAGE)
 * for anything else, a bare number among it. */
FC_MUST_CHECK bool cli_duration_parse(const char *word, time_t *seconds,
                                      struct fc_error *err);

/* "1 second", "59 minutes", "3 hours", "12 days": rounded down. */
#define CLI_DURATION_SIZE 32
const char *cli_duration_words(char out[CLI_DURATION_SIZE], time_t seconds);

/* "2026-11-25 21:43", by the clock of the place. */
#define CLI_MOMENT_SIZE 32
const char *cli_moment(char out[CLI_MOMENT_SIZE], time_t at);

/* "30 Dec": a day of about this year, by the clock of the place. */
const char *cli_day(char out[CLI_MOMENT_SIZE], time_t at);

/* "21:43" on the day of now, "30 Dec 21:43" in the year around it, else "30
 * Dec 2027". */
const char *cli_until(char out[CLI_MOMENT_SIZE], time_t at, time_t now);

#endif
