/* SPDX-License-Identifier: Apache-2.0 */
/* What pip and uv ask: the command line of Python's keyring. */
#ifndef HELPERS_KEYRING_REQUEST_H
#define HELPERS_KEYRING_REQUEST_H

#include "base/url.h"

#include <stdbool.h>

enum keyring_verb {
	KEYRING_OTHER, /* nothing that we know, in verb or options */
	KEYRING_HELP,  /* and nothing else */
	KEYRING_GET,
	KEYRING_SET,
	KEYRING_DEL,
};

struct keyring_request {
	enum keyring_verb verb;
	bool creds; /* the user name is wanted too */
	bool json;
	const char *user;        /* of argv, or NULL; never empty */
	char host[FC_HOST_SIZE]; /* normalised; "": the service is nothing that
	                            could be ours */
};

/*
 * [--mode password|creds] [--output plain|json] get|set|del SERVICE [USER],
 * the options anywhere; SERVICE is an https URL or a host.  Cannot fail: all
 * else is KEYRING_OTHER, and for another keyring to understand.
 */
void keyring_request_parse(struct keyring_request *request, int argc,
                           char *const argv[]);

#endif
