/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization URL, and what a person is told about it. */
#include "base/wrap.h"
#include "oauth/authorize.h"
#include "oauth/login.h"
#include "oauth/login_messages.h"

#include "tap.h"

#define COLUMNS 40

static char client_id[] = "a b&c";
static char scopes[] = "offline_access api:read-data";
static const struct fc_pkce pkce = {
	.challenge = "CHALLENGE", .state = "STATE", .verifier = "VERIFIER",
};

static void
test_url(void)
{
	static const struct {
		const char *label;
		const char *authorize_uri;
		const char *want;
	} row[] = {
		{ "plain", "https://h/authorize", "https://h/authorize?" },
		{ "with a query", "https://h/authorize?x=1",
		  "https://h/authorize?x=1&" },
		{ "with an empty query", "https://h/authorize?",
		  "https://h/authorize?" },
		{ "with an open query", "https://h/authorize?x=1&",
		  "https://h/authorize?x=1&" },
	};
	struct fc_stack stack = { .client_id = client_id, .scopes = scopes };
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_buf url = FC_BUF_INIT(FC_AUTHORIZE_URL_MAX);
		char *uri = strdup(row[i].authorize_uri);
		char want[512];

		stack.authorize_uri = uri;
		snprintf(want, sizeof(want), "%sresponse_type=code&"
		         "client_id=a%%20b%%26c&redirect_uri="
		         "http%%3A%%2F%%2F127.0.0.1%%3A8888%%2F&scope="
		         "offline_access%%20api%%3Aread-data&state=STATE&"
		         "code_challenge=CHALLENGE&code_challenge_method=S256",
		         row[i].want);
		ok(fc_authorize_url(&url, &stack, &pkce,
		                    "http://127.0.0.1:8888/", &err),
		   "%s: built", row[i].label);
		is(fc_buf_str(&url), want, row[i].label);
		fc_buf_clear(&url);
		free(uri);
	}
}

static void
test_no_client(void)
{
	char uri[] = "https://h/authorize", empty[] = "";
	struct fc_stack stack = { .authorize_uri = uri };
	struct fc_buf url = FC_BUF_INIT(FC_AUTHORIZE_URL_MAX);
	struct fc_error err = FC_ERROR_INIT;

	ok(!fc_authorize_url(&url, &stack, &pkce, "x", &err) &&
	   err.kind == FC_ERR_CONFIG, "no client_id is a matter of config");
	stack.client_id = client_id;
	stack.scopes = empty;
	ok(fc_authorize_url(&url, &stack, &pkce, "x", &err) &&
	   !strstr(url.data, "scope"), "empty scopes are not sent");
	fc_buf_clear(&url);
}

/* All lines but those of URL and host, once it is wrapped. */
static bool
is_narrow(char *text, const char *url, const char *host)
{
	fc_wrap(text, COLUMNS);
	while (*text) {
		size_t len = strcspn(text, "\n");
		bool given = (len == strlen(url) &&
		              memcmp(text, url, len) == 0) ||
		             (len == strlen(host) + 1 &&
		              memcmp(text, host, len - 1) == 0);

		if (len > COLUMNS && !given)
			return false;
		text += len + (text[len] == '\n');
	}
	return true;
}

static void
test_notices(void)
{
	static const char url[] = "https://acme.palantirfoundry.com/multipass/"
		"api/oauth2/authorize?response_type=code&and=so&on=1";
	static const char host[] = "a-rather-long-name.palantirfoundry.co.uk";
	struct fc_stack stack = { .login_timeout_s = 3599 };
	struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
	struct fc_error err = FC_ERROR_INIT;
	char line[256];

	snprintf(stack.host, sizeof(stack.host), "%s", host);
	snprintf(line, sizeof(line), "\n%s\n", url);

	ok(fc_login_message_webserver(&text, &stack, url, true, true, &err) &&
	   is_narrow(text.data, url, host), "webserver mode in 40 columns");
	ok(strstr(text.data, line) && strstr(text.data, host) &&
	   strstr(text.data, "59 minutes") &&
	   strstr(text.data, "foundry-credential") &&
	   strstr(text.data, "redirect_uri"),
	   "the URL on a line of its own, who asks, for what, how long");
	fc_buf_reset(&text);
	ok(fc_login_message_webserver(&text, &stack, url, false, false,
	                              &err) &&
	   !strstr(text.data, "paste"),
	   "no word of pasting without a terminal");
	fc_buf_reset(&text);
	ok(fc_login_message_console(&text, &stack, url, true, &err) &&
	   is_narrow(text.data, url, host), "console mode in 40 columns");
	ok(strstr(text.data, line) != NULL, "the URL on a line of its own");
	fc_buf_clear(&text);
	ok(strlen(FC_LOGIN_MESSAGE_PROMPT) < COLUMNS, "the prompt fits");
}

static void
test_ssh(void)
{
	static const struct {
		const char *label;
		const char *connection;
		const char *want; /* NULL: nothing */
	} row[] = {
		{ "IPv4", "10.0.0.1 5555 192.0.2.7 22",
		  "\nssh -L 8888:127.0.0.1:8888 me@192.0.2.7\n" },
		{ "IPv6", "fe80::1 5555 2001:db8::2 22",
		  "\nssh -L 8888:127.0.0.1:8888 me@2001:db8::2\n" },
		{ "another port", "10.0.0.1 5555 192.0.2.7 2222",
		  "\nssh -L 8888:127.0.0.1:8888 -p 2222 me@192.0.2.7\n" },
		{ "no SSH", NULL, NULL },
		{ "empty", "", NULL },
		{ "too short", "10.0.0.1 5555 192.0.2.7", NULL },
		{ "a name", "10.0.0.1 5555 $(id) 22", NULL },
		{ "an option", "10.0.0.1 5555 -oProxyCommand=x 22", NULL },
		{ "no port", "10.0.0.1 5555 192.0.2.7 x", NULL },
		{ "an odd port", "10.0.0.1 5555 192.0.2.7 70000", NULL },
		{ "a port beyond any int", "10.0.0.1 5555 192.0.2.7 "
		  "4294967318", NULL },
		{ "half a port", "10.0.0.1 5555 192.0.2.7 22x", NULL },
		{ "an endless address", "1 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 22", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_buf text = FC_BUF_INIT(FC_LOGIN_MESSAGE_MAX);
		struct fc_error err = FC_ERROR_INIT;
		bool good = fc_login_message_ssh(&text, row[i].connection, "me",
		                                 8888, &err);

		ok(good && (row[i].want ? strstr(fc_buf_str(&text),
		                                 row[i].want) != NULL
		                        : text.len == 0),
		   "SSH_CONNECTION: %s", row[i].label);
		fc_buf_clear(&text);
	}
}

static void
test_times(void)
{
	static const struct {
		int seconds;
		const char *want;
	} row[] = {
		{ 300, "5 minutes" }, { 119, "1 minute" }, { 60, "1 minute" },
		{ 59, "59 seconds" }, { 1, "1 second" },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct fc_buf text = FC_BUF_INIT(64);
		struct fc_error err = FC_ERROR_INIT;

		ok(fc_login_message_time(&text, row[i].seconds, &err),
		   "%d seconds", row[i].seconds);
		is(fc_buf_str(&text), row[i].want, "in words");
		fc_buf_clear(&text);
	}
}

static void
test_modes(void)
{
	static const struct {
		const char *label;
		const char *set[3];
		enum fc_login_mode mode, want;
	} row[] = {
		{ "a desktop", { "DISPLAY" }, FC_LOGIN_AUTO,
		  FC_LOGIN_WEBSERVER },
		{ "Wayland", { "WAYLAND_DISPLAY" }, FC_LOGIN_AUTO,
		  FC_LOGIN_WEBSERVER },
		{ "WSL", { "WSL_DISTRO_NAME" }, FC_LOGIN_AUTO,
		  FC_LOGIN_WEBSERVER },
#ifndef __APPLE__
		{ "nothing", { NULL }, FC_LOGIN_AUTO, FC_LOGIN_CONSOLE },
#endif
		{ "SSH and a desktop", { "DISPLAY", "SSH_CONNECTION" },
		  FC_LOGIN_AUTO, FC_LOGIN_CONSOLE },
		{ "an SSH terminal", { "DISPLAY", "SSH_TTY" }, FC_LOGIN_AUTO,
		  FC_LOGIN_CONSOLE },
		{ "SSH and BROWSER", { "SSH_CONNECTION", "BROWSER" },
		  FC_LOGIN_AUTO, FC_LOGIN_WEBSERVER },
		{ "never counts as auto", { "DISPLAY" }, FC_LOGIN_NEVER,
		  FC_LOGIN_WEBSERVER },
		{ "console is console", { "DISPLAY" }, FC_LOGIN_CONSOLE,
		  FC_LOGIN_CONSOLE },
		{ "webserver is webserver", { "SSH_TTY" },
		  FC_LOGIN_WEBSERVER, FC_LOGIN_WEBSERVER },
	};
	static const char *const all[] = {
		"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME",
		"WSL_INTEROP", "SSH_CONNECTION", "SSH_TTY", "BROWSER",
	};
	size_t i, j;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		for (j = 0; j < sizeof(all) / sizeof(all[0]); j++)
			setenv(all[j], "", 1); /* empty counts as unset */
		for (j = 0; j < 3 && row[i].set[j]; j++)
			setenv(row[i].set[j], "x", 1);
		ok(fc_login_choose(row[i].mode) == row[i].want, "auto: %s",
		   row[i].label);
	}
}

int
main(void)
{
	test_url();
	test_no_client();
	test_notices();
	test_ssh();
	test_times();
	test_modes();
	return done();
}
