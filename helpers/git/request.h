/* SPDX-License-Identifier: Apache-2.0 */
/* What git asks: gitcredentials(7), git-credential(1) input format. */
#ifndef HELPERS_GIT_REQUEST_H
#define HELPERS_GIT_REQUEST_H

#include "base/buf.h"
#include "base/secret.h"

#include <time.h>

/*
 * One request.  Strings are borrowed from text and "" or NULL when absent;
 * of a key that comes twice the last counts (git's own rule), but a second
 * host or protocol is refused: no git sends one, and it is what a LF in
 * another value looks like from here (CVE-2020-5260).
 */
struct git_request {
	struct fc_buf text;
	const char *protocol; /* NULL: absent */
	const char *host;     /* NULL: absent */
	const char *username; /* NULL: absent */
	const char *password; /* NULL: absent */
	const char *authtype; /* NULL: absent */
	const char *credential; /* NULL: absent */
	time_t expires_at;    /* password_expiry_utc, 0: absent or no time */
	bool ephemeral;
	bool has_authtype; /* the caller has the capability */
	bool offers_bearer; /* the server takes Bearer (wwwauth[]) */
	bool offers_other;  /* ... or another scheme */
};

/* The longest message; git documents 65535 bytes for a line (2.46). */
#define GIT_REQUEST_MAX (1024 * 1024)

#define GIT_REQUEST_INIT { .text = FC_BUF_INIT(GIT_REQUEST_MAX) }

/*
 * Read one request from fd, up to an empty line or the end.  Refuses (DATA)
 * as a whole what no honest caller sends: two hosts or protocols, NUL or CR
 * anywhere, lines without '=', too long ones: see base/record.h.
 */
FC_MUST_CHECK bool git_request_read(struct git_request *request, int fd,
                                    struct fc_error *err);

/* Its two halves: receive the text, up to an empty line or the end, and parse
 * what text holds. */
FC_MUST_CHECK bool git_request_receive(struct fc_buf *text, int fd,
                                       struct fc_error *err);
FC_MUST_CHECK bool git_request_parse(struct git_request *request,
                                     struct fc_error *err);

/* The secret that the caller hands back: its password, or the credential of
 * a Bearer answer; NULL when there is none. */
const char *git_request_secret(const struct git_request *request);

/* https, and a well-formed host?  Fills the normalised host. */
FC_MUST_CHECK bool git_request_host(const struct git_request *request,
                                    char *host);

void git_request_clear(struct git_request *request);

#endif
