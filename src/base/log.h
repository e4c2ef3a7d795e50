/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the person: errors and warnings. */
#ifndef FC_BASE_LOG_H
#define FC_BASE_LOG_H

#include "base/error.h"

/* Name the program for all messages below. */
void fc_log_open(const char *program);

/* "program: text" on stderr: something the person should know. */
void fc_warn(const char *fmt, ...) FC_PRINTF(1, 2);

/* "program: err.text", then the hint on a line of its own. */
void fc_error_report(const struct fc_error *err);

#endif
