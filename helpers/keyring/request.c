/* SPDX-License-Identifier: Apache-2.0 */
/* What pip and uv ask: the command line of Python's keyring. */
#include "request.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

#define OPERANDS_MAX 3 /* the verb, the service, the user */

static const char scheme[] = "https://";

/* pip sends the URL of an index, then its host alone; a user name and a
 * password in it, which both leave out, make it nobody's. */
static void
read_service(struct keyring_request *request, const char *service)
{
	const size_t len = strlen(scheme);
	char authority[FC_HOST_SIZE];

	if (strncasecmp(service, scheme, len) == 0) {
		service += len;
		if (!fc_text_slice(authority, sizeof(authority), service,
		                   strcspn(service, "/?#")))
			return;
		service = authority;
	}
	if (!fc_host_parse(service, request->host))
		request->host[0] = '\0';
}

static enum keyring_verb
find_verb(const char *word)
{
	if (strcmp(word, "get") == 0)
		return KEYRING_GET;
	if (strcmp(word, "set") == 0)
		return KEYRING_SET;
	return strcmp(word, "del") == 0 ? KEYRING_DEL : KEYRING_OTHER;
}

static bool
is_option(const char *word, const char *name)
{
	const size_t len = strlen(name);

	return strncmp(word, name, len) == 0 &&
	       (word[len] == '=' || word[len] == '\0');
}

/* Behind '=', or the next word, past which *at moves; "" when there is none. */
static const char *
option_value(int argc, char *const argv[], int *at)
{
	const char *equals = strchr(argv[*at], '=');

	if (equals)
		return equals + 1;
	return *at + 1 < argc ? argv[++*at] : "";
}

/* One of two words: *second says which. */
static bool
take_choice(const char *value, const char *first, const char *other,
            bool *second)
{
	*second = strcmp(value, other) == 0;
	return *second || strcmp(value, first) == 0;
}

static bool
take_option(struct keyring_request *request, int argc, char *const argv[],
            int *at)
{
	if (is_option(argv[*at], "--mode"))
		return take_choice(option_value(argc, argv, at), "password",
		                   "creds", &request->creds);
	return is_option(argv[*at], "--output") &&
	       take_choice(option_value(argc, argv, at), "plain", "json",
	                   &request->json);
}

/* False: not a call that we know. */
static bool
take_words(struct keyring_request *request, int argc, char *const argv[],
           const char *operands[OPERANDS_MAX])
{
	bool only_operands = false;
	int at, count = 0;

	for (at = 1; at < argc; at++) {
		if (only_operands || argv[at][0] != '-') {
			if (count == OPERANDS_MAX)
				return false;
			operands[count++] = argv[at];
		} else if (strcmp(argv[at], "--") == 0) {
			only_operands = true;
		} else if (!take_option(request, argc, argv, &at)) {
			return false;
		}
	}
	return count >= 2;
}

static bool
is_help(int argc, char *const argv[])
{
	return argc == 2 && (strcmp(argv[1], "--help") == 0 ||
	                     strcmp(argv[1], "-h") == 0);
}

void
keyring_request_parse(struct keyring_request *request, int argc,
                      char *const argv[])
{
	const char *operands[OPERANDS_MAX] = { "", "", "" };

	memset(request, 0, sizeof(*request));
	if (is_help(argc, argv))
		request->verb = KEYRING_HELP;
	else if (take_words(request, argc, argv, operands))
		request->verb = find_verb(operands[0]);
	if (request->verb <= KEYRING_HELP)
		return;
	read_service(request, operands[1]);
	if (*operands[2])
		request->user = operands[2];
}
