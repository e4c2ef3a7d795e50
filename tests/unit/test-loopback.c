/* SPDX-License-Identifier: Apache-2.0 */
/* The redirect receiver, asked by real sockets. */
#include "oauth/loopback.h"

#include "base/clock.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
#define CROWD 300
#define REPLY_SIZE 16384

static char authorize_uri[] =
	"https://acme.palantirfoundry.com/multipass/api/oauth2/authorize";
static struct fc_stack stack = {
	.host = "acme.palantirfoundry.com",
	.authorize_uri = authorize_uri,
	.port_first = 18888,
	.port_last = 18987,
};
static const struct fc_pkce pkce = { .state = STATE };

static int
knock(const struct fc_loopback *loopback)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)fc_loopback_port(loopback)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		printf("Bail out! %s\n", strerror(errno));
		exit(EXIT_FAILURE);
	}
	return fd;
}

static int
ask(const struct fc_loopback *loopback, const char *method, const char *target,
    const char *headers)
{
	char request[2048];
	int fd = knock(loopback), len;

	len = snprintf(request, sizeof(request),
	               "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n",
	               method, target, fc_loopback_port(loopback), headers);
	if (write(fd, request, (size_t)len) != len)
		exit(EXIT_FAILURE);
	return fd;
}

/* Serve for that long, or until the redirect has come. */
static enum fc_lookup
serve(struct fc_loopback *loopback, struct fc_redirect *redirect, int ms)
{
	long long end = fc_clock_ms() + ms;
	enum fc_lookup result = FC_ABSENT;

	while (result == FC_ABSENT && fc_clock_ms() < end) {
		struct pollfd ready = { .fd = fc_loopback_fd(loopback),
			                .events = POLLIN };
		struct fc_error err = FC_ERROR_INIT;

		poll(&ready, 1, 5);
		result = fc_loopback_serve(loopback, redirect, &err);
	}
	return result;
}

/* Serve until it has answered and hung up. */
static enum fc_lookup
serve_to_end(struct fc_loopback *loopback, struct fc_redirect *redirect,
             int fd)
{
	struct pollfd gone = { .fd = fd, .events = POLLRDHUP };
	long long end = fc_clock_ms() + 30000;
	enum fc_lookup result = FC_ABSENT;

	while (result == FC_ABSENT && poll(&gone, 1, 0) == 0 &&
	       fc_clock_ms() < end)
		result = serve(loopback, redirect, 1);
	return result;
}

/* What the server has sent; "" when nothing (yet). */
static const char *
reply(int fd)
{
	static char text[REPLY_SIZE];
	size_t len = 0;
	ssize_t got;

	while (len < sizeof(text) - 1 &&
	       (got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(fd);
	return text;
}

static struct fc_loopback *
start(void)
{
	struct fc_error err = FC_ERROR_INIT;
	struct fc_loopback *loopback;

	loopback = fc_loopback_new(&stack, &pkce, &err);
	if (!loopback) {
		printf("Bail out! %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	return loopback;
}

static void
test_strays(void)
{
	static const struct {
		const char *label;
		const char *method;
		const char *target;
		const char *headers;
		const char *status;
	} row[] = {
		{ "favicon", "GET", "/favicon.ico", "", "404" },
		{ "a prefetch", "GET", "/?code=abc&state=" STATE,
		  "Sec-Purpose: prefetch;prerender\r\n", "503" },
		{ "an old prefetch", "GET", "/?code=abc&state=" STATE,
		  "X-moz: prefetch\r\n", "503" },
		{ "HEAD", "HEAD", "/?code=abc&state=" STATE, "", "405" },
		{ "POST", "POST", "/?code=abc&state=" STATE,
		  "Content-Length: 1\r\n", "405" },
		{ "a second Host", "GET", "/?code=abc&state=" STATE,
		  "Host: evil.example\r\n", "400" },
		{ "a forged state", "GET", "/?code=abc&state=x", "", "400" },
		{ "an encoded name", "GET", "/?c%6fde=abc&state=" STATE, "",
		  "400" },
	};
	static const char *const headers[] = {
		"Cache-Control: no-store\r\n", "Connection: close\r\n",
		"Referrer-Policy: no-referrer\r\n",
		"X-Content-Type-Options: nosniff\r\n",
		"Content-Security-Policy: default-src 'none'",
		"Content-Type: text/html; charset=utf-8\r\n",
	};
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_loopback *loopback = start();
	size_t i, j;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		int fd = ask(loopback, row[i].method, row[i].target,
		             row[i].headers);
		const char *text;

		ok(serve_to_end(loopback, &redirect, fd) == FC_ABSENT,
		   "%s: the wait goes on", row[i].label);
		text = reply(fd);
		ok(strncmp(text + 9, row[i].status, 3) == 0, "%s: %.12s",
		   row[i].label, text);
		for (j = 0; j < sizeof(headers) / sizeof(headers[0]); j++)
			if (!strstr(text, headers[j]))
				ok(false, "%s: %s", row[i].label, headers[j]);
		ok(!strstr(text, STATE) && !strstr(text, "abc"),
		   "%s: nothing of the request is repeated", row[i].label);
	}
	fc_loopback_free(loopback);
}

static void
test_right_one(void)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_loopback *loopback = start();
	int idle = knock(loopback), first, second;
	const char *text;

	first = ask(loopback, "GET", "/?code=a%2Fb&state=" STATE, "");
	ok(serve(loopback, &redirect, 30000) == FC_FOUND, "it is found");
	is(redirect.code.plain, "a/b", "with its code, decoded once");
	second = ask(loopback, "GET", "/?code=other&state=" STATE, "");
	ok(serve(loopback, &redirect, 100) == FC_ABSENT,
	   "a second one is none");
	is(redirect.code.plain, "a/b", "and changes nothing");

	fc_loopback_answer(loopback, "alice & bob", NULL);
	text = reply(first);
	ok(strstr(text, " 200 ") && strstr(text, "You are logged in") &&
	   strstr(text, "alice &amp; bob"), "it is shown the end");
	ok(strstr(reply(second), "You are logged in") != NULL,
	   "and so is the page that was reloaded");
	fc_redirect_clear(&redirect);
	fc_loopback_free(loopback);
	close(idle);
}

/* While the code is exchanged nobody serves. */
static void
test_reloaded(void)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_loopback *loopback = start();
	int first, second, stray;

	first = ask(loopback, "GET", "/?code=abc&state=" STATE, "");
	ok(serve(loopback, &redirect, 5000) == FC_FOUND, "the redirect");
	close(first);
	stray = ask(loopback, "GET", "/favicon.ico", "");
	second = ask(loopback, "GET", "/?code=abc&state=" STATE, "");
	fc_loopback_answer(loopback, "alice", NULL);
	ok(strstr(reply(second), "You are logged in") != NULL,
	   "a page that was reloaded during the exchange shows the end");
	ok(strstr(reply(stray), " 404 ") != NULL, "a stray is still one");
	fc_redirect_clear(&redirect);
	fc_loopback_free(loopback);
}

static void
test_ends(void)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct fc_loopback *loopback = start();
	const char *text;
	int fd;

	fd = ask(loopback, "GET", "/?error=access_denied&state=" STATE, "");
	ok(serve(loopback, &redirect, 30000) == FC_FOUND &&
	   !redirect.code.plain, "an error is found, too");
	is(fc_buf_str(&redirect.error), "access_denied", "the error");
	fc_fail(&err, FC_ERR_DENIED, "the person said <no>");
	fc_error_hint(&err, "ask again");
	fc_loopback_answer(loopback, NULL, &err);
	text = reply(fd);
	ok(strstr(text, " 403 ") && strstr(text, "said &lt;no&gt;") &&
	   strstr(text, "ask again"), "the reason is shown, with the cure");
	fc_redirect_clear(&redirect);
	fc_loopback_free(loopback);

	loopback = start();
	fd = ask(loopback, "GET", "/?code=abc&state=" STATE, "");
	ok(serve(loopback, &redirect, 30000) == FC_FOUND,
	   "one that is never answered");
	fc_loopback_free(loopback);
	is(reply(fd), "", "is dropped");
	fc_redirect_clear(&redirect);
}

static void
test_gone(void)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_loopback *loopback = start();
	long long start_ms;

	close(ask(loopback, "GET", "/?code=abc&state=" STATE, ""));
	ok(serve(loopback, &redirect, 30000) == FC_FOUND,
	   "the browser may go away after its request");
	start_ms = fc_clock_ms();
	fc_loopback_answer(loopback, "", NULL);
	ok(fc_clock_ms() - start_ms < 4000, "nobody waits for it for long");
	fc_redirect_clear(&redirect);
	fc_loopback_free(loopback);
}

/* More than the process serves at once, all silent. */
static void
test_crowd(void)
{
	static int crowd[CROWD];
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_loopback *loopback = start();
	size_t i;
	int fd;

	for (i = 0; i < CROWD; i++) {
		crowd[i] = knock(loopback);
		if (write(crowd[i], "G", i % 2) < 0)
			exit(EXIT_FAILURE);
	}
	fd = ask(loopback, "GET", "/?code=abc&state=" STATE, "");
	ok(serve(loopback, &redirect, 30000) == FC_FOUND,
	   "%d idle connections do not keep the browser out", CROWD);
	fc_loopback_answer(loopback, NULL, NULL);
	ok(strstr(reply(fd), "You are logged in") != NULL, "nor its page");
	for (i = 0; i < CROWD; i++)
		close(crowd[i]);
	fc_redirect_clear(&redirect);
	fc_loopback_free(loopback);
}

static void
test_port(void)
{
	struct fc_loopback *loopback = start(), *other;
	struct fc_stack narrow = stack;
	struct fc_error err = FC_ERROR_INIT;
	char want[64];

	snprintf(want, sizeof(want), "http://127.0.0.1:%d/",
	         fc_loopback_port(loopback));
	is(fc_loopback_redirect_uri(loopback), want, "the redirect URI");

	other = start();
	ok(fc_loopback_port(other) > fc_loopback_port(loopback),
	   "a second receiver takes the next port");
	fc_loopback_free(other);

	narrow.port_first = narrow.port_last = fc_loopback_port(loopback);
	other = fc_loopback_new(&narrow, &pkce, &err);
	snprintf(want, sizeof(want), "%d to", narrow.port_first);
	ok(!other && err.kind == FC_ERR_IO && strstr(err.text, want) &&
	   strstr(err.hint, "--console"), "all ports taken: %s", err.text);
	fc_loopback_free(loopback);
	fc_loopback_free(NULL);
}

int
main(void)
{
	int before, after;

	signal(SIGPIPE, SIG_IGN);
	before = dup(STDERR_FILENO);
	close(before);

	test_strays();
	test_right_one();
	test_reloaded();
	test_ends();
	test_gone();
	test_crowd();
	test_port();

	after = dup(STDERR_FILENO);
	ok(after == before, "no descriptor is left open");
	return done();
}
