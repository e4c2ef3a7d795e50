/* SPDX-License-Identifier: Apache-2.0 */
/* A free port of 127.0.0.1 for the redirect receiver. */
#include "oauth/port.h"

#include "credential/interaction.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* -1 and errno when it cannot be had. */
static int
listen_on(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd, sys;

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, SOMAXCONN) == 0)
		return fd;
	sys = errno;
	close(fd);
	errno = sys;
	return -1;
}

static int
refuse(const struct fc_stack *stack, int port, struct fc_error *err)
{
	if (errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT)
		fc_fail(err, FC_ERR_IO, "waiting for the browser: this "
		        "machine has no IPv4 loopback (127.0.0.1)");
	else
		fc_fail_sys(err, "listening on 127.0.0.1:%d", port);
	fc_hint_login(err, stack, FC_BY_CONSOLE);
	return -1;
}

int
fc_port_listen(const struct fc_stack *stack, int *port, struct fc_error *err)
{
	struct fc_error otherwise = FC_ERROR_INIT;
	int try, fd;

	for (try = stack->port_first; try <= stack->port_last; try++) {
		fd = listen_on(try);
		if (fd >= 0) {
			*port = try;
			return fd;
		}
		/* EACCES: below 1024, or kept for somebody. */
		if (errno != EADDRINUSE && errno != EACCES)
			return refuse(stack, try, err);
	}
	fc_fail(err, FC_ERR_IO, "waiting for the browser: no port of "
	        "127.0.0.1 from %d to %d is free", stack->port_first,
	        stack->port_last);
	fc_hint_login(&otherwise, stack, FC_BY_CONSOLE);
	fc_error_hint(err, "set other \"ports\" in [%s] of the configuration, "
	              "or %s", stack->host, otherwise.hint);
	return -1;
}
