/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a stack from here, for doctor. */
#include "oauth/probe.h"

#include "base/clock.h"
#include "oauth/browser.h"
#include "oauth/http.h"
#include "oauth/login.h"
#include "oauth/port.h"

#include <string.h>
#include <unistd.h>

#define LIMIT_S 10
/* A token is taken for expired a minute early; beyond that it hurts. */
#define CLOCK_ODD_S 30
#define CLOCK_WRONG_S 60

/* --- the way a person would log in ---------------------------------------- */

/* Under noop each program logs in, and the verb does not. */
static void
cure_with_console(const struct fc_stack *stack,
                  struct fc_check_results *results)
{
	if (stack->cache == FC_CACHE_NOOP)
		fc_check_cure(results, "set login = console in [%s]",
		              stack->host);
	else
		fc_check_cure(results, "foundry-credential login "
		              "--console %s", stack->host);
}

static void
probe_webserver(const struct fc_stack *stack, struct fc_check_results *results)
{
	struct fc_error err = FC_ERROR_INIT;
	char browser[FC_PATH_SIZE];
	int port = 0, fd = fc_port_listen(stack, &port, &err);

	if (fd < 0) {
		fc_check_add_error(results, FC_CHECK_WRONG, "login", &err);
		if (!*err.hint)
			cure_with_console(stack, results);
		return;
	}
	close(fd);
	if (fc_browser_find(browser)) {
		fc_check_add(results, FC_CHECK_OK, "login", "a login "
		             "starts %s and listens on 127.0.0.1:%d",
		             browser, port);
		return;
	}
	fc_check_add(results, FC_CHECK_WARNING, "login", "no browser can "
	             "be started here");
	if (stack->cache == FC_CACHE_NOOP)
		cure_with_console(stack, results);
	else
		fc_check_cure(results, "set BROWSER, or open the printed "
		              "URL yourself, or: foundry-credential login "
		              "--console %s", stack->host);
}

void
fc_probe_login(const struct fc_stack *stack, struct fc_check_results *results)
{
	if (!stack->client_id)
		return;
	if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS)
		fc_check_add(results, FC_CHECK_OK, "login", "a service "
		             "user needs none");
	else if (stack->login == FC_LOGIN_NEVER)
		fc_check_add(results, FC_CHECK_OK, "login", "only by "
		             "foundry-credential login (login = never)");
	else if (fc_login_choose(stack->login) == FC_LOGIN_CONSOLE)
		fc_check_add(results, FC_CHECK_OK, "login", "a login asks "
		             "for the code at the terminal");
	else
		probe_webserver(stack, results);
}

/* --- the stack ------------------------------------------------------------ */

struct probe {
	const struct fc_stack *stack;
	struct fc_check_results *results;
	struct fc_http *http;
	struct fc_http_sight sight;
	struct fc_http_reply reply;
	long limit_ms;
	bool odd; /* an endpoint has not answered as it should */
};

static void
say_issuer(const struct probe *probe, enum fc_check verdict)
{
	if (!*probe->sight.issuer)
		return;
	fc_check_add(probe->results, verdict, "certificate",
	             "signed by %s", probe->sight.issuer);
	if (verdict != FC_CHECK_OK)
		fc_check_cure(probe->results, "if that is your network's "
		              "own authority, it reads along: name its PEM "
		              "file with ca_file in [%s]",
		              probe->stack->host);
}

static void
say_unreachable(const struct probe *probe, const struct fc_error *err)
{
	fc_check_add_error(probe->results, FC_CHECK_WRONG, "network", err);
	say_issuer(probe, FC_CHECK_WRONG);
}

static void
say_reached(const struct probe *probe)
{
	const struct fc_http_sight *sight = &probe->sight;

	fc_check_add(probe->results, FC_CHECK_OK, "network",
	             "%s answers in %ld ms, %s %s", probe->stack->host,
	             sight->took_ms,
	             sight->proxied ? "through the proxy" : "from",
	             sight->address);
	say_issuer(probe, FC_CHECK_OK);
}

static void
say_clock(const struct probe *probe)
{
	long long ahead = (long long)fc_clock_now() -
	                  (long long)probe->sight.date;
	long long off = ahead < 0 ? -ahead : ahead;

	if (probe->sight.date == 0)
		return;
	if (off <= CLOCK_ODD_S) {
		fc_check_add(probe->results, FC_CHECK_OK, "clock",
		             "agrees with the server's");
		return;
	}
	fc_check_add(probe->results, off > CLOCK_WRONG_S
	             ? FC_CHECK_WRONG : FC_CHECK_WARNING, "clock",
	             "%lld seconds %s the server's", off,
	             ahead > 0 ? "ahead of" : "behind");
	fc_check_cure(probe->results, "set this machine's clock "
	              "(timedatectl set-ntp true)");
}

/* What an endpoint said without a token, and whether Multipass would. */
static void
judge(struct probe *probe, const char *key, bool as_expected)
{
	if (as_expected)
		return;
	probe->odd = true;
	fc_check_add(probe->results, FC_CHECK_WRONG, "endpoints",
	             "%s answers HTTP %ld%s: not as Multipass does", key,
	             probe->reply.status,
	             probe->reply.json ? "" : ", not JSON");
	fc_check_cure(probe->results, "is %s a Foundry? a captive network "
	              "or another path answers so: see %s in "
	              "foundry-credential-config(5)", probe->stack->host,
	              key);
}

static bool
ask(struct probe *probe, const char *url, bool post)
{
	static const struct fc_buf no_form = FC_BUF_INIT(0);
	struct fc_error err = FC_ERROR_INIT;
	bool done;

	done = post ? fc_http_post(probe->http, url, &no_form,
	                           probe->limit_ms, &probe->reply, &err)
	            : fc_http_get(probe->http, url, NULL, probe->limit_ms,
	                          &probe->reply, &err);
	if (!done)
		say_unreachable(probe, &err);
	return done;
}

static void
ask_all(struct probe *probe)
{
	const struct fc_stack *stack = probe->stack;
	long status;

	if (!ask(probe, stack->me_uri, false))
		return;
	say_reached(probe);
	say_clock(probe);
	status = probe->reply.status;
	judge(probe, "me_uri", status == 401 || status == 403);
	if (!ask(probe, stack->token_uri, true))
		return;
	status = probe->reply.status;
	judge(probe, "token_uri",
	      (status == 400 || status == 401) && probe->reply.json);
	if (!ask(probe, stack->authorize_uri, false))
		return;
	/* A page of its own, whatever it says; only its absence is telling. */
	status = probe->reply.status;
	judge(probe, "authorize_uri", status < 500 && status != 404);
	if (!probe->odd)
		fc_check_add(probe->results, FC_CHECK_OK, "endpoints",
		             "answer as Multipass does");
}

void
fc_probe_network(const struct fc_stack *stack, struct fc_check_results *results)
{
	struct fc_error err = FC_ERROR_INIT;
	int limit_s = stack->network_timeout_s < LIMIT_S
	              ? stack->network_timeout_s : LIMIT_S;
	struct probe probe = {
		.stack = stack,
		.results = results,
		.reply = FC_HTTP_REPLY_INIT,
		.limit_ms = limit_s * 1000L,
		.http = fc_http_new(stack, &err),
	};

	if (!probe.http || !fc_http_look(probe.http, &probe.sight))
		fc_check_add_error(results, FC_CHECK_WRONG, "network",
		                   &err);
	else
		ask_all(&probe);
	fc_http_reply_clear(&probe.reply);
	fc_http_leave(probe.http);
}
