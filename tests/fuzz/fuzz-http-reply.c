/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server (or whoever answers in its place) says about its reply:
 * Retry-After stays within an hour, a Date is a time or none, and what
 * doctor shows of it is printable.
 *
 * Input: the reply as it comes over the wire.
 */
#include "oauth/http.h"
#include "oauth/http_reply.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define RETRY_AFTER_MAX_S 3600
#define LIMIT_MS 5000L
/* What a socket takes at once, while nobody reads. */
#define WIRE_MAX (64 * 1024)

/* One end for libcurl; in the other the whole reply waits already. */
static curl_socket_t
open_socket(void *wire, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	(void)address;
	return *(int *)wire;
}

static int
say_connected(void *wire, curl_socket_t fd, curlsocktype purpose)
{
	(void)wire;
	(void)fd;
	(void)purpose;
	return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static size_t
drop_body(char *bytes, size_t size, size_t count, void *unused)
{
	(void)bytes;
	(void)unused;
	return size * count;
}

static void
prepare(CURL *curl, int *wire)
{
	hold(curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/") == 0);
	hold(curl_easy_setopt(curl, CURLOPT_PROXY, "") == 0);
	hold(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == 0);
	hold(curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, LIMIT_MS) == 0);
	hold(curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket) ==
	     0);
	hold(curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, wire) == 0);
	hold(curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, say_connected) ==
	     0);
	hold(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body) == 0);
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static long
smaller(long a, long b)
{
	return a < b ? a : b;
}

/* A second reader of the one header that changes what we do. */
static void
hold_retry_after(CURL *curl, long seconds)
{
	struct curl_header *header;
	bool said = curl_easy_header(curl, "Retry-After", 0, CURLH_HEADER, -1,
	                             &header) == CURLHE_OK;
	size_t i, len = said ? strlen(header->value) : 0;

	hold(seconds >= 0 && seconds <= RETRY_AFTER_MAX_S);
	for (i = 0; i < len && is_digit(header->value[i]); i++)
		;
	if (len == 0 || i < len)
		hold(seconds == 0);
	else if (len < 10)
		hold(seconds == smaller(strtol(header->value, NULL, 10),
		                        RETRY_AFTER_MAX_S));
}

static void
hold_reply(CURL *curl)
{
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	struct fc_http_sight sight;
	const char *type = NULL;

	fc_http_read_reply(curl, &reply);
	fc_http_read_sight(curl, &sight);
	hold(reply.status >= 0 && reply.status <= 999);
	hold_retry_after(curl, reply.retry_after_s);
	hold(curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) == 0);
	hold(!reply.json || (type && strcasestr(type, "json")));
	hold(sight.date >= 0);
	hold(sight.took_ms >= 0 && !sight.proxied);
	hold(!fuzz_has_control(sight.address));
	hold(sight.issuer[0] == '\0');
	fc_http_reply_clear(&reply);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CURL *curl;
	int wire[2];

	if (size > WIRE_MAX)
		return 0;
	hold(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, wire) == 0);
	hold(send(wire[1], data, size, MSG_NOSIGNAL) == (ssize_t)size);
	hold(shutdown(wire[1], SHUT_WR) == 0);
	curl = curl_easy_init();
	hold(curl);
	prepare(curl, &wire[0]); /* which closes it */
	/* What has been read of a reply that broke off must do no harm. */
	(void)!curl_easy_perform(curl);
	hold_reply(curl);
	curl_easy_cleanup(curl);
	close(wire[1]);
	return 0;
}
