/* SPDX-License-Identifier: Apache-2.0 */
/* The connections to the redirect receiver, and who has to leave. */
#include "oauth/guests.h"

#include <sys/socket.h>

struct fc_guest *
fc_guest_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info;

	info = MHD_get_connection_info(connection,
	                               MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

/* A connection that is shut down wakes up and is closed. */
static void
drop_oldest(struct fc_guests *guests)
{
	const union MHD_ConnectionInfo *info;
	struct fc_guest *oldest = NULL;
	size_t i;

	for (i = 0; i < FC_GUESTS_MAX; i++) {
		struct fc_guest *guest = &guests->place[i];

		if (!guest->connection || guest->held || guest->dropped)
			continue;
		if (!oldest || guest->arrival < oldest->arrival)
			oldest = guest;
	}
	if (!oldest)
		return;
	oldest->dropped = true;
	info = MHD_get_connection_info(oldest->connection,
	                               MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		shutdown(info->connect_fd, SHUT_RDWR);
}

static struct fc_guest *
welcome(struct fc_guests *guests, struct MHD_Connection *connection)
{
	struct fc_guest *place = NULL;
	size_t i, present = 0;

	for (i = 0; i < FC_GUESTS_MAX; i++) {
		struct fc_guest *guest = &guests->place[i];

		if (!guest->connection)
			place = guest;
		else if (!guest->dropped)
			present++;
	}
	if (!place)
		return NULL;
	if (present >= FC_GUESTS_CROWD)
		drop_oldest(guests);
	place->connection = connection;
	place->arrival = ++guests->arrivals;
	return place;
}

void
fc_guests_notice(void *arg, struct MHD_Connection *connection, void **context,
                 enum MHD_ConnectionNotificationCode code)
{
	struct fc_guest *guest = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = welcome(arg, connection);
	} else if (guest) {
		fc_secret_clear(&guest->target);
		*guest = (struct fc_guest){ .connection = NULL };
	}
}

bool
fc_guest_is_cut(const struct fc_guest *guest, const char *version, size_t room)
{
	const uintptr_t begin = (uintptr_t)version, end = guest->target_end;

	return begin > end + 1 && begin - end < room;
}

void
fc_guest_hold(struct fc_guest *guest)
{
	guest->held = true;
	guest->suspended = true;
	MHD_suspend_connection(guest->connection);
}

void
fc_guests_resume(struct fc_guests *guests)
{
	size_t i;

	for (i = 0; i < FC_GUESTS_MAX; i++) {
		struct fc_guest *guest = &guests->place[i];

		if (!guest->connection || !guest->suspended)
			continue;
		guest->suspended = false;
		MHD_resume_connection(guest->connection);
	}
}

bool
fc_guests_are_held(const struct fc_guests *guests)
{
	size_t i;

	for (i = 0; i < FC_GUESTS_MAX; i++)
		if (guests->place[i].connection && guests->place[i].held)
			return true;
	return false;
}
