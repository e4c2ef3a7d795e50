/* SPDX-License-Identifier: Apache-2.0 */
/* Is a value a token of a Foundry? */
#ifndef HELPERS_CLI_SWEEP_TOKEN_H
#define HELPERS_CLI_SWEEP_TOKEN_H

#include "cli/sweep/hosts.h"

#include <time.h>

/* What stands around a value. */
struct cli_sweep_beside {
	char host[FC_HOST_SIZE]; /* a Foundry's; "": none is named */
	char file[FC_HOST_SIZE]; /* that the file names somewhere: whose it
	                            is, if it is one by itself */
	bool foreign; /* the place is another host's */
	bool named;   /* by its name it is a Foundry's */
	bool secret;  /* the format says that it is a password or a token */
	bool encoded; /* it is base64 of a name, a colon and the value */
};

/* Of whom it is, if that is known, and until when it lives (0: unknown). */
struct cli_sweep_token {
	char host[FC_HOST_SIZE];
	time_t expires_at;
};

/*
 * A JSON Web Token is one but for what says that it is somebody else's: the
 * host beside it, its issuer.  Any other value must be named a secret, beside a
 * Foundry's host or by a Foundry's name.  A reference to a variable, and what
 * only stands for a value, is none.
 */
bool cli_sweep_is_token(const struct cli_sweep_hosts *hosts,
                        const char *value, size_t len,
                        const struct cli_sweep_beside *beside,
                        struct cli_sweep_token *token);

/* The next run of bytes in text[*at..end) that has the outer form of a JSON Web
 * Token: *at is its first byte, *len its length.  False: none. */
bool cli_sweep_next_jwt(const char *text, size_t end, size_t *at,
                        size_t *len);

#endif
