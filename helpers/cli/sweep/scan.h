/* SPDX-License-Identifier: Apache-2.0 */
/* One file that is looked through, and how files of each kind are read. */
#ifndef HELPERS_CLI_SWEEP_SCAN_H
#define HELPERS_CLI_SWEEP_SCAN_H

#include "cli/sweep/findings.h"
#include "cli/sweep/own.h"

/* Beyond, a file is no configuration of a person's. */
#define CLI_SWEEP_FILE_MAX (8 * 1024 * 1024)

struct cli_scan {
	const struct cli_sweep_hosts *hosts;
	const struct cli_own *own;
	struct cli_findings *findings;
	struct fc_error *err;
	const char *path;
	struct stat seen;
	struct fc_buf text;
	size_t counted, line; /* lines, as far as they have been counted */
	cli_scanner *scanner; /* that is at work */
	struct cli_cut cut;   /* of the value at hand */
	bool done;            /* false once anything has failed */
};

cli_scanner cli_scan_git;      /* git-config(1) */
cli_scanner cli_scan_json;     /* auths of docker and others */
cli_scanner cli_scan_netrc;
cli_scanner cli_scan_store;    /* git-credential-store(1) */
cli_scanner cli_scan_lines;    /* each by itself */
cli_scanner cli_scan_shell;    /* commands, a line each */
cli_scanner cli_scan_history;  /* the same, that have nothing in common */
cli_scanner cli_scan_sections; /* [SECTION]s that name a host and a secret */
cli_scanner cli_scan_foundrys; /* the same of a Foundry's own tool */
cli_scanner cli_scan_values;   /* NAME=VALUE, of one program */
cli_scanner cli_scan_maven;    /* settings.xml */
cli_scanner cli_scan_aws;      /* credentials, with the config beside it */

/* From here on the value at hand goes with these bytes, or (len 0) it is not
 * known with which. */
void cli_scan_cut(struct cli_scan *scan, size_t from, size_t len);

/*
 * Look at a value that begins at an offset of the text; value may be another
 * spelling of it.  what names the place, and may come from the file.
 */
void cli_scan_value(struct cli_scan *scan, size_t at, const char *value,
                    size_t len, const struct cli_sweep_beside *beside,
                    const char *what);

/*
 * Look at a part of the text for what has the same form everywhere: URLs with
 * a password, "Bearer TOKEN", JSON Web Tokens.  beside is what is known of it;
 * a host that it names itself comes first.  what: NULL when it has no name.
 */
void cli_scan_part(struct cli_scan *scan, size_t from, size_t to,
                   const struct cli_sweep_beside *beside, const char *what);

/* The same, and for NAME=VALUE. */
void cli_scan_part_with_names(struct cli_scan *scan, size_t from, size_t to,
                              const struct cli_sweep_beside *beside);

/* Look through a text as if it were the file; it is borrowed. */
void cli_scan_text(struct cli_scan *scan, const struct fc_buf *text,
                   cli_scanner *scanner);

/* What a part of the text says of whom it is for. */
void cli_scan_beside(const struct cli_scan *scan, size_t from, size_t to,
                     struct cli_sweep_beside *beside);

/* Does a name say that its value is a secret?  Fills that into beside. */
void cli_scan_name(const char *name, size_t len,
                   struct cli_sweep_beside *beside);

/* Where the line that begins at an offset ends, without its LF or CR LF; *next
 * is where the next one begins. */
size_t cli_scan_line_end(const struct fc_buf *text, size_t from,
                         size_t *next);

/* Look through the whole text, a line each; about: the host that it names
 * anywhere says whose a token is. */
void cli_scan_each_line(struct cli_scan *scan, bool about,
                        void (*look)(struct cli_scan *scan, size_t from,
                                     size_t to,
                                     const struct cli_sweep_beside *beside));

/* Read a file that stands beside this one; at most CLI_SWEEP_FILE_MAX. */
FC_MUST_CHECK bool cli_scan_beside_file(const struct cli_scan *scan,
                                        const char *name,
                                        struct fc_buf *text);

/* A file, which a directory (or AT_FDCWD) has as name. */
struct cli_scan_place {
	int directory;
	const char *name;
	const char *path;
	bool follow; /* a symbolic link */
};

/* Open it for reading.  -1: it cannot be opened, or (ENOENT) must not: it is
 * empty, no regular file, or one of ours.  A pipe without a writer and a device
 * are not opened at all. */
FC_MUST_CHECK int cli_scan_open(const struct cli_scan *scan,
                                const struct cli_scan_place *place,
                                struct stat *seen);

/* Look through it.  What is no regular file, or of ours, is not opened.
 * False: it is there, and cannot be read. */
FC_MUST_CHECK bool cli_scan_file(struct cli_scan *scan,
                                 const struct cli_scan_place *place,
                                 cli_scanner *scanner);

#endif
