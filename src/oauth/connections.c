/* SPDX-License-Identifier: Apache-2.0 */
/* The connections to the redirect receiver, and who has to leave. */
#include "oauth/connections.h"

#include <sys/socket.h>

struct fc_connection *
fc_connection_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info;

	info = MHD_get_connection_info(connection,
	                               MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

/* A connection that is shut down wakes up and is closed. */
static void
drop_oldest(struct fc_connections *connections)
{
	const union MHD_ConnectionInfo *info;
	struct fc_connection *oldest = NULL;
	size_t i;

	for (i = 0; i < FC_CONNECTIONS_MAX; i++) {
		struct fc_connection *peer = &connections->place[i];

		if (!peer->connection || peer->held || peer->dropped)
			continue;
		if (!oldest || peer->arrival < oldest->arrival)
			oldest = peer;
	}
	if (!oldest)
		return;
	oldest->dropped = true;
	info = MHD_get_connection_info(oldest->connection,
	                               MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		shutdown(info->connect_fd, SHUT_RDWR);
}

static struct fc_connection *
welcome(struct fc_connections *connections, struct MHD_Connection *connection)
{
	struct fc_connection *place = NULL;
	size_t i, present = 0;

	for (i = 0; i < FC_CONNECTIONS_MAX; i++) {
		struct fc_connection *peer = &connections->place[i];

		if (!peer->connection)
			place = peer;
		else if (!peer->dropped)
			present++;
	}
	if (!place)
		return NULL;
	if (present >= FC_CONNECTIONS_CROWD)
		drop_oldest(connections);
	place->connection = connection;
	place->arrival = ++connections->arrivals;
	return place;
}

void
fc_connections_notice(void *arg, struct MHD_Connection *connection,
                      void **context, enum MHD_ConnectionNotificationCode code)
{
	struct fc_connection *peer = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = welcome(arg, connection);
	} else if (peer) {
		fc_secret_clear(&peer->target);
		*peer = (struct fc_connection){ .connection = NULL };
	}
}

bool
fc_connection_is_cut(const struct fc_connection *peer, const char *version,
                     size_t room)
{
	const uintptr_t begin = (uintptr_t)version, end = peer->target_end;

	return begin > end + 1 && begin - end < room;
}

void
fc_connection_hold(struct fc_connection *peer)
{
	peer->held = true;
	peer->suspended = true;
	MHD_suspend_connection(peer->connection);
}

void
fc_connections_resume(struct fc_connections *connections)
{
	size_t i;

	for (i = 0; i < FC_CONNECTIONS_MAX; i++) {
		struct fc_connection *peer = &connections->place[i];

		if (!peer->connection || !peer->suspended)
			continue;
		peer->suspended = false;
		MHD_resume_connection(peer->connection);
	}
}

bool
fc_connections_are_held(const struct fc_connections *connections)
{
	size_t i;

	for (i = 0; i < FC_CONNECTIONS_MAX; i++)
		if (connections->place[i].connection &&
		    connections->place[i].held)
			return true;
	return false;
}
