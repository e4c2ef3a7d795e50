/* SPDX-License-Identifier: Apache-2.0 */
/* The connections to the redirect receiver, and who has to leave. */
#ifndef FC_OAUTH_CONNECTIONS_H
#define FC_OAUTH_CONNECTIONS_H

#include "base/secret.h"

#include <microhttpd.h>
#include <stdint.h>

/*
 * Past FC_CONNECTIONS_CROWD the oldest is dropped, so that no number of idle
 * ones can keep the browser out.  libmicrohttpd accepts a few more in one turn
 * before it closes those; FC_CONNECTIONS_MAX leaves room for them.
 */
#define FC_CONNECTIONS_CROWD 64
#define FC_CONNECTIONS_MAX 96

/* One connection.  It carries one request: all answers close it. */
struct fc_connection {
	struct MHD_Connection *connection; /* NULL: a free place */
	unsigned long arrival;
	struct fc_secret target; /* of the request line, nothing decoded */
	uintptr_t target_end; /* where its NUL was, to be compared alone */
	bool dropped;
	bool held;      /* brought the redirect, gets the last page */
	bool suspended; /* until that page is known */
};

/* All zero at first. */
struct fc_connections {
	struct fc_connection place[FC_CONNECTIONS_MAX];
	unsigned long arrivals;
};

/* libmicrohttpd's callback of MHD_OPTION_NOTIFY_CONNECTION; arg is the
 * struct fc_connections. */
void fc_connections_notice(void *arg, struct MHD_Connection *connection,
                           void **context,
                           enum MHD_ConnectionNotificationCode code);

/* The peer of a connection, or NULL. */
struct fc_connection *fc_connection_of(struct MHD_Connection *connection);

/*
 * libmicrohttpd before 1.0 lets a NUL into the target, which it hands out as
 * a string: what stood behind the NUL is lost.  Then the version, which it
 * cuts out of the same line in its room for the connection, begins further on.
 */
bool fc_connection_is_cut(const struct fc_connection *peer, const char *version,
                          size_t room);

/* Suspend until fc_connections_resume. */
void fc_connection_hold(struct fc_connection *peer);
void fc_connections_resume(struct fc_connections *connections);

/* Is one that is or was held still connected? */
bool fc_connections_are_held(const struct fc_connections *connections);

#endif
