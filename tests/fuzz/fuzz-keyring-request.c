/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyring's command line, a word a line: whose service it is comes to nobody's
 * or to one host in its normal form, which stands in a word of it.
 */
#include "keyring/request.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 16

static void
hold_request(const struct keyring_request *request, int argc,
             char *const argv[])
{
	bool own = !request->user;
	int i;

	hold(request->host[0] == '\0' || fuzz_is_host(request->host));
	hold(request->verb > KEYRING_HELP || request->host[0] == '\0');
	hold(own || *request->user);
	for (i = 1; i < argc; i++)
		own = own || argv[i] == request->user;
	hold(own);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *rest = text;
	char program[] = "keyring";
	char *argv[WORDS_MAX + 2] = { program };
	struct keyring_request request;
	int argc = 1;

	while (rest && argc <= WORDS_MAX)
		argv[argc++] = strsep(&rest, "\n");
	keyring_request_parse(&request, argc, argv);
	if (request.host[0] == '\0')
		fuzz_refuse();
	hold_request(&request, argc, argv);
	free(text);
	return 0;
}
