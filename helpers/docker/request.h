/* SPDX-License-Identifier: Apache-2.0 */
/* What docker and its kin ask: docker-credential-helpers' protocol. */
#ifndef HELPERS_DOCKER_REQUEST_H
#define HELPERS_DOCKER_REQUEST_H

#include "base/secret.h"
#include "base/url.h"

/* The longest message taken (clients have no limit of their own). */
#define DOCKER_REQUEST_MAX (1024 * 1024)

/*
 * A server URL in the forms that clients send: "https://host:443/v1/",
 * "host/namespace/repository", with or without a newline.
 */
struct docker_server {
	bool empty;              /* nothing but blanks was sent */
	bool plain_http;         /* it said http:// */
	char host[FC_HOST_SIZE]; /* normalised, "" when it is no host */
};

/* Cannot fail: what is no host is nobody's. */
void docker_server_parse(struct docker_server *server, const char *text,
                         size_t len);

/* The JSON of a store; owned. */
struct docker_store {
	struct docker_server server;
	struct fc_secret username;
	struct fc_secret secret;
};

#define DOCKER_STORE_INIT { .username = FC_SECRET_INIT, \
	.secret = FC_SECRET_INIT }

/* Missing members stay empty; anything that is not such an object, or not
 * of strings, is refused (DATA). */
FC_MUST_CHECK bool docker_store_parse(struct docker_store *store,
                                      const struct fc_buf *text,
                                      struct fc_error *err);
void docker_store_clear(struct docker_store *store);

#endif
