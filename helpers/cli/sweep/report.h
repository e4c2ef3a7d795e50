/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has found, for a person or for programs. */
#ifndef HELPERS_CLI_SWEEP_REPORT_H
#define HELPERS_CLI_SWEEP_REPORT_H

#include "cli/sweep/findings.h"

/* Append a line each: sentences for a terminal, else fields with a TAB
 * between. */
FC_MUST_CHECK bool cli_sweep_put_text(const struct cli_findings *findings,
                                      time_t now, struct fc_buf *text,
                                      struct fc_error *err);

/* Append {"tokens": [...], "complete": ...}; complete: nothing was left out. */
FC_MUST_CHECK bool cli_sweep_put_json(const struct cli_findings *findings,
                                      time_t now, bool complete,
                                      struct fc_buf *text,
                                      struct fc_error *err);

#endif
