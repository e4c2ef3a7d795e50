/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has found. */
#ifndef HELPERS_CLI_SWEEP_FINDINGS_H
#define HELPERS_CLI_SWEEP_FINDINGS_H

#include "cli/sweep/token.h"

#include <sys/stat.h>

#define CLI_SWEEP_WHAT_SIZE 96

/* More than a person goes through. */
#define CLI_SWEEP_FINDINGS_MAX 10000

/* Whom the file lets read it, and the directories above it let by. */
enum cli_sweep_readers {
	CLI_SWEEP_OWNER,
	CLI_SWEEP_GROUP,
	CLI_SWEEP_ALL,
};

struct cli_scan;

/* How a file is read. */
typedef void cli_scanner(struct cli_scan *scan);

struct cli_finding {
	char *path;
	size_t line;
	char what[CLI_SWEEP_WHAT_SIZE]; /* fit for a terminal */
	struct cli_sweep_token token;   /* of it no byte is kept */
	enum cli_sweep_readers readers;
	/* Which bytes of which file they are. */
	dev_t device;
	ino_t inode;
	size_t at;
	size_t order; /* in which they were found */
	/* What is to be taken out of the file, so that its program asks us. */
	struct cli_cut {
		size_t from, len; /* 0: nothing that is known */
		cli_scanner *scanner; /* that has said so */
	} cut;
	bool fixed;
};

struct cli_findings {
	struct cli_finding *list;
	size_t count, size;
	bool more; /* than are kept */
};

#define CLI_FINDINGS_INIT { NULL, 0, 0, false }

/* Add one; path is copied. */
FC_MUST_CHECK bool cli_findings_add(struct cli_findings *findings,
                                    const struct cli_finding *finding,
                                    struct fc_error *err);

/* The end: they are sorted by file and line.  The same bytes of the same file
 * are one, by whatever name; what was said of it first stays. */
void cli_findings_settle(struct cli_findings *findings);

void cli_findings_clear(struct cli_findings *findings);

#endif
