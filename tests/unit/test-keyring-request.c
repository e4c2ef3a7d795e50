/* SPDX-License-Identifier: Apache-2.0 */
/* helpers/keyring/request.h: what pip and uv ask. */
#include "keyring/request.h"

#include "tap.h"

#include <string.h>

#define WORDS_MAX 8
#define HOST "acme.test"

static const struct {
	const char *words[WORDS_MAX];
	enum keyring_verb verb;
	const char *host;
	const char *user;
	bool creds, json;
} calls[] = {
	{ { "get", "https://acme.test/x/", "u" }, KEYRING_GET, HOST, "u",
	  false, false },
	{ { "get", "https://ACME.test:443" }, KEYRING_GET, HOST, NULL, false,
	  false },
	{ { "get", "https://acme.test?a" }, KEYRING_GET, HOST, NULL, false,
	  false },
	{ { "get", "acme.test:8443", "" }, KEYRING_GET, "acme.test:8443", NULL,
	  false, false },
	{ { "--mode=creds", "--output=json", "get", HOST }, KEYRING_GET, HOST,
	  NULL, true, true },
	{ { "get", HOST, "--mode", "creds" }, KEYRING_GET, HOST, NULL, true,
	  false },
	{ { "--mode", "creds", "get", HOST, "--mode", "password" },
	  KEYRING_GET, HOST, NULL, false, false },
	{ { "get", "--", HOST, "--mode" }, KEYRING_GET, HOST, "--mode", false,
	  false },
	{ { "set", HOST, "u" }, KEYRING_SET, HOST, "u", false, false },
	{ { "del", HOST, "u" }, KEYRING_DEL, HOST, "u", false, false },
	{ { "get", "http://acme.test/", "u" }, KEYRING_GET, "", "u", false,
	  false },
	{ { "get", "https://u:p@acme.test/" }, KEYRING_GET, "", NULL, false,
	  false },
	{ { "get", "acme.test/x" }, KEYRING_GET, "", NULL, false, false },
	{ { "get", "" }, KEYRING_GET, "", NULL, false, false },
	{ { "--help" }, KEYRING_HELP, "", NULL, false, false },
	{ { NULL }, KEYRING_OTHER, "", NULL, false, false },
	{ { "get" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "get", "a", "b", "c" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "diagnose" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "--help", "get", "a" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "--mode" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "--mode=", "get", "a" }, KEYRING_OTHER, "", NULL, false, false },
	{ { "--modes=creds", "get", "a" }, KEYRING_OTHER, "", NULL, false,
	  false },
	{ { "-b", "x", "get", "a" }, KEYRING_OTHER, "", NULL, false, false },
};

static bool
same(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

/* Words that are not known may have set an option on the way. */
static void
test_call(size_t i)
{
	char program[] = "keyring", words[WORDS_MAX][64];
	char *argv[WORDS_MAX + 2] = { program };
	struct keyring_request request;
	int argc = 1;

	for (; calls[i].words[argc - 1]; argc++) {
		snprintf(words[argc - 1], sizeof(words[0]), "%s",
		         calls[i].words[argc - 1]);
		argv[argc] = words[argc - 1];
	}
	keyring_request_parse(&request, argc, argv);
	ok(request.verb == calls[i].verb &&
	           strcmp(request.host, calls[i].host) == 0 &&
	           same(request.user, calls[i].user) &&
	           (request.verb <= KEYRING_HELP ||
	            (request.creds == calls[i].creds &&
	             request.json == calls[i].json)),
	   "%s %s", argc > 1 ? argv[1] : "nothing",
	   argc > 2 ? argv[2] : "");
}

int
main(void)
{
	size_t i;

	for (i = 0; i < COUNT(calls); i++)
		test_call(i);
	return done();
}
