/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the person: errors, warnings, and FOUNDRY_TRACE=1. */
#ifndef FC_BASE_LOG_H
#define FC_BASE_LOG_H

#include "base/error.h"

/* Name the program for all messages below, and read FOUNDRY_TRACE. */
void fc_log_open(const char *program);

/* "program: text" on stderr: something the person should know. */
void fc_warn(const char *fmt, ...) FC_PRINTF(1, 2);

/* The same, only with FOUNDRY_TRACE=1.  Never give it a secret. */
void fc_trace(const char *fmt, ...) FC_PRINTF(1, 2);

/* "program: err.text", then the hint on a line of its own. */
void fc_error_report(const struct fc_error *err);

#endif
