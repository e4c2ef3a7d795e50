/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The redirect receiver on 127.0.0.1 (RFC 8252 section 7.3): libmicrohttpd
 * on a socket that we bind ourselves, driven by the caller's poll loop.
 */
#include "oauth/loopback.h"

#include "base/clock.h"
#include "base/process.h"
#include "base/trace.h"
#include "oauth/connections.h"
#include "oauth/login_page.h"
#include "oauth/page.h"
#include "oauth/page_send.h"
#include "oauth/port.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define IDLE_TIMEOUT_S 5u
#define ANSWER_TIMEOUT_MS 1000
#define LAST_PAGE_MS 10000

/* Of a child that is left with the port alone. */
#define PORT_FD 3

/* Request line and headers of one connection; a code may be 64 KiB. */
#define CONNECTION_MEMORY ((size_t)96 * 1024)

struct fc_loopback {
	const struct fc_stack *stack;
	const struct fc_pkce *pkce;
	struct MHD_Daemon *daemon;
	int port;
	int fd; /* epoll's */
	char authority[32];
	char redirect_uri[48];

	struct fc_connections connections;

	struct fc_redirect redirect; /* until it is handed out */
	bool taken;                  /* the right redirect has come */
	bool handed_out;
	bool saved;                  /* there is a login from before */

	struct fc_buf answer; /* the last page, once known */
	unsigned answer_status;
};

/* Keep the target as it came: libmicrohttpd decodes its copy in place. */
static void *
on_target(void *arg, const char *target, struct MHD_Connection *connection)
{
	struct fc_connection *peer = fc_connection_of(connection);
	struct fc_error ignored;

	(void)arg;
	/* Without memory it stays empty, and the request is dropped. */
	if (peer && !fc_secret_set(&peer->target, target, strlen(target),
	                           &ignored))
		fc_secret_clear(&peer->target);
	if (peer)
		peer->target_end = (uintptr_t)target + strlen(target);
	return NULL;
}

struct headers {
	const char *host;
	unsigned host_count;
	bool speculative;
};

static enum MHD_Result
on_header(void *arg, enum MHD_ValueKind kind, const char *name,
          const char *value)
{
	struct headers *headers = arg;

	(void)kind;
	if (strcasecmp(name, "Host") == 0) {
		headers->host = value;
		headers->host_count++;
	}
	if (fc_redirect_is_speculative(name))
		headers->speculative = true;
	return MHD_YES;
}

static enum MHD_Result
turn_away(struct fc_loopback *loopback, struct MHD_Connection *connection,
          unsigned status, const struct fc_error *why)
{
	struct fc_buf html = FC_BUF_INIT(FC_PAGE_MAX);
	const bool over = loopback->answer.len > 0;
	enum MHD_Result result = MHD_NO;

	fc_trace("a request was turned away with %u: %s", status, why->text);
	if (fc_login_page_stray(&html, loopback->stack, why, over))
		result = fc_page_send(connection, status, &html);
	fc_buf_clear(&html);
	return result;
}

static enum MHD_Result
send_answer(struct fc_loopback *loopback, struct MHD_Connection *connection)
{
	return loopback->answer.len == 0 ? MHD_NO :
	       fc_page_send(connection, loopback->answer_status,
	                    &loopback->answer);
}

/* One more of the same is held as well: the person has reloaded the page,
 * and looks at that one now. */
static enum MHD_Result
hold(struct fc_loopback *loopback, struct fc_connection *peer,
     struct fc_redirect *redirect)
{
	if (!loopback->taken) {
		fc_redirect_move(&loopback->redirect, redirect);
		loopback->taken = true;
	}
	if (loopback->answer.len == 0) {
		fc_connection_hold(peer);
		return MHD_YES;
	}
	peer->held = true;
	return send_answer(loopback, peer->connection);
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *connection, const char *url,
           const char *method, const char *version, const char *upload,
           size_t *upload_size, void **context)
{
	struct fc_loopback *loopback = arg;
	struct fc_connection *peer = fc_connection_of(connection);
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_redirect_request request = { .method = method };
	struct headers headers = { .host = NULL };
	struct fc_error why = FC_ERROR_INIT;
	enum MHD_Result result;
	int status;

	(void)url, (void)upload, (void)upload_size;
	(void)context;
	if (!peer || !peer->target.plain ||
	    fc_connection_is_cut(peer, version, CONNECTION_MEMORY))
		return MHD_NO;
	if (peer->held)
		return send_answer(loopback, connection);

	MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header,
	                          &headers);
	request.target = peer->target.plain;
	request.host = headers.host_count == 1 ? headers.host : NULL;
	request.speculative = headers.speculative;
	status = fc_redirect_judge(&request, loopback->authority,
	                           loopback->pkce, loopback->stack, &redirect,
	                           &why);
	result = status == 200
	         ? hold(loopback, peer, &redirect)
	         : turn_away(loopback, connection, (unsigned)status, &why);
	fc_redirect_clear(&redirect);
	return result;
}

/* Takes over the socket, also when it fails. */
static bool
start_daemon(struct fc_loopback *loopback, int fd, struct fc_error *err)
{
	const union MHD_DaemonInfo *info;

	loopback->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
		on_request, loopback,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)FC_CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, loopback,
		MHD_OPTION_NOTIFY_CONNECTION, fc_connections_notice,
		&loopback->connections,
		MHD_OPTION_END);
	if (!loopback->daemon) {
		close(fd);
		return fc_fail(err, FC_ERR_INTERNAL,
		               "waiting for the browser: libmicrohttpd does "
		               "not start");
	}
	info = MHD_get_daemon_info(loopback->daemon,
	                           MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return fc_fail(err, FC_ERR_INTERNAL,
		               "waiting for the browser: libmicrohttpd does "
		               "not start");
	loopback->fd = info->epoll_fd;
	return true;
}

struct fc_loopback *
fc_loopback_new(const struct fc_stack *stack, const struct fc_pkce *pkce,
                struct fc_error *err)
{
	struct fc_loopback *loopback = calloc(1, sizeof(*loopback));
	int fd;

	if (!loopback) {
		fc_fail_memory(err);
		return NULL;
	}
	loopback->stack = stack;
	loopback->pkce = pkce;
	loopback->redirect = (struct fc_redirect)FC_REDIRECT_INIT;
	loopback->answer = (struct fc_buf)FC_BUF_INIT(FC_PAGE_MAX);

	fd = fc_port_listen(stack, &loopback->port, err);
	if (fd < 0 || !start_daemon(loopback, fd, err)) {
		fc_loopback_free(loopback);
		return NULL;
	}
	snprintf(loopback->authority, sizeof(loopback->authority),
	         "127.0.0.1:%d", loopback->port);
	snprintf(loopback->redirect_uri, sizeof(loopback->redirect_uri),
	         "http://%s/", loopback->authority);
	return loopback;
}

void
fc_loopback_set_saved(struct fc_loopback *loopback, bool saved)
{
	loopback->saved = saved;
}

const char *
fc_loopback_redirect_uri(const struct fc_loopback *loopback)
{
	return loopback->redirect_uri;
}

int
fc_loopback_port(const struct fc_loopback *loopback)
{
	return loopback->port;
}

int
fc_loopback_fd(const struct fc_loopback *loopback)
{
	return loopback->fd;
}

int
fc_loopback_timeout_ms(const struct fc_loopback *loopback)
{
	MHD_UNSIGNED_LONG_LONG timeout;

	if (MHD_get_timeout(loopback->daemon, &timeout) != MHD_YES)
		return -1;
	return timeout > 60000 ? 60000 : (int)timeout;
}

enum fc_lookup
fc_loopback_serve(struct fc_loopback *loopback, struct fc_redirect *redirect,
                  struct fc_error *err)
{
	if (MHD_run(loopback->daemon) != MHD_YES) {
		fc_fail(err, FC_ERR_INTERNAL,
		        "waiting for the browser: libmicrohttpd failed");
		return FC_FAILED;
	}
	if (!loopback->taken || loopback->handed_out)
		return FC_ABSENT;
	loopback->handed_out = true;
	fc_redirect_move(redirect, &loopback->redirect);
	return FC_FOUND;
}

static bool
write_answer(struct fc_loopback *loopback, const char *user,
             const struct fc_error *err)
{
	loopback->answer_status = fc_login_page_end(&loopback->answer,
	                                            loopback->stack, user, err,
	                                            loopback->saved);
	return loopback->answer_status != 0;
}

/* Has something come that is not served yet? */
static bool
is_busy(const struct fc_loopback *loopback)
{
	struct pollfd ready = { .fd = loopback->fd, .events = POLLIN };

	return fc_loopback_timeout_ms(loopback) == 0 ||
	       poll(&ready, 1, 0) > 0;
}

void
fc_loopback_answer(struct fc_loopback *loopback, const char *user,
                   const struct fc_error *err)
{
	struct pollfd ready = { .fd = loopback->fd, .events = POLLIN };
	long long left, end = fc_clock_ms() + ANSWER_TIMEOUT_MS;

	if (!fc_connections_are_held(&loopback->connections) ||
	    !write_answer(loopback, user, err))
		return;
	fc_connections_resume(&loopback->connections);
	while (MHD_run(loopback->daemon) == MHD_YES &&
	       (fc_connections_are_held(&loopback->connections) ||
	        is_busy(loopback)) &&
	       (left = end - fc_clock_ms()) > 0)
		poll(&ready, 1, left < 50 ? (int)left : 50);
}

static void
show_last_page(struct fc_loopback *loopback, int fd)
{
	struct pollfd ready = { .events = POLLIN };
	struct fc_error ignored;
	long long left, end = fc_clock_ms() + LAST_PAGE_MS;

	/* The lock among them: nobody waits for this. */
	if (fd != PORT_FD && dup2(fd, PORT_FD) != PORT_FD)
		return;
	fc_close_from(PORT_FD + 1);
	if (!start_daemon(loopback, PORT_FD, &ignored))
		return;
	ready.fd = loopback->fd;
	while (MHD_run(loopback->daemon) == MHD_YES &&
	       (left = end - fc_clock_ms()) > 0)
		poll(&ready, 1, left < 50 ? (int)left : 50);
}

void
fc_loopback_leave_page(struct fc_loopback *loopback,
                       const struct fc_error *err)
{
	pid_t pid = -1;
	int fd;

	if (loopback->taken ||
	    loopback->stack->port_first == loopback->stack->port_last ||
	    !write_answer(loopback, "", err))
		return;
	fd = MHD_quiesce_daemon(loopback->daemon);
	if (fd < 0)
		return;
	MHD_stop_daemon(loopback->daemon);
	loopback->daemon = NULL;
	memset(&loopback->connections, 0, sizeof(loopback->connections));
	pid = fc_process_go_on();
	if (pid == 0) {
		show_last_page(loopback, fd);
		_exit(0);
	}
	close(fd);
}

void
fc_loopback_free(struct fc_loopback *loopback)
{
	if (!loopback)
		return;
	if (loopback->daemon) {
		/* libmicrohttpd panics over one that is still suspended. */
		fc_connections_resume(&loopback->connections);
		MHD_run(loopback->daemon);
		MHD_stop_daemon(loopback->daemon);
	}
	fc_redirect_clear(&loopback->redirect);
	fc_buf_clear(&loopback->answer);
	free(loopback);
}
