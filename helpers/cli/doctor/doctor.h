/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor looks at.  Each adds findings, and none changes anything, but for
 * a login that is renewed (cli_doctor_access). */
#ifndef HELPERS_CLI_DOCTOR_DOCTOR_H
#define HELPERS_CLI_DOCTOR_DOCTOR_H

#include "cli/tools/tool.h"

/* "files": owners and modes of what we keep.  "runtime": where access tokens
 * are kept.  "programs": foundry-oauth is there, and ours are
 * found by their names. */
void cli_doctor_files(struct cli_doctor *doctor);
void cli_doctor_runtime(struct cli_doctor *doctor);
void cli_doctor_programs(struct cli_doctor *doctor);

/* Of "files": what would keep a new token from being saved.  True: nothing. */
bool cli_doctor_saving(struct cli_doctor *doctor);

/* "config", "tokens": a stack's settings, and what is saved of it.  False:
 * the settings cannot be used, so nothing else can be said of the stack. */
bool cli_doctor_config(struct cli_doctor *doctor, const char *host,
                       struct fc_stack *stack);
void cli_doctor_tokens(struct cli_doctor *doctor,
                       const struct fc_stack *stack);

/* Is there a stored token that lives, for the stack's own host? */
bool cli_doctor_has_static(const struct cli_doctor *doctor,
                           const struct fc_stack *stack);

/* "environment": a FOUNDRY_TOKEN that counts for nobody.  "access": does the
 * stack take what is answered for it, FOUNDRY_TOKEN, a stored token, a token of
 * the login?  When none of that is cached the login is renewed as ever, once
 * for all who want it.  Nothing is sent when offline, or not reached. */
void cli_doctor_environment(struct cli_doctor *doctor);
void cli_doctor_access(struct cli_doctor *doctor, const struct fc_stack *stack,
                       bool reached);

/* How a report looks on the terminal that stdout is, or, of anything else, in a
 * file: neither broken (columns 0) nor coloured. */
struct cli_report_style {
	size_t columns;
	bool colour;
};

struct cli_report_style cli_report_style(void);

/* Append what was found: a line each, the cure below; how many are wrong; or
 * all of it as JSON. */
FC_MUST_CHECK bool cli_report_text(const struct fc_check_results *results,
                                   const struct cli_report_style *style,
                                   struct fc_buf *text, struct fc_error *err);
FC_MUST_CHECK bool cli_report_count(const struct fc_check_results *results,
                                    struct fc_buf *text,
                                    struct fc_error *err);
FC_MUST_CHECK bool cli_report_json(const struct fc_check_results *results,
                                   struct fc_buf *text, struct fc_error *err);

#endif
