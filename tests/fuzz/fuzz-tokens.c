/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of static tokens: one that is found is a good token of the host
 * and the user asked for, and is not over.
 *
 * Input: the user on a line ("" for any), then the file.
 */
#include "disk.h"
#include "fuzz.h"
#include "record/static_tokens.h"

#include <stdlib.h>
#include <string.h>

#define HOST "acme.palantirfoundry.com"
#define NOW 1700000000

static const struct fc_paths paths = { .home = "/h" };

static bool
visit(const char *host, void *arg)
{
	bool *ours = arg;

	if (strcmp(host, HOST) == 0) {
		hold(!*ours); /* once */
		*ours = true;
	}
	return true;
}

static void
hold_found(const struct fc_static_token *found, const char *user)
{
	char section[FC_STATIC_TOKEN_SECTION_SIZE];
	char last[FC_STATIC_TOKEN_USER_MAX] = "";

	hold(fc_token_is_wellformed(found->token.access.plain,
	                            found->token.access.len));
	hold(found->token.expires_at == 0 || found->token.expires_at > NOW);
	hold(memchr(found->user, '\0', sizeof(found->user)));
	hold(!user || strcmp(found->user, user) == 0);
	hold(fc_static_token_section(HOST, found->user, section));
	hold(fc_static_token_last_user(&paths, HOST, last));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char *line = fuzz_line(&input);
	const char *user = *line ? line : NULL;
	bool ours = false;

	disk_put("/h/" FC_STATIC_TOKENS_FILE, input.at, input.left);
	switch (fc_static_token_find(&paths, HOST, user, NOW, &found, &err)) {
	case FC_FOUND:
		hold_found(&found, user);
		hold(fc_static_token_each(&paths, visit, &ours, &err));
		hold(ours);
		break;
	case FC_ABSENT:
		hold(!found.token.access.plain);
		break;
	case FC_FAILED:
		fuzz_hold_error(&err);
		hold(!found.token.access.plain);
		break;
	}
	fc_static_token_clear(&found);
	free(line);
	disk_clear();
	return 0;
}
