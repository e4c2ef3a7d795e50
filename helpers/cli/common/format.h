/* SPDX-License-Identifier: Apache-2.0 */
/* The forms in which a token is given out. */
#ifndef HELPERS_CLI_COMMON_FORMAT_H
#define HELPERS_CLI_COMMON_FORMAT_H

#include "credential/get.h"

enum cli_format {
	CLI_FORMAT_ATTRIBUTES, /* username, password, password_expiry_utc */
	CLI_FORMAT_JSON,       /* the same members, and host */
	CLI_FORMAT_TOKEN,      /* the bare token */
	CLI_FORMAT_HEADER,     /* Authorization: Bearer TOKEN */
	CLI_FORMAT_BEARER,     /* Bearer TOKEN, the header's value */
	CLI_FORMAT_HEADERS,    /* {"Authorization":"Bearer TOKEN"} */
	CLI_FORMAT_NETRC,      /* machine HOST login NAME password TOKEN */
	CLI_FORMAT_ENV,        /* for sh: what exec sets, exported */
	CLI_FORMAT_URI,        /* of a request by URI, see uri_request.h; it
	                          has no word */
};

/* NULL (not given) means attributes.  Fails (USAGE) for an unknown word. */
FC_MUST_CHECK bool cli_format_parse(const char *word, enum cli_format *format,
                                    struct fc_error *err);

/* Is it for programs that run us, several at once, and show nobody what we say:
 * where nobody may be asked to log in? */
bool cli_format_is_programs(enum cli_format format);

/* Print the answer for host (of an alias, as env: its stack's) on stdout, and
 * see that it got there.  Fails (DATA) when the form cannot hold it. */
FC_MUST_CHECK bool cli_format_print(enum cli_format format, const char *host,
                                    const struct fc_answer *answer,
                                    struct fc_error *err);

/* Append the answer for host to out.  Fails likewise. */
FC_MUST_CHECK bool cli_format_add(struct fc_buf *out, enum cli_format format,
                                  const char *host,
                                  const struct fc_answer *answer,
                                  struct fc_error *err);

/* How much of a host stands behind "machine" in a netrc file. */
size_t cli_netrc_machine(const char *host);

/* When stdin is a terminal: what is to be typed there. */
void cli_say_waiting(const char *what);

/* A path fit to stand in a line for a person; returns out. */
const char *cli_shown_path(const char *path, char out[FC_PATH_SIZE]);

/* Write text to stdout, all of it, and nothing that could rule a terminal. */
FC_MUST_CHECK bool cli_write(struct fc_buf *text, struct fc_error *err);

#endif
